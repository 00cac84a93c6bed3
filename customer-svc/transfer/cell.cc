#include "customer-svc/transfer/cell.h"

#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/text/json_check.h"
#include "customer-svc/transfer/words.h"
#include "google/protobuf/util/json_util.h"
#include "google/type/date.pb.h"
#include "google/type/money.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::type::Date;
using google::type::Money;

absl::Status Wanted(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("must be ", what));
}

bool Is(const FieldDescriptor* field, absl::string_view message_type) {
  return !field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field->message_type()->full_name() == std::string(message_type);
}

// --- dates and money ---

std::string EncodeDate(const Date& date) {
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
}

absl::Status DecodeDate(absl::string_view cell, Date* date) {
  std::string text =
      absl::StrReplaceAll(cell, {{"年", "-"}, {"月", "-"}, {"日", ""}, {"/", "-"}, {".", "-"}});
  if (text.size() == 8 && !absl::StrContains(text, '-')) {
    text.insert(6, "-").insert(4, "-");
  }
  const std::vector<std::string> parts = absl::StrSplit(text, '-');
  int32_t numbers[3];
  if (parts.size() != 3) return Wanted("a date such as 2026-11-22");
  for (int i = 0; i < 3; ++i) {
    if (!absl::SimpleAtoi(parts[i], &numbers[i])) return Wanted("a date such as 2026-11-22");
  }
  date->set_year(numbers[0]);
  date->set_month(numbers[1]);
  date->set_day(numbers[2]);
  return absl::OkStatus();
}

std::string EncodeMoney(const Money& money) {
  const bool negative = money.units() < 0 || money.nanos() < 0;
  std::string text = absl::StrFormat("%s %s%d", money.currency_code(), negative ? "-" : "",
                                     negative ? -money.units() : money.units());
  if (money.nanos() == 0) return text;
  absl::StrAppendFormat(&text, ".%09d", negative ? -money.nanos() : money.nanos());
  return text.substr(0, text.find_last_not_of('0') + 1);
}

absl::Status DecodeMoney(absl::string_view cell, Money* money) {
  const absl::Status wanted = Wanted("an amount with its currency such as CNY 1000000.50");
  const std::vector<absl::string_view> parts = absl::StrSplit(cell, ' ', absl::SkipWhitespace());
  if (parts.size() != 2 || parts[0].size() != 3) return wanted;
  absl::string_view number = parts[1];
  const bool negative = absl::ConsumePrefix(&number, "-");
  const std::vector<std::string> halves =
      absl::StrSplit(absl::StrReplaceAll(number, {{",", ""}}), '.');
  int64_t units = 0;
  int64_t nanos = 0;
  if (halves.size() > 2 || !absl::SimpleAtoi(halves[0], &units) || units < 0) return wanted;
  if (halves.size() == 2) {
    const std::string& digits = halves[1];
    if (digits.empty() || digits.size() > 9 || !absl::ascii_isdigit(digits[0]) ||
        !absl::SimpleAtoi(absl::StrCat(digits, std::string(9 - digits.size(), '0')), &nanos)) {
      return wanted;
    }
  }
  money->set_currency_code(absl::AsciiStrToUpper(parts[0]));
  money->set_units(negative ? -units : units);
  money->set_nanos(static_cast<int32_t>(negative ? -nanos : nanos));
  return absl::OkStatus();
}

// --- lists in plain form ---

// The field of a list's entries that stands for the whole in plain form; nullptr: there is none.
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

bool IsTextList(const FieldDescriptor* field) {
  return field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
}

// An address may contain anything: it is never split.
bool IsSplit(const FieldDescriptor* list) {
  return IsTextList(list) || (MainField(list) != nullptr && MainField(list)->name() != "street");
}

void AddPlain(const std::string& value, const FieldDescriptor* list, Message* message) {
  const Reflection* reflection = message->GetReflection();
  if (IsTextList(list)) {
    reflection->AddString(message, list, value);
    return;
  }
  Message* entry = reflection->AddMessage(message, list);
  entry->GetReflection()->SetString(entry, MainField(list), value);
}

void DecodePlainList(absl::string_view cell, const FieldDescriptor* list, Message* message) {
  if (!IsSplit(list)) {
    AddPlain(std::string(cell), list, message);
    return;
  }
  for (const std::string& value : SplitList(cell)) AddPlain(value, list, message);
}

std::string MainValue(const Message& message, const FieldDescriptor* list, int index) {
  const Reflection* reflection = message.GetReflection();
  if (IsTextList(list)) return reflection->GetRepeatedString(message, list, index);
  const Message& entry = reflection->GetRepeatedMessage(message, list, index);
  return entry.GetReflection()->GetString(entry, MainField(list));
}

// --- JSON ---

bool LooksLikeJson(absl::string_view cell) {
  return absl::StartsWith(cell, "[") || absl::StartsWith(cell, "{");
}

