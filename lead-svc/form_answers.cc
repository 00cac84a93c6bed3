#include "lead-svc/form_answers.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/rules/values.h"
#include "common/text/email.h"
#include "common/text/phone.h"
#include "lead-svc/capture_values.h"

namespace guanxi::lead {
namespace {

using v1::CaptureForm;
using v1::FormField;
using v1::TouchValue;

constexpr int kMaxAnswerBytes = 4096;

// What is no field of Lead, by its type.
void ReadByType(const std::string& path, const FormField& field, const std::string& said,
                TouchValue* value, Violations* violations) {
  std::string around;
  switch (field.type()) {
    case FormField::PHONE: {
      const auto phone = text::ParsePhone(said, "CN", &around);
      if (!phone.ok()) return violations->Add(path, phone.status().message());
      return value->set_phone(phone->e164);
    }
    case FormField::EMAIL: {
      const auto email = text::ParseEmail(said, &around);
      if (!email.ok()) return violations->Add(path, email.status().message());
      return value->set_email(email->address);
    }
    case FormField::LONG_TEXT:
      value->set_text(said);
      return rules::NormalizeNote(value->mutable_text());
    default:
      value->set_text(said);
      return rules::NormalizeLine(path, value->mutable_text(), violations);
  }
}

// What is compared with options: they have the form of a line, whatever the field of Lead makes of
// the answer (`浙江` of `浙江省`).
std::string LineOf(std::string said) {
  Violations ignored;
  rules::NormalizeLine("", &said, &ignored);
  return said;
}

// Whether the text is what a field that is neither a phone nor an e-mail takes.
void CheckType(const std::string& path, const FormField& field, const std::string& text,
               Violations* violations) {
  double number = 0;
  absl::CivilDay day;
  switch (field.type()) {
    case FormField::NUMBER:
      if (text.find_first_not_of("0123456789.-") != std::string::npos ||
          !absl::SimpleAtod(text, &number)) {
        violations->Add(path, "want a number, such as 12 or -0.5");
      }
      return;
    case FormField::DATE:
      if (text.size() != 10 || !absl::ParseCivilTime(text, &day) ||
          absl::FormatCivilTime(day) != text) {
        violations->Add(path, "want a date that exists, such as 2026-11-29");
      }
      return;
    case FormField::CHOICE:
      if (std::find(field.options().begin(), field.options().end(), text) ==
          field.options().end()) {
        violations->Add(path, "is none of the field's options");
      }
      return;
    case FormField::CHECKBOX:
      if (text != "true" && text != "false") violations->Add(path, "want true or false");
      if (field.required() && text == "false") violations->Add(path, "must be true");
      return;
    default:
      return;
  }
}

// The answer to one field; false if there is none.
bool ReadAnswer(const FormField& field, const std::string& said, TouchValue* value,
                Violations* violations) {
  const std::string path = absl::StrCat("values.", field.key());
  if (static_cast<int>(said.size()) > kMaxAnswerBytes) {
    violations->Add(path, "is too long");
    return false;
  }
  if (absl::StripAsciiWhitespace(said).empty()) {
    if (field.required()) violations->Add(path, "is required");
    return false;
  }
  value->set_key(field.key());
  if (field.lead_field().empty()) {
    ReadByType(path, field, said, value, violations);
  } else {
    ReadValue(path, field.lead_field(), said, value, violations);
  }
  CheckType(path, field, field.type() == FormField::CHOICE ? LineOf(said) : TextOf(*value),
            violations);
  return true;
}

}  // namespace

std::vector<TouchValue> ReadAnswers(const CaptureForm& form, const Answers& answers,
                                    Violations* violations) {
  std::map<std::string, TouchValue> values;
  std::set<std::string> asked;
  for (const FormField& field : form.fields()) {
    asked.insert(field.key());
    const auto said = answers.find(field.key());
    TouchValue value;
    if (ReadAnswer(field, said == answers.end() ? "" : said->second, &value, violations)) {
      values[field.key()] = std::move(value);
    }
  }
  for (const auto& [key, said] : answers) {
    if (asked.count(key) == 0) {
      violations->Add(absl::StrCat("values.", key), "is not asked for by the form");
    }
  }
  std::vector<TouchValue> list;
  for (auto& [key, value] : values) list.push_back(std::move(value));
  return list;
}

std::vector<TouchValue> ReadFields(const Answers& answers, Violations* violations) {
  std::vector<TouchValue> values;
  bool has_name = false;
  for (const auto& [key, said] : answers) {
    const std::string path = absl::StrCat("values.", key);
    if (!IsCapturable(key)) {
      violations->Add(path, "is no field of Lead that is taken here");
    } else if (static_cast<int>(said.size()) > kMaxAnswerBytes) {
      violations->Add(path, "is too long");
    } else if (!absl::StripAsciiWhitespace(said).empty()) {
      has_name |= IsLeadName(key);
      values.emplace_back().set_key(key);
      ReadValue(path, key, said, &values.back(), violations);
    }
  }
  if (!has_name) violations->Add("values", "display_name or company is required");
  return values;
}

}  // namespace guanxi::lead
