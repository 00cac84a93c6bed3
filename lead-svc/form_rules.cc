#include "lead-svc/form_rules.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "common/base/uuid.h"
#include "common/rules/values.h"
#include "lead-svc/capture_values.h"

namespace guanxi::lead {
namespace {

using v1::CaptureForm;
using v1::FormField;

constexpr int64_t kMaxFillSeconds = 600;

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

// A web origin (RFC 6454) as browsers write it.
bool IsOrigin(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, "https://") && !absl::ConsumePrefix(&text, "http://")) {
    return false;
  }
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits(':', 1));
  const bool has_port = text.find(':') != absl::string_view::npos;
  int port = 0;
  if (has_port && (!absl::SimpleAtoi(parts.second, &port) || port < 1 || port > 65535)) {
    return false;
  }
  return !parts.first.empty() && std::all_of(parts.first.begin(), parts.first.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return absl::ascii_isalnum(byte) || c == '.' || c == '-';
  });
}

// It goes into a header as it is.
bool IsPage(absl::string_view text) {
  return absl::StartsWith(text, "https://") && text.size() > 8 &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isgraph(c); });
}

// What is about pages of strangers.
void CheckPublication(const CaptureForm& next, const std::set<std::string>& keys,
                      Violations* violations) {
  for (int i = 0; i < next.origins_size(); ++i) {
    if (!IsOrigin(next.origins(i))) {
      violations->Add(absl::StrCat("origins[", i, "]"), "want https://www.example.com");
    }
  }
  if (!next.trap_key().empty() && (!IsKey(next.trap_key()) || keys.count(next.trap_key()) != 0)) {
    violations->Add("trap_key", "want [a-z][a-z0-9_]{0,39}, and none of the fields' keys");
  }
  const auto& least = next.min_fill_time();
  if (least.seconds() < 0 || least.seconds() > kMaxFillSeconds || least.nanos() != 0) {
    violations->Add("min_fill_time", "want whole seconds, at most 10 minutes");
  }
  if (!next.thanks_page().empty() && !IsPage(next.thanks_page())) {
    violations->Add("thanks_page", "want https://, and no blanks");
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
  rules::NormalizeLines("origins", form->mutable_origins(), violations);
  for (std::string& origin : *form->mutable_origins()) absl::AsciiStrToLower(&origin);
  rules::NormalizeLine("thanks_page", form->mutable_thanks_page(), violations);
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
  CheckPublication(next, keys, violations);
  if (!has_name && next.fields_size() > 0) {
    violations->Add("fields", "one that is required must be for display_name or company");
  }
}

}  // namespace guanxi::lead
