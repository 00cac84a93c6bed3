#include "customer-svc/field_definition_rules.h"

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace guanxi::customer {
namespace {

using metadata::v1::FieldDefinition;

bool IsKey(const std::string& text) {
  if (text.empty() || !absl::ascii_islower(static_cast<unsigned char>(text[0]))) return false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (!absl::ascii_islower(byte) && !absl::ascii_isdigit(byte) && c != '_') return false;
  }
  return true;
}

}  // namespace

void CheckFieldDefinition(const FieldDefinition* /*old*/, const FieldDefinition& next,
                          Violations* violations) {
  const std::string& type = next.resource_type();
  if (!type.empty() && type != "guanxi.dev/Customer" && type != "guanxi.dev/Contact") {
    violations->Add("resource_type", "want guanxi.dev/Customer or guanxi.dev/Contact");
  }
  if (!next.key().empty() && !IsKey(next.key())) {
    violations->Add("key", "want [a-z][a-z0-9_]{0,39}");
  }
  const bool is_choice = next.value_type() == FieldDefinition::CHOICE;
  if (is_choice != (next.options_size() > 0)) {
    violations->Add("options", is_choice ? "a CHOICE needs options" : "only a CHOICE has options");
  }
  std::set<std::string> seen;
  for (int i = 0; i < next.options_size(); ++i) {
    if (next.options(i).empty() || !seen.insert(next.options(i)).second) {
      violations->Add(absl::StrCat("options[", i, "]"), "is empty or stands twice");
    }
  }
}

}  // namespace guanxi::customer
