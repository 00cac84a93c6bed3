#include "common/approvals/value_text.h"

#include <cstdint>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"
#include "google/type/date.pb.h"
#include "google/type/decimal.pb.h"
#include "google/type/money.pb.h"

namespace guanxi::approvals {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::TimeUtil;

namespace {

constexpr int kNanosPlaces = 9;

// "1234.5" of whole units and nanos, which have one sign.
std::string AmountText(int64_t units, int32_t nanos) {
  const bool is_negative = units < 0 || nanos < 0;
  const uint64_t whole =
      units < 0 ? 0 - static_cast<uint64_t>(units) : static_cast<uint64_t>(units);
  std::string fraction = absl::StrFormat("%0*d", kNanosPlaces, nanos < 0 ? -nanos : nanos);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return absl::StrCat(is_negative ? "-" : "", whole, fraction.empty() ? "" : ".", fraction);
}

std::string MessageText(const Message& value) {
  if (const auto* money = dynamic_cast<const google::type::Money*>(&value)) {
    return absl::StrCat(AmountText(money->units(), money->nanos()), " ", money->currency_code());
  }
  if (const auto* date = dynamic_cast<const google::type::Date*>(&value)) {
    return absl::StrFormat("%04d-%02d-%02d", date->year(), date->month(), date->day());
  }
  if (const auto* decimal = dynamic_cast<const google::type::Decimal*>(&value)) {
    return decimal->value();
  }
  if (const auto* time = dynamic_cast<const google::protobuf::Timestamp*>(&value)) {
    return TimeUtil::ToString(*time);
  }
  return "";
}

bool ParseMoney(absl::string_view text, google::type::Money* money) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits(' ', 1));
  const std::pair<std::string, std::string> number =
      absl::StrSplit(parts.first, absl::MaxSplits('.', 1));
  int64_t units = 0;
  int32_t nanos = 0;
  if (parts.second.empty() || number.second.size() > kNanosPlaces) return false;
  std::string fraction = number.second;
  fraction.resize(kNanosPlaces, '0');
  const bool is_negative = !number.first.empty() && number.first[0] == '-';
  if (!absl::SimpleAtoi(number.first, &units) || !absl::SimpleAtoi(fraction, &nanos)) return false;
  if (nanos < 0) return false;
  money->set_units(units);
  money->set_nanos(is_negative ? -nanos : nanos);
  money->set_currency_code(parts.second);
  return true;
}

bool ParseDate(absl::string_view text, google::type::Date* date) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) return false;
  date->set_year(static_cast<int32_t>(day.year()));
  date->set_month(day.month());
  date->set_day(day.day());
  return true;
}

bool ParseMessage(const std::string& text, Message* value) {
  if (auto* money = dynamic_cast<google::type::Money*>(value)) return ParseMoney(text, money);
  if (auto* date = dynamic_cast<google::type::Date*>(value)) return ParseDate(text, date);
  if (auto* time = dynamic_cast<google::protobuf::Timestamp*>(value)) {
    return TimeUtil::FromString(text, time);
  }
  auto* const decimal = dynamic_cast<google::type::Decimal*>(value);
  if (decimal == nullptr) return false;
  decimal->set_value(text);
  return true;
}

}  // namespace

std::string TextOf(const Message& message, const FieldDescriptor* field) {
  const auto* const reflection = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->GetString(message, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(message, field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection->GetEnumValue(message, field) == 0
                 ? ""
                 : reflection->GetEnum(message, field)->name();
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection->GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return reflection->HasField(message, field)
                 ? MessageText(reflection->GetMessage(message, field))
                 : "";
    default:
      return "";
  }
}

bool SetText(const std::string& text, const FieldDescriptor* field, Message* message) {
  const auto* const reflection = message->GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      reflection->SetString(message, field, text);
      return true;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection->SetBool(message, field, text == "true");
      return text == "true" || text == "false";
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* const value = field->enum_type()->FindValueByName(text);
      if (value != nullptr) reflection->SetEnum(message, field, value);
      return value != nullptr;
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      int32_t number = 0;
      if (!absl::SimpleAtoi(text, &number)) return false;
      reflection->SetInt32(message, field, number);
      return true;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ParseMessage(text, reflection->MutableMessage(message, field));
    default:
      return false;
  }
}

}  // namespace guanxi::approvals
