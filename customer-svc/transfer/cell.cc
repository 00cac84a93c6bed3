#include "customer-svc/transfer/cell.h"

#include <re2/re2.h>

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/text/date.h"
#include "common/text/fold.h"
#include "common/text/json_check.h"
#include "common/text/money.h"
#include "common/text/nothing.h"
#include "common/text/value_list.h"
#include "customer-svc/transfer/cell_text.h"
#include "customer-svc/transfer/fields.h"
#include "customer-svc/transfer/words.h"
#include "google/protobuf/util/json_util.h"
#include "google/type/date.pb.h"
#include "google/type/money.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"

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

absl::StatusOr<Date> DecodeDate(absl::string_view cell) {
  GUANXI_ASSIGN_OR_RETURN(const text::Date read, text::ParseDate(cell));
  Date date;
  date.set_year(read.year);
  date.set_month(read.month);
  date.set_day(read.day);
  return date;
}

std::string EncodeMoney(const Money& money) {
  const bool negative = money.units() < 0 || money.nanos() < 0;
  std::string text = absl::StrFormat("%s %s%d", money.currency_code(), negative ? "-" : "",
                                     negative ? -money.units() : money.units());
  if (money.nanos() == 0) return text;
  const size_t point = text.size();
  absl::StrAppendFormat(&text, ".%09d", negative ? -money.nanos() : money.nanos());
  text.erase(text.find_last_not_of('0') + 1);
  // Three decimal places could be read as thousands.
  if (text.size() - point == std::string(".125").size()) text += '0';
  return text;
}

absl::StatusOr<Money> DecodeMoney(absl::string_view cell, absl::string_view region) {
  GUANXI_ASSIGN_OR_RETURN(const text::Money read, text::ParseMoney(cell, region));
  Money money;
  money.set_currency_code(read.currency);
  money.set_units(read.units);
  money.set_nanos(read.nanos);
  return money;
}

// --- lists in plain form ---

// Phones or e-mails in a cell, each of which is parsed to part them.
constexpr size_t kMaxListBytes = 8 << 10;

