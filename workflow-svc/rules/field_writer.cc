#include "workflow-svc/rules/field_writer.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/filter/literal.h"
#include "common/filter/value.h"
#include "common/resource/resource_type.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"
#include "google/type/date.pb.h"
#include "google/type/money.pb.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status Want(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("want ", what));
}

bool IsWritable(const FieldDescriptor* field, bool is_made) {
  return !resource::HasBehavior(field, google::api::OUTPUT_ONLY) &&
         (is_made || !resource::HasBehavior(field, google::api::IMMUTABLE)) &&
         !resource::HasBehavior(field, google::api::IDENTIFIER);
}

// The words of an enum, without that of what is not stated.
std::string WordsOf(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) words.push_back(type.value(i)->name());
  }
  return absl::StrJoin(words, ", ");
}

// Whether some text stands for a value of the field.
bool HasText(const FieldDescriptor* field) {
  if (field->is_map()) return false;
  const auto type = field->cpp_type();
  if (field->is_repeated()) return type == FieldDescriptor::CPPTYPE_STRING;
  if (type != FieldDescriptor::CPPTYPE_MESSAGE) {
    return field->type() != FieldDescriptor::TYPE_BYTES;
  }
  const std::string& message = field->message_type()->full_name();
  return message == "google.protobuf.Timestamp" || message == "google.type.Date" ||
         message == "google.type.Money";
}

absl::Status SetMoney(absl::string_view text, google::type::Money* money) {
  const auto parsed = filter::ParseMoney(text);
  if (!parsed.ok()) return parsed.status();
  const std::vector<std::string> parts = absl::StrSplit(parsed->amount.text, '.');
  int64_t units = 0;
  if (!absl::SimpleAtoi(parts[0] == "-" ? "0" : parts[0], &units)) return Want("a smaller amount");
  std::string places = parts.size() > 1 ? parts[1] : "";
  places.resize(9, '0');
  int32_t nanos = 0;
  if (!absl::SimpleAtoi(places, &nanos)) return Want("an amount like 12.50 CNY");
  money->set_units(units);
  money->set_nanos(parts[0][0] == '-' ? -nanos : nanos);
  money->set_currency_code(parsed->currency);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FieldWriter> FieldWriter::Bind(const google::protobuf::Descriptor* descriptor,
                                              absl::string_view path, bool is_made) {
  FieldWriter writer;
  for (const absl::string_view step : absl::StrSplit(path, '.')) {
    const FieldDescriptor* const field =
        descriptor == nullptr ? nullptr : descriptor->FindFieldByName(std::string(step));
    if (field == nullptr) return absl::InvalidArgumentError("there is no such field");
    if (!IsWritable(field, is_made))
      return absl::InvalidArgumentError("the field cannot be written");
    if (!writer.path_.empty() && writer.path_.back()->is_repeated()) {
      return absl::InvalidArgumentError("the field is one of a list");
    }
    writer.path_.push_back(field);
    descriptor = field->message_type();
  }
  if (!HasText(writer.path_.back())) {
    return absl::InvalidArgumentError("rules cannot write a field of this type");
  }
  return writer;
}

absl::Status FieldWriter::Set(absl::string_view text, Message* message) const {
  for (size_t i = 0; i + 1 < path_.size(); ++i) {
    message = message->GetReflection()->MutableMessage(message, path_[i]);
  }
  const FieldDescriptor* const field = path_.back();
  message->GetReflection()->ClearField(message, field);
  if (field->is_repeated()) {
    SetLines(text, message);
    return absl::OkStatus();
  }
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return SetScalar(text, message);
  if (text.empty()) return absl::OkStatus();
  return SetMessage(text, message->GetReflection()->MutableMessage(message, field));
}

void FieldWriter::SetLines(absl::string_view text, Message* holder) const {
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipWhitespace())) {
    holder->GetReflection()->AddString(holder, path_.back(),
                                       std::string(absl::StripAsciiWhitespace(line)));
  }
}

absl::Status FieldWriter::SetScalar(absl::string_view text, Message* holder) const {
  const FieldDescriptor* const field = path_.back();
  const auto* const reflection = holder->GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    reflection->SetString(holder, field, std::string(text));
    return absl::OkStatus();
  }
  if (text.empty()) return absl::OkStatus();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    const auto* const value = field->enum_type()->FindValueByName(std::string(text));
    if (value == nullptr || value->number() == 0) {
      return Want(absl::StrCat("one of ", WordsOf(*field->enum_type())));
    }
    reflection->SetEnum(holder, field, value);
    return absl::OkStatus();
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    if (text != "true" && text != "false") return Want("true or false");
    reflection->SetBool(holder, field, text == "true");
    return absl::OkStatus();
  }
  int64_t whole = 0;
  int32_t small = 0;
  double real = 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      if (!absl::SimpleAtoi(text, &small)) return Want("a whole number");
      reflection->SetInt32(holder, field, small);
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_INT64:
      if (!absl::SimpleAtoi(text, &whole)) return Want("a whole number");
      reflection->SetInt64(holder, field, whole);
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_DOUBLE:
      if (!absl::SimpleAtod(text, &real)) return Want("a number");
      reflection->SetDouble(holder, field, real);
      return absl::OkStatus();
    default:
      return absl::InvalidArgumentError("rules cannot write a field of this type");
  }
}

absl::Status FieldWriter::SetMessage(absl::string_view text, Message* value) const {
  if (auto* const money = dynamic_cast<google::type::Money*>(value)) return SetMoney(text, money);
  if (auto* const date = dynamic_cast<google::type::Date*>(value)) {
    GUANXI_ASSIGN_OR_RETURN(const absl::CivilDay day, filter::ParseDay(text));
    date->set_year(static_cast<int>(day.year()));
    date->set_month(day.month());
    date->set_day(day.day());
    return absl::OkStatus();
  }
  auto* const time = static_cast<google::protobuf::Timestamp*>(value);
  if (!google::protobuf::util::TimeUtil::FromString(std::string(text), time)) {
    return Want("a time like 2026-03-01T09:00:00+08:00");
  }
  return absl::OkStatus();
}

}  // namespace guanxi::workflow
