#include "common/rpc/request_check.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <string>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace guanxi::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Objects with their allocations; the largest message of ours has about 500 bytes.
constexpr int64_t kMessageBytes = 600;
constexpr int64_t kEntryBytes = 200;  // of a map
constexpr int64_t kTextBytes = 64;    // in a list
// Lists of numbers grow from one byte to four or eight, long texts not at all.
constexpr int64_t kWireFactor = 4;
// Of no field: parsers refuse it.
constexpr int kNoNumber = 0;

// The fields of a type that matter here.
struct Plan {
  std::vector<const FieldDescriptor*> parts;  // messages, lists of them, maps to them
  std::vector<const FieldDescriptor*> texts;  // lists
  std::vector<const FieldDescriptor*> maps;   // to scalars: entries hold no unknown fields
};

Plan MakePlan(const Descriptor& type) {
  Plan plan;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* const field = type.field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const bool to_scalar = field->is_map() && field->message_type()->map_value()->cpp_type() !=
                                                    FieldDescriptor::CPPTYPE_MESSAGE;
      (to_scalar ? plan.maps : plan.parts).push_back(field);
    } else if (field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      plan.texts.push_back(field);
    }
  }
  return plan;
}

const Plan& PlanOf(const Descriptor& type) {
  thread_local absl::node_hash_map<const Descriptor*, Plan> plans;
  const auto it = plans.find(&type);
  return it != plans.end() ? it->second : plans.emplace(&type, MakePlan(type)).first->second;
}

class Walk {
 public:
  explicit Walk(int64_t max_bytes) : max_bytes_(max_bytes) {}

  // False where there is an unknown field; `path` then says where, made on the way back alone, as
  // nearly no request has one. The depth is bounded: protobuf parses 100 levels and no more.
  bool Visit(const Message& message, std::string* path) {
    const Reflection& reflection = *message.GetReflection();
    const auto& unknown = reflection.GetUnknownFields(message);
    if (!unknown.empty()) {
      *path = absl::StrCat(unknown.field(0).number());
      return false;
    }
    bytes_ += kMessageBytes;
    const Plan& plan = PlanOf(*message.GetDescriptor());
    for (const auto* field : plan.texts) {
      bytes_ += kTextBytes * reflection.FieldSize(message, field);
    }
    for (const auto* field : plan.maps) {
      bytes_ += kEntryBytes * reflection.FieldSize(message, field);
    }
    for (const auto* field : plan.parts) {
      if (bytes_ > max_bytes_) break;
      if (!(field->is_repeated() ? VisitList(message, field, path)
                                 : VisitPart(message, field, path))) {
        return false;
      }
    }
    return true;
  }

  int64_t bytes() const { return bytes_; }

 private:
  static std::string Join(absl::string_view name, const std::string& rest) {
    return absl::StrCat(name, ".", rest);
  }

  bool VisitPart(const Message& message, const FieldDescriptor* field, std::string* path) {
    const Reflection& reflection = *message.GetReflection();
    if (!reflection.HasField(message, field)) return true;
    if (Visit(reflection.GetMessage(message, field), path)) return true;
    *path = Join(field->name(), *path);
    return false;
  }

  bool VisitList(const Message& message, const FieldDescriptor* field, std::string* path) {
    const Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, field);
    for (int i = 0; i < size && bytes_ <= max_bytes_; ++i) {
      if (Visit(reflection.GetRepeatedMessage(message, field, i), path)) continue;
      *path = Join(absl::StrCat(field->name(), "[", i, "]"), *path);
      return false;
    }
    return true;
  }

  const int64_t max_bytes_;
  int64_t bytes_ = 0;
};

}  // namespace

absl::Status CheckRequest(const Message& message, int64_t max_bytes, int64_t* bytes) {
  Walk walk(max_bytes);
  std::string path;
  if (!walk.Visit(message, &path)) {
    return InvalidField(path, "there is no field of this number", "UNKNOWN_FIELD");
  }
  *bytes = walk.bytes() + kWireFactor * static_cast<int64_t>(message.ByteSizeLong());
  return absl::OkStatus();
}

void MarkUnparsed(Message* message) {
  message->GetReflection()->MutableUnknownFields(message)->AddVarint(kNoNumber, 0);
}

bool IsUnparsed(const Message& message) {
  const auto& unknown = message.GetReflection()->GetUnknownFields(message);
  return !unknown.empty() && unknown.field(0).number() == kNoNumber;
}

}  // namespace guanxi::rpc