bool IsTextList(const FieldDescriptor* field) {
  return field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
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

// The entries of the cell. An address may contain anything: it is never split.
std::vector<std::string> Entries(absl::string_view cell, const FieldDescriptor* list,
                                 absl::string_view region) {
  if (IsTextList(list)) return SplitList(cell);
  const std::string& main = MainField(list)->name();
  if (main == "number") return text::SplitPhones(WithoutTextMarks(cell), region);
  if (main == "address") return text::SplitEmails(WithoutTextMarks(cell));
  return {std::string(cell)};
}

// Of a list of names, such as tags: what they are called is told apart from what they are.
absl::Status CheckName(absl::string_view entry, const FieldDescriptor* list) {
  const std::string& collection = list->options().GetExtension(metadata::v1::field).collection();
  if (collection.empty() || absl::StartsWith(entry, collection + "/")) return absl::OkStatus();
  return Wanted(absl::StrCat("names such as ", collection, "/018f…, separated by `;`: GET /v1/",
                             collection, " lists them beside what they are called"));
}

absl::Status DecodePlainList(absl::string_view cell, const FieldDescriptor* list,
                             absl::string_view region, Message* message) {
  const bool parsed = !IsTextList(list) && MainField(list)->name() != "street";
  if (parsed && cell.size() > kMaxListBytes) {
    return Wanted(absl::StrCat("at most ", kMaxListBytes, " bytes"));
  }
  absl::Status status;
  for (std::string& entry : Entries(cell, list, region)) {
    if (IsTextList(list)) {
      const absl::Status named = CheckName(entry, list);
      if (named.ok()) AddPlain(entry, list, message);
      status.Update(named);
      continue;
    }
    if (text::IsNothing(entry)) continue;
    const std::string& main = MainField(list)->name();
    if (main == "number") {
      const auto undone = UndoFloat(entry);
      if (!undone.ok()) {
        status.Update(undone.status());
        continue;
      }
      entry = *undone;
    } else if (main == "address") {
      entry = WithoutTextMarks(entry);
    }
    AddPlain(entry, list, message);
  }
  return status;
}

std::string MainValue(const Message& message, const FieldDescriptor* list, int index) {
  const Reflection* reflection = message.GetReflection();
  if (IsTextList(list)) return reflection->GetRepeatedString(message, list, index);
  const Message& entry = reflection->GetRepeatedMessage(message, list, index);
  return entry.GetReflection()->GetString(entry, MainField(list));
}

// --- JSON ---

bool LooksLikeJson(absl::string_view cell) {
  static const auto& area_code = *new RE2("^\\[\\d+\\] *\\d");  // [0571] 88881234
  if (RE2::PartialMatch(re2::StringPiece(cell.data(), cell.size()), area_code)) return false;
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
  const auto* value = FindEnumValue(field->enum_type(), WithoutTextMarks(cell));
  if (value != nullptr) {
    message->GetReflection()->SetEnum(message, field, value);
  } else if (!text::IsNothing(cell)) {
    return Wanted(absl::StrCat("one of ", EnumValueNames(field->enum_type())));
  }
  return absl::OkStatus();
}

// A text. Of some fields no value is a word of nothing, and of some the digits matter.
absl::Status DecodeString(absl::string_view cell, const FieldDescriptor* field, Message* message) {
  static const auto& text_digits = *new RE2("^'\\d+$");
  static const auto& code_form = *new RE2("^[0-9A-Z][0-9A-Za-z -]*$");
  const std::string& name = field->name();
  const bool code = name == "credit_code" || name == "postal_code";
  const bool checked = code || name == "website" || name == "country";
  if (checked && text::IsNothing(cell)) return absl::OkStatus();
  std::string text(cell);
  if (code) {
    GUANXI_ASSIGN_OR_RETURN(const std::string undone, UndoFloat(cell));
    if (RE2::FullMatch(undone, code_form)) text = undone;
  } else if (RE2::FullMatch(text, text_digits)) {
    text = WithoutTextMarks(cell);
  }
  message->GetReflection()->SetString(message, field, text);
  return absl::OkStatus();
}

absl::Status DecodeOne(absl::string_view cell, const FieldDescriptor* field,
                       absl::string_view region, Message* message) {
  const Reflection* reflection = message->GetReflection();
  const bool date = Is(field, Date::descriptor()->full_name());
  const bool money = Is(field, Money::descriptor()->full_name());
  const bool flag = field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
  if (!date && !money && !flag) return DecodeJson(cell, field, message);
  if (text::IsNothing(cell)) return absl::OkStatus();
  if (flag) {
    GUANXI_ASSIGN_OR_RETURN(const std::string word, text::NormalizeCode(WithoutTextMarks(cell)));
    GUANXI_ASSIGN_OR_RETURN(const bool read, ParseFlag(word));
    reflection->SetBool(message, field, read);
    return absl::OkStatus();
  }
  GUANXI_ASSIGN_OR_RETURN(const std::string text, UndoFloat(cell, /*max_zeros=*/date ? 2 : 0));
  if (date) {
    GUANXI_ASSIGN_OR_RETURN(const Date read, DecodeDate(text));
    reflection->MutableMessage(message, field)->CopyFrom(read);
  } else {
    GUANXI_ASSIGN_OR_RETURN(const Money read, DecodeMoney(text, region));
    reflection->MutableMessage(message, field)->CopyFrom(read);
  }
  return absl::OkStatus();
}

// Plain form, if it reads back as the same.
std::string EncodeList(const Message& message, const FieldDescriptor* list) {
  std::vector<std::string> values;
  const int size = message.GetReflection()->FieldSize(message, list);
  for (int i = 0; i < size; ++i) values.push_back(MainValue(message, list, i));
  const std::string plain = absl::StrJoin(values, "; ");
  std::unique_ptr<Message> read(message.New());
  // What is stored has its country code: no region makes a difference.
  if (!plain.empty() && !LooksLikeJson(plain) &&
      !DecodePlainList(plain, list, "CN", read.get()).ok()) {
    read->Clear();
  }
  const std::string json = EncodeJson(message, list);
  return EncodeJson(*read, list) == json ? plain : json;
}

}  // namespace

std::vector<std::string> SplitList(absl::string_view cell) {
  std::vector<std::string> entries;
  const std::string text = absl::StrReplaceAll(cell, {{"；", ";"}});
  for (absl::string_view piece : absl::StrSplit(text, ';')) {
    piece = absl::StripAsciiWhitespace(piece);
    if (!piece.empty()) entries.emplace_back(piece);
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

absl::Status DecodeCell(absl::string_view cell, const FieldDescriptor* field, Message* message,
                        absl::string_view region) {
  if (field->is_repeated()) {
    const bool plain = IsTextList(field) || MainField(field) != nullptr;
    if (!plain || LooksLikeJson(cell)) return DecodeJson(cell, field, message);
    return DecodePlainList(cell, field, region, message);
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    return DecodeString(cell, field, message);
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) return DecodeEnum(cell, field, message);
  return DecodeOne(cell, field, region, message);
}

}  // namespace guanxi::customer
