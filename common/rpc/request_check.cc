#include "common/rpc/request_check.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <memory>
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

// A request is there as it was parsed, while it is handled as what is stored, and as what is
// answered.
constexpr int64_t kCopies = 3;
// Objects with their allocations, a copy.
constexpr int64_t kAllocationBytes = 24;  // and the place in a list
constexpr int64_t kTextBytes = 32 + kAllocationBytes;
constexpr int64_t kEntryBytes = 2 * kTextBytes;  // of a map
// What the copies hold of the bytes on the wire, and once more as a row for the database.
constexpr int64_t kWireFactor = kCopies + 1;
// Of no field: parsers refuse it.
constexpr int kNoNumber = 0;

// The fields of a type that matter here.
struct Plan {
  int64_t bytes = 0;                          // of a message with nothing in it
  std::vector<const FieldDescriptor*> parts;  // messages, lists of them, maps to them
  std::vector<const FieldDescriptor*> texts;  // lists
  std::vector<const FieldDescriptor*> maps;   // to scalars: entries hold no unknown fields
};

Plan MakePlan(const Message& message) {
  const Descriptor& type = *message.GetDescriptor();
  Plan plan;
  if (type.map_key() != nullptr) {  // reflection's view of an entry, which knows no size
    plan.bytes = kEntryBytes;
  } else {
    const std::unique_ptr<const Message> empty(message.New());
    plan.bytes = static_cast<int64_t>(empty->SpaceUsedLong()) + kAllocationBytes;
  }
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

const Plan& PlanOf(const Message& message) {
  thread_local absl::node_hash_map<const Descriptor*, Plan> plans;
  const Descriptor* const type = message.GetDescriptor();
  const auto it = plans.find(type);
  return it != plans.end() ? it->second : plans.emplace(type, MakePlan(message)).first->second;
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
    const Plan& plan = PlanOf(message);
    bytes_ += kCopies * plan.bytes;
    for (const auto* field : plan.texts) {
      bytes_ += kCopies * kTextBytes * reflection.FieldSize(message, field);
    }
    for (const auto* field : plan.maps) {
      bytes_ += kCopies * kEntryBytes * reflection.FieldSize(message, field);
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
