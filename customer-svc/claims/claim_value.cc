#include "customer-svc/claims/claim_value.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/money/amount.h"
#include "common/money/exact.h"
#include "common/resource/name_fields.h"
#include "common/rules/values.h"
#include "customer-svc/leaf.h"

namespace guanxi::customer {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status Want(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("must be ", what));
}

bool IsMessageOf(const FieldDescriptor* field, const google::protobuf::Descriptor* type) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field->message_type() == type;
}

bool IsDate(const FieldDescriptor* field) {
  return IsMessageOf(field, google::type::Date::descriptor());
}
bool IsMoney(const FieldDescriptor* field) {
  return IsMessageOf(field, google::type::Money::descriptor());
}

absl::Status SetEnum(const FieldDescriptor* field, absl::string_view text, Message* holder) {
  const auto* const value = field->enum_type()->FindValueByName(std::string(text));
  if (value == nullptr || value->number() == 0) return Want("the name of one of its values");
  holder->GetReflection()->SetEnum(holder, field, value);
  return absl::OkStatus();
}

absl::Status SetBool(const FieldDescriptor* field, absl::string_view text, Message* holder) {
  if (text != "true" && text != "false") return Want("true or false");
  holder->GetReflection()->SetBool(holder, field, text == "true");
  return absl::OkStatus();
}

absl::Status SetNumber(const FieldDescriptor* field, absl::string_view text, Message* holder) {
  int64_t number = 0;
  const bool is_small = field->cpp_type() == FieldDescriptor::CPPTYPE_INT32;
  if (!absl::SimpleAtoi(text, &number) ||
      (is_small && (number < INT32_MIN || number > INT32_MAX))) {
    return Want("a whole number");
  }
  if (is_small) {
    holder->GetReflection()->SetInt32(holder, field, static_cast<int32_t>(number));
  } else {
    holder->GetReflection()->SetInt64(holder, field, number);
  }
  return absl::OkStatus();
}

absl::Status SetDate(const FieldDescriptor* field, absl::string_view text, Message* holder) {
  absl::CivilDay day;
  if (text.size() != 10 || !absl::ParseCivilTime(text, &day)) return Want("a date, 2026-01-31");
  holder->GetReflection()->MutableMessage(holder, field)->CopyFrom(rules::DateOf(day));
  return absl::OkStatus();
}

absl::Status SetMoney(const FieldDescriptor* field, absl::string_view text, Message* holder) {
  const std::vector<std::string> parts = absl::StrSplit(text, ' ');
  if (parts.size() != 2) return Want("an amount and its currency, 12.50 CNY");
  const auto nanos = money::ParseScaled(parts[0], money::kMaxPlaces);
  const money::Int most = money::Int(money::kMaxUnits) * money::PowerOfTen(money::kMaxPlaces);
  if (!nanos.ok() || *nanos < 0 || *nanos > most) {
    return Want("an amount and its currency, 12.50 CNY");
  }
  holder->GetReflection()
      ->MutableMessage(holder, field)
      ->CopyFrom(money::MoneyOf(*nanos, money::kMaxPlaces, parts[1]));
  return absl::OkStatus();
}

}  // namespace

bool IsClaimable(const std::string& path) {
  const Leaf* const leaf = Leaf::Find(path);
  if (leaf == nullptr || leaf->field()->is_repeated()) return false;
  switch (leaf->field()->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return leaf->field()->type() == FieldDescriptor::TYPE_STRING &&
             !resource::HoldsNames(leaf->field());
    case FieldDescriptor::CPPTYPE_ENUM:
    case FieldDescriptor::CPPTYPE_BOOL:
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return true;
    default:
      return IsDate(leaf->field()) || IsMoney(leaf->field());
  }
}

absl::Status SetClaimedValue(const std::string& path, absl::string_view text,
                             v1::Customer* customer) {
  if (!IsClaimable(path)) return Want("of a field that something can be claimed of");
  const Leaf& leaf = *Leaf::Find(path);
  v1::Customer next = *customer;
  Message* const holder = leaf.MutableHolderIn(&next);
  absl::Status status;
  switch (leaf.field()->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (text.empty()) return Want("not empty");
      holder->GetReflection()->SetString(holder, leaf.field(), std::string(text));
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      status = SetEnum(leaf.field(), text, holder);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      status = SetBool(leaf.field(), text, holder);
      break;
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      status = SetNumber(leaf.field(), text, holder);
      break;
    default:
      status = IsDate(leaf.field()) ? SetDate(leaf.field(), text, holder)
                                    : SetMoney(leaf.field(), text, holder);
  }
  GUANXI_RETURN_IF_ERROR(status);
  *customer = std::move(next);
  return absl::OkStatus();
}

std::string ClaimedValueOf(const std::string& path, const v1::Customer& customer) {
  const Leaf* const leaf = Leaf::Find(path);
  if (leaf == nullptr || leaf->field()->is_repeated() || !leaf->IsSet(customer)) return "";
  const FieldDescriptor* const field = leaf->field();
  const Message& holder = leaf->HolderIn(customer);
  const auto* reflection = holder.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->GetString(holder, field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection->GetEnum(holder, field)->name();
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(holder, field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection->GetInt32(holder, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection->GetInt64(holder, field));
    default:
      break;
  }
  if (IsDate(field)) {
    const auto& date =
        static_cast<const google::type::Date&>(reflection->GetMessage(holder, field));
    return absl::FormatCivilTime(rules::DayOf(date));
  }
  if (!IsMoney(field)) return "";
  const auto& money =
      static_cast<const google::type::Money&>(reflection->GetMessage(holder, field));
  return absl::StrCat(money::FormatScaled(money::NanosOf(money), money::kMaxPlaces), " ",
                      money.currency_code());
}

}  // namespace guanxi::customer
