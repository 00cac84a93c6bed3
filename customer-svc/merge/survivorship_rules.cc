// What rules about fields may say.
#include <set>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/merge/entries.h"
#include "common/resource/name_fields.h"
#include "customer-svc/leaf.h"
#include "customer-svc/merge/survivorship.h"

namespace guanxi::customer {

bool IsDecided(const std::string& path) { return Leaf::Find(path) != nullptr; }

void CheckRules(const google::protobuf::RepeatedPtrField<v1::FieldSurvivorship>& rules,
                absl::Span<const std::string> records, Violations* violations) {
  std::set<std::string> paths;
  for (int i = 0; i < rules.size(); ++i) {
    const v1::FieldSurvivorship& rule = rules[i];
    const std::string at = absl::StrCat("rules[", i, "].");
    const Leaf* const leaf = Leaf::Find(rule.path());
    if (leaf == nullptr) violations->Add(at + "path", "is no field that a rule decides about");
    if (!paths.insert(rule.path()).second) violations->Add(at + "path", "has a rule already");
    if (rule.rule() == v1::SURVIVORSHIP_RULE_UNSPECIFIED ||
        !v1::SurvivorshipRule_IsValid(rule.rule())) {
      violations->Add(at + "rule", "is required");
    } else if (rule.rule() == v1::UNION && leaf != nullptr && !merge::HasEntries(leaf->field())) {
      violations->Add(at + "rule", "UNION is for lists and maps");
    }
    const bool chooses = rule.rule() == v1::CHOSEN;
    if (chooses && !absl::c_linear_search(records, resource::CanonicalName(rule.from()))) {
      violations->Add(at + "from", "must be one of the records");
    } else if (!chooses && !rule.from().empty()) {
      violations->Add(at + "from", "is for CHOSEN alone");
    }
  }
}

}  // namespace guanxi::customer
