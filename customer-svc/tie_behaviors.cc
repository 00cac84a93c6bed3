#include "customer-svc/tie_behaviors.h"

#include "absl/status/status.h"
#include "common/errors/errors.h"
#include "common/resource/change_kind.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/relationship_rules.h"
#include "customer-svc/stakeholder_rules.h"

namespace guanxi::customer {

using resource::ChangeKind;
using resource::UnitOfWork;
using v1::Relationship;
using v1::Stakeholder;

resource::Behavior<Relationship> RelationshipBehavior() {
  resource::Behavior<Relationship> relationship;
  relationship.normalize = [](const resource::WriteContext&, Relationship* message,
                              Violations* violations) {
    NormalizeRelationship(message, violations);
  };
  relationship.check = [](ChangeKind kind, const Relationship*, const Relationship& next,
                          Violations* violations) {
    if (StatesValues(kind)) CheckRelationship(next, violations);
  };
  relationship.assign = [](UnitOfWork&, ChangeKind, const Relationship* old, Relationship* next) {
    return old == nullptr ? CheckTieOfTwo(*next) : absl::OkStatus();
  };
  return relationship;
}

resource::Behavior<Stakeholder> StakeholderBehavior() {
  resource::Behavior<Stakeholder> stakeholder;
  stakeholder.normalize = [](const resource::WriteContext&, Stakeholder* message,
                             Violations* violations) { NormalizeStakeholder(message, violations); };
  stakeholder.check = [](ChangeKind kind, const Stakeholder*, const Stakeholder& next,
                         Violations* violations) {
    if (StatesValues(kind)) CheckStakeholder(next, violations);
  };
  return stakeholder;
}

}  // namespace guanxi::customer
