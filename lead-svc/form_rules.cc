#include "lead-svc/form_rules.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/rules/values.h"
#include "lead-svc/capture_values.h"

namespace guanxi::lead {
namespace {

using v1::CaptureForm;
using v1::FormField;

bool IsKey(const std::string& text) {
  if (text.empty() || !absl::ascii_islower(static_cast<unsigned char>(text[0]))) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || c == '_';
  });
}

void CheckOptions(const std::string& path, const FormField& field, Violations* violations) {
  const bool is_choice = field.type() == FormField::CHOICE;
  if (is_choice != (field.options_size() > 0)) {
    violations->Add(path + ".options",
                    is_choice ? "a CHOICE needs options" : "only a CHOICE has options");
  }
  std::set<std::string> seen;
  for (int i = 0; i < field.options_size(); ++i) {
    if (field.options(i).empty() || !seen.insert(field.options(i)).second) {
      violations->Add(absl::StrCat(path, ".options[", i, "]"), "is empty or stands twice");
    }
  }
}

void CheckLeadField(const std::string& path, const FormField& field, std::set<std::string>* used,
                    Violations* violations) {
  const std::string& target = field.lead_field();
  if (target.empty()) return;
  if (!IsCapturable(target)) {
    violations->Add(path + ".lead_field", "is no field of Lead that an answer may be for");
    return;
  }
  if (!IsCapturedList(target) && !used->insert(target).second) {
    violations->Add(path + ".lead_field", "stands twice");
  }
  if (target == "phones" && field.type() != FormField::PHONE) {
    violations->Add(path + ".lead_field", "phones are asked for as a PHONE");
  }
  if (target == "emails" && field.type() != FormField::EMAIL) {
    violations->Add(path + ".lead_field", "emails are asked for as an EMAIL");
  }
}

}  // namespace

void NormalizeCaptureForm(CaptureForm* form, Violations* violations) {
  rules::NormalizeLine("display_name", form->mutable_display_name(), violations);
  for (int i = 0; i < form->fields_size(); ++i) {
    FormField& field = *form->mutable_fields(i);
    const std::string path = absl::StrCat("fields[", i, "]");
    rules::NormalizeLine(path + ".display_name", field.mutable_display_name(), violations);
    for (int k = 0; k < field.options_size(); ++k) {
      rules::NormalizeLine(absl::StrCat(path, ".options[", k, "]"), field.mutable_options(k),
                           violations);
    }
  }
  rules::NormalizeNote(form->mutable_consent_text());
  form->set_consent_version(
      form->consent_text().empty() ? "" : DeriveUuid("consent", form->consent_text()).ToString());
}

void CheckCaptureForm(const CaptureForm& next, Violations* violations) {
  std::set<std::string> keys, used;
  bool has_name = false;
  for (int i = 0; i < next.fields_size(); ++i) {
    const FormField& field = next.fields(i);
    const std::string path = absl::StrCat("fields[", i, "]");
    if (!field.key().empty() && !IsKey(field.key())) {
      violations->Add(path + ".key", "want [a-z][a-z0-9_]{0,39}");
    }
    if (!keys.insert(field.key()).second) violations->Add(path + ".key", "stands twice");
    CheckOptions(path, field, violations);
    CheckLeadField(path, field, &used, violations);
    has_name |= field.required() && IsLeadName(field.lead_field());
  }
  if (!has_name && next.fields_size() > 0) {
    violations->Add("fields", "one that is required must be for display_name or company");
  }
}

}  // namespace guanxi::lead
