#include "customer-svc/standing/field_path.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/resource/resource_type.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/text_format.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;
using v1::Customer;

constexpr char kCustom[] = "custom";

bool IsWritten(const FieldDescriptor* field) {
  return !resource::HasBehavior(field, google::api::OUTPUT_ONLY) &&
         !resource::HasBehavior(field, google::api::IDENTIFIER);
}

bool IsText(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
}

}  // namespace

std::optional<FieldPath> FieldPath::Parse(absl::string_view path) {
  FieldPath parsed;
  const std::vector<std::string> steps = absl::StrSplit(path, '.');
  const Descriptor* message = Customer::descriptor();
  for (size_t i = 0; i < steps.size(); ++i) {
    const FieldDescriptor* const field =
        message != nullptr ? message->FindFieldByName(steps[i]) : nullptr;
    if (field == nullptr || !IsWritten(field)) return std::nullopt;
    parsed.steps_.push_back(field);
    if (i == 0 && steps[i] == kCustom) {
      if (steps.size() != 2 || steps[1].empty()) return std::nullopt;
      parsed.key_ = steps[1];
      return parsed;
    }
    const bool goes_on =
        !field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    message = goes_on ? field->message_type() : nullptr;
  }
  return parsed;
}

const Message* FieldPath::Holder(const Customer& customer) const {
  const Message* holder = &customer;
  for (size_t i = 0; i + 1 < steps_.size(); ++i) {
    const auto* const reflection = holder->GetReflection();
    if (!reflection->HasField(*holder, steps_[i])) return nullptr;
    holder = &reflection->GetMessage(*holder, steps_[i]);
  }
  return holder;
}

bool FieldPath::HasValue(const Customer& customer) const {
  if (!key_.empty()) return !absl::StripAsciiWhitespace(TextOf(customer)).empty();
  const Message* const holder = Holder(customer);
  if (holder == nullptr) return false;
  const auto* const reflection = holder->GetReflection();
  const FieldDescriptor* const last = steps_.back();
  if (last->is_repeated()) return reflection->FieldSize(*holder, last) > 0;
  if (!reflection->HasField(*holder, last)) return false;
  if (IsText(last)) {
    return !absl::StripAsciiWhitespace(reflection->GetString(*holder, last)).empty();
  }
  if (last->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return true;
  return reflection->GetMessage(*holder, last).ByteSizeLong() > 0;
}

std::string FieldPath::TextOf(const Customer& customer) const {
  if (!key_.empty()) {
    const auto found = customer.custom().find(key_);
    if (found == customer.custom().end()) return "";
    if (found->second.kind_case() == google::protobuf::Value::kStringValue) {
      return found->second.string_value();
    }
    return found->second.ShortDebugString();
  }
  const Message* const holder = Holder(customer);
  if (holder == nullptr) return "";
  const auto* const reflection = holder->GetReflection();
  const FieldDescriptor* const last = steps_.back();
  std::string all, one;
  if (!last->is_repeated()) {
    if (!reflection->HasField(*holder, last)) return "";
    TextFormat::PrintFieldValueToString(*holder, last, -1, &all);
    return all;
  }
  for (int i = 0; i < reflection->FieldSize(*holder, last); ++i) {
    TextFormat::PrintFieldValueToString(*holder, last, i, &one);
    absl::StrAppend(&all, one, "\n");
  }
  return all;
}

}  // namespace guanxi::customer