std::string EncodeJson(const Message& message, const FieldDescriptor* field) {
  std::unique_ptr<Message> alone(message.New());
  std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  alone->GetReflection()->SwapFields(alone.get(), copy.get(), {field});
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(*alone, &json).ok()) return "";
  const size_t colon = json.find(':');  // {"field":<the cell>}
  return colon == std::string::npos ? "" : json.substr(colon + 1, json.size() - colon - 2);
}

absl::Status DecodeJson(absl::string_view cell, const FieldDescriptor* field, Message* message) {
  std::unique_ptr<Message> alone(message->New());
  const std::string json = absl::StrCat("{\"", field->json_name(), "\":", cell, "}");
  if (!text::CheckJson(cell).ok() ||
      !google::protobuf::util::JsonStringToMessage(json, alone.get()).ok()) {
    return Wanted(field->is_repeated() || field->message_type() != nullptr
                      ? "JSON as in the API"
                      : "a number, or true or false");
  }
  // The cell's text may have closed the field and set others: they are not the cell's.
  std::unique_ptr<Message> only(message->New());
  const Reflection* reflection = message->GetReflection();
  reflection->SwapFields(alone.get(), only.get(), {field});
  if (!field->is_repeated()) reflection->ClearField(message, field);
  message->MergeFrom(*only);
  return absl::OkStatus();
}

absl::Status DecodeEnum(absl::string_view cell, const FieldDescriptor* field, Message* message) {
  const auto* value = FindEnumValue(field->enum_type(), cell);
  if (value == nullptr) return Wanted(absl::StrCat("one of ", EnumValueNames(field->enum_type())));
  message->GetReflection()->SetEnum(message, field, value);
  return absl::OkStatus();
}

// Plain form, if it reads back as the same.
std::string EncodeList(const Message& message, const FieldDescriptor* list) {
  std::vector<std::string> values;
  const int size = message.GetReflection()->FieldSize(message, list);
  for (int i = 0; i < size; ++i) values.push_back(MainValue(message, list, i));
  const std::string plain = absl::StrJoin(values, "; ");
  std::unique_ptr<Message> read(message.New());
  if (!plain.empty() && !LooksLikeJson(plain)) DecodePlainList(plain, list, read.get());
  const std::string json = EncodeJson(message, list);
  return EncodeJson(*read, list) == json ? plain : json;
}

}  // namespace

std::vector<std::string> SplitList(absl::string_view cell) {
  std::vector<std::string> entries;
  const std::string text = absl::StrReplaceAll(cell, {{"；", ";"}});
  for (absl::string_view piece : absl::StrSplit(text, ';')) {
    piece = absl::StripAsciiWhitespace(piece);
    if (absl::StartsWith(piece, "ext=") && !entries.empty()) {
      absl::StrAppend(&entries.back(), ";", piece);
    } else if (!piece.empty()) {
      entries.emplace_back(piece);
    }
  }
  return entries;
}

std::string EncodeCell(const Message& message, const FieldDescriptor* field) {
  const Reflection* reflection = message.GetReflection();
  if (field->is_repeated()) {
    if (reflection->FieldSize(message, field) == 0) return "";
    const bool plain = IsTextList(field) || MainField(field) != nullptr;
    return plain ? EncodeList(message, field) : EncodeJson(message, field);
  }
  if (!reflection->HasField(message, field)) return "";
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    return reflection->GetString(message, field);
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    return reflection->GetEnum(message, field)->name();
  }
  if (Is(field, Date::descriptor()->full_name())) {
    return EncodeDate(static_cast<const Date&>(reflection->GetMessage(message, field)));
  }
  if (Is(field, Money::descriptor()->full_name())) {
    return EncodeMoney(static_cast<const Money&>(reflection->GetMessage(message, field)));
  }
  return EncodeJson(message, field);
}

absl::Status DecodeCell(absl::string_view cell, const FieldDescriptor* field, Message* message) {
  const Reflection* reflection = message->GetReflection();
  if (field->is_repeated()) {
    const bool plain = IsTextList(field) || MainField(field) != nullptr;
    if (!plain || LooksLikeJson(cell)) return DecodeJson(cell, field, message);
    DecodePlainList(cell, field, message);
    return absl::OkStatus();
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    reflection->SetString(message, field, std::string(cell));
    return absl::OkStatus();
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) return DecodeEnum(cell, field, message);
  if (Is(field, Date::descriptor()->full_name())) {
    return DecodeDate(cell, static_cast<Date*>(reflection->MutableMessage(message, field)));
  }
  if (Is(field, Money::descriptor()->full_name())) {
    return DecodeMoney(cell, static_cast<Money*>(reflection->MutableMessage(message, field)));
  }
  return DecodeJson(cell, field, message);
}

}  // namespace guanxi::customer
