#include "common/policy/masking.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/struct.pb.h"
#include "google/type/date.pb.h"

namespace guanxi::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using metadata::v1::PersonalData;

constexpr absl::string_view kMask = "****";
// Digits of a phone number that are shown at its end, and that are not, ahead of them. Of one that
// is shorter than both a few at its end, so that no more of it is shown than not.
constexpr size_t kShownDigits = 4;
constexpr size_t kMaskedDigits = 4;
constexpr size_t kShownOfShort = 2;
constexpr size_t kMinIdNumber = 10;

// Where each character of UTF-8 begins, and the end.
std::vector<size_t> Starts(absl::string_view text) {
  std::vector<size_t> starts;
  for (size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) starts.push_back(i);
  }
  starts.push_back(text.size());
  return starts;
}

// The first characters, all but one at most, and a mask.
std::string First(size_t count, absl::string_view text, absl::string_view mask) {
  const std::vector<size_t> starts = Starts(text);
  const size_t characters = starts.size() - 1;
  const size_t shown = characters == 0 ? 0 : std::min(count, characters - 1);
  return absl::StrCat(text.substr(0, starts[shown]), mask);
}

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '*'; }

std::string Phone(absl::string_view text) {
  const auto all = static_cast<size_t>(std::count_if(text.begin(), text.end(), IsDigit));
  // Too short to show anything of it.
  if (all <= 2 * kShownOfShort) return std::string(kMask);
  const bool is_short = all < kShownDigits + kMaskedDigits;
  const size_t shown = is_short ? kShownOfShort : kShownDigits;
  const size_t until = is_short ? all : kShownDigits + kMaskedDigits;
  std::string masked(text);
  size_t digits = 0;
  for (auto c = masked.rbegin(); c != masked.rend(); ++c) {
    if (!IsDigit(*c)) continue;
    ++digits;
    if (digits > shown && digits <= until) *c = '*';
  }
  return masked;
}

std::string Email(absl::string_view text) {
  const size_t at = text.rfind('@');
  if (at == absl::string_view::npos) return std::string(kMask);
  const std::vector<size_t> starts = Starts(text.substr(0, at));
  const size_t shown = starts.size() > 1 ? starts[1] : 0;
  return absl::StrCat(text.substr(0, shown), "***", text.substr(at));
}

std::string IdNumber(absl::string_view text) {
  const std::vector<size_t> starts = Starts(text);
  const size_t characters = starts.size() - 1;
  if (characters < kMinIdNumber) return std::string(kMask);
  return absl::StrCat(text.substr(0, starts[3]), kMask, text.substr(starts[characters - 4]));
}

void MaskValue(PersonalData data, google::protobuf::Value* value) {
  if (value->kind_case() == google::protobuf::Value::KIND_NOT_SET) return;
  value->set_string_value(value->kind_case() == google::protobuf::Value::kStringValue
                              ? MaskText(data, value->string_value())
                              : std::string(kMask));
}

bool MaskMessage(const FieldDescriptor* field, PersonalData data, Message* message) {
  if (field->message_type() == google::type::Date::descriptor()) {
    auto* date = static_cast<google::type::Date*>(message);
    date->clear_month();
    date->clear_day();
    return true;
  }
  if (field->message_type() == google::protobuf::Value::descriptor()) {
    MaskValue(data, static_cast<google::protobuf::Value*>(message));
    return true;
  }
  return false;
}

}  // namespace

std::string MaskText(PersonalData data, absl::string_view text) {
  if (text.empty()) return "";
  switch (data) {
    case metadata::v1::PHONE:
      return Phone(text);
    case metadata::v1::EMAIL:
      return Email(text);
    case metadata::v1::NAME:
      return First(1, text, "**");
    case metadata::v1::ADDRESS:
      return First(3, text, kMask);
    case metadata::v1::ID_NUMBER:
      return IdNumber(text);
    case metadata::v1::ACCOUNT:
      return First(2, text, kMask);
    default:
      return std::string(kMask);
  }
}

// Its value alone: keys are names of fields.
void MaskEntry(PersonalData data, Message* entry) {
  const FieldDescriptor* value = entry->GetDescriptor()->map_value();
  if (value->message_type() == google::protobuf::Value::descriptor()) {
    MaskValue(data, static_cast<google::protobuf::Value*>(
                        entry->GetReflection()->MutableMessage(entry, value)));
  } else {
    MaskField(value, data, entry);
  }
}

void MaskField(const FieldDescriptor* field, PersonalData data, Message* message) {
  const auto* reflection = message->GetReflection();
  if (field->is_map()) {
    for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
      MaskEntry(data, reflection->MutableRepeatedMessage(message, field, i));
    }
    return;
  }
  if (field->type() == FieldDescriptor::TYPE_STRING) {
    if (!field->is_repeated()) {
      reflection->SetString(message, field, MaskText(data, reflection->GetString(*message, field)));
      return;
    }
    for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
      reflection->SetRepeatedString(
          message, field, i, MaskText(data, reflection->GetRepeatedString(*message, field, i)));
    }
    return;
  }
  const bool is_message = field->message_type() != nullptr && !field->is_repeated();
  if (is_message && !reflection->HasField(*message, field)) return;
  if (is_message && MaskMessage(field, data, reflection->MutableMessage(message, field))) return;
  reflection->ClearField(message, field);
}

}  // namespace guanxi::policy
