#include "customer-svc/duplicates/behaviors.h"

#include "absl/strings/str_cat.h"
#include "common/resource/change_kind.h"
#include "common/rules/values.h"
#include "customer-svc/duplicates/rule_keys.h"

namespace guanxi::customer {

using v1::DuplicateCluster;
using v1::DuplicateRule;

resource::Behavior<DuplicateRule> DuplicateRuleBehavior() {
  resource::Behavior<DuplicateRule> rule;
  rule.normalize = [](const resource::WriteContext&, DuplicateRule* message,
                      Violations* violations) {
    rules::NormalizeLine("display_name", message->mutable_display_name(), violations);
    for (int i = 0; i < message->sources_size(); ++i) {
      rules::NormalizeLine(absl::StrCat("sources[", i, "]"), message->mutable_sources(i),
                           violations);
    }
  };
  rule.check = [](resource::ChangeKind kind, const DuplicateRule*, const DuplicateRule& next,
                  Violations* violations) {
    if (resource::StatesValues(kind)) CheckDuplicateRule(next, violations);
  };
  return rule;
}

resource::Behavior<DuplicateCluster> DuplicateClusterBehavior() {
  resource::Behavior<DuplicateCluster> cluster;
  cluster.normalize = [](const resource::WriteContext&, DuplicateCluster* message, Violations*) {
    rules::NormalizeNote(message->mutable_note());
  };
  return cluster;
}

}  // namespace guanxi::customer
