#include "common/resource/field_definitions.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"

namespace guanxi::resource {
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

void CheckFieldDefinition(const FieldDefinition& next, absl::Span<const absl::string_view> types,
                          Violations* violations) {
  const std::string& type = next.resource_type();
  if (!type.empty() && std::find(types.begin(), types.end(), type) == types.end()) {
    violations->Add("resource_type", absl::StrCat("want ", absl::StrJoin(types, " or ")));
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

absl::Status CountFieldDefinition(UnitOfWork& work, ChangeKind kind, const FieldDefinition& next) {
  if (kind != ChangeKind::kCreated) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const bool counted, work.Count("field_definitions", next.resource_type(),
                                                         1, kMaxFieldDefinitions));
  if (counted) return absl::OkStatus();
  return FailedPrecondition(
      "TOO_MANY_FIELD_DEFINITIONS", next.resource_type(),
      absl::StrCat("a kind of resource has at most ", kMaxFieldDefinitions,
                   " custom fields, retired ones included: bring a retired one back instead"));
}

}  // namespace guanxi::resource
