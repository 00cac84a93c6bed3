#include "customer-svc/transfer/fields.h"

#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/resource/resource_type.h"
#include "google/api/field_behavior.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

using Taken = std::optional<std::string>;

// A step of a path: `phones[1]` is phones, 1.
struct Step {
  std::string name;
  int index = -1;
};

Step ParseStep(absl::string_view text) {
  Step step;
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(text, '[');
  step.name = std::string(parts.first);
  if (!absl::SimpleAtoi(absl::StripSuffix(parts.second, "]"), &step.index)) step.index = -1;
  return step;
}

// Takes values out of one customer. Entries of lists go last, from behind: no index shifts.
class Remover {
 public:
  explicit Remover(v1::Customer* customer) : customer_(customer) {}

  Taken Remove(const std::string& path) {
    const std::vector<std::string> steps = absl::StrSplit(path, '.');
    Message* message = customer_;
    for (size_t i = 0; i < steps.size(); ++i) {
      const Step step = ParseStep(steps[i]);
      const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(step.name);
      if (field == nullptr || (i == 0 && StaysAlways(field))) return std::nullopt;
      const Reflection* reflection = message->GetReflection();
      const bool last = i + 1 == steps.size();
      if (field->is_map()) return RemoveKey(message, field, last ? "" : steps[i + 1]);
      if (field->is_repeated() && step.index >= 0) {
        if (step.index >= reflection->FieldSize(*message, field)) return std::nullopt;
        if (last || field->message_type() == nullptr || NamesRequired(field, steps[i + 1])) {
          return RemoveEntry(message, field, step.index);
        }
        opened_.insert({field, step.index});
        message = reflection->MutableRepeatedMessage(message, field, step.index);
        continue;
      }
      const bool set = field->is_repeated() ? reflection->FieldSize(*message, field) > 0
                                            : reflection->HasField(*message, field);
      if (!set) return std::nullopt;
      if (last || !IsGroup(field)) return Clear(message, field);
      message = reflection->MutableMessage(message, field);
    }
    return std::nullopt;
  }

  void Finish() {
    const Reflection* reflection = customer_->GetReflection();
    for (const auto& [field, index] : opened_) {
      const Message& entry = reflection->GetRepeatedMessage(*customer_, field, index);
      if (entry.ByteSizeLong() == 0) entries_[field].insert(index);
    }
    for (const auto& [field, indices] : entries_) {
      for (auto index = indices.rbegin(); index != indices.rend(); ++index) {
        for (int i = *index; i + 1 < reflection->FieldSize(*customer_, field); ++i) {
          reflection->SwapElements(customer_, field, i, i + 1);
        }
        reflection->RemoveLast(customer_, field);
      }
    }
    ClearEmptyGroups(customer_);
  }

 private:
  static bool StaysAlways(const FieldDescriptor* field) {
    return field->name() == "name" || field->name() == "display_name" ||
           field->name() == "external_ids";
  }

  static bool NamesRequired(const FieldDescriptor* list, const std::string& step) {
    const FieldDescriptor* field = list->message_type()->FindFieldByName(step);
    return field == nullptr || resource::HasBehavior(field, google::api::REQUIRED);
  }

  static std::string TextOf(const Message& message, const FieldDescriptor* field) {
    std::unique_ptr<Message> copy(message.New());
    copy->CopyFrom(message);
    std::unique_ptr<Message> alone(message.New());
    message.GetReflection()->SwapFields(copy.get(), alone.get(), {field});
    return alone->ShortDebugString();
  }

  static std::string Clear(Message* message, const FieldDescriptor* field) {
    std::string text = TextOf(*message, field);
    message->GetReflection()->ClearField(message, field);
    return text;
  }

  Taken RemoveEntry(Message* message, const FieldDescriptor* field, int index) {
    if (message != customer_) return std::nullopt;  // Customers have lists at the top alone.
    entries_[field].insert(index);
    const Reflection* reflection = message->GetReflection();
    return field->message_type() == nullptr
               ? reflection->GetRepeatedString(*message, field, index)
               : reflection->GetRepeatedMessage(*message, field, index).ShortDebugString();
  }

  Taken RemoveKey(Message* message, const FieldDescriptor* field, const std::string& key) {
    if (message != customer_ || field->name() != "custom") return std::nullopt;
    if (key.empty()) return Clear(message, field);
    auto& custom = *customer_->mutable_custom();
    const auto value = custom.find(key);
    if (value == custom.end()) return std::nullopt;
    std::string text = key + value->second.ShortDebugString();
    custom.erase(value);
    return text;
  }

  v1::Customer* const customer_;
  std::map<const FieldDescriptor*, std::set<int>> entries_;
  // Entries out of which a field may have gone: with the last one they go, too.
  std::set<std::pair<const FieldDescriptor*, int>> opened_;
};

}  // namespace

bool IsWritable(const FieldDescriptor* field) {
  return !resource::HasBehavior(field, google::api::OUTPUT_ONLY);
}

bool IsGroup(const FieldDescriptor* field) {
  return !field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         absl::StartsWith(field->message_type()->full_name(), "guanxi.");
}

bool IsLabelledList(const FieldDescriptor* field) {
  return field->is_repeated() && !field->is_map() &&
         field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field->message_type()->FindFieldByName("label") != nullptr;
}

const FieldDescriptor* MainField(const FieldDescriptor* list) {
  if (!list->is_repeated() || list->is_map() ||
      list->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return nullptr;
  }
  for (const char* name : {"number", "address", "street"}) {
    const FieldDescriptor* field = list->message_type()->FindFieldByName(name);
    if (field != nullptr) return field;
  }
  return nullptr;
}

void ClearEmptyGroups(Message* message) {
  const Reflection* reflection = message->GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection->ListFields(*message, &set);
  for (const FieldDescriptor* field : set) {
    if (!IsGroup(field)) continue;
    Message* group = reflection->MutableMessage(message, field);
    ClearEmptyGroups(group);
    if (group->ByteSizeLong() == 0) reflection->ClearField(message, field);
  }
}

std::vector<std::optional<std::string>> TakeOut(absl::Span<const std::string> paths,
                                                v1::Customer* customer) {
  Remover remover(customer);
  std::vector<std::optional<std::string>> taken;
  for (const std::string& path : paths) taken.push_back(remover.Remove(path));
  remover.Finish();
  return taken;
}

}  // namespace guanxi::customer
