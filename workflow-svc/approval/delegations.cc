#include "workflow-svc/approval/delegations.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/approval/delegation_rules.h"

namespace guanxi::workflow {
namespace {

using resource::ChangeKind;
using resource::Resource;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::Delegation;

// With what they say: of somebody who was often away there are many.
const db::Query kSelectOfUser{
    "delegation.select_of_user",
    "SELECT id, body FROM delegations FORCE INDEX (idx_delegator_id_create_time) WHERE tenant_id = "
    "? AND live = 1 AND delegator_id = ? ORDER BY create_time DESC, id DESC LIMIT 1000"};

// Two that are saved at once could close a circle that neither sees: one after the other.
absl::Status KeepFreeOfCircles(UnitOfWork& work, const Resource& delegations,
                               const Delegation& next) {
  GUANXI_RETURN_IF_ERROR(work.Guard("delegations", "circles"));
  const std::string name = next.name();
  work.CheckStored(name, [&delegations, name](UnitOfWork& stored) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("delegations", name));
    GUANXI_ASSIGN_OR_RETURN(const auto row, stored.Peek(delegations, ResourceName{Uuid(), id}));
    if (!row.has_value()) return absl::OkStatus();
    return CheckNoCycle(
        static_cast<const Delegation&>(*row->message),
        [&](const std::string& user) { return ReadDelegations(stored, delegations, user); });
  });
  return absl::OkStatus();
}

}  // namespace

resource::Behavior<Delegation> DelegationBehavior(
    const std::unique_ptr<const Resource>* delegations) {
  resource::Behavior<Delegation> behavior;
  behavior.normalize = [](const resource::WriteContext&, Delegation* message,
                          Violations* violations) { NormalizeDelegation(message, violations); };
  behavior.check = [](ChangeKind kind, const Delegation*, const Delegation& next,
                      Violations* violations) {
    if (resource::StatesValues(kind)) CheckDelegation(next, violations);
  };
  behavior.derive = [delegations](UnitOfWork& work, ChangeKind kind, const Delegation*,
                                  const Delegation& next) {
    if (kind == ChangeKind::kDeleted) return absl::OkStatus();
    return KeepFreeOfCircles(work, **delegations, next);
  };
  return behavior;
}

absl::StatusOr<std::vector<Delegation>> ReadDelegations(UnitOfWork& work,
                                                        const Resource& delegations,
                                                        const std::string& user) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("users", user));
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectOfUser, {work.principal().tenant.bytes(), id.bytes()}));
  std::vector<Delegation> found;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid one, Uuid::FromBytes(row.String(0)));
    Delegation delegation;
    if (!delegation.ParseFromString(std::string(row.String(1)))) {
      return absl::InternalError("a delegation cannot be read");
    }
    delegation.set_name(resource::FormatName(delegations.type(), ResourceName{Uuid(), one}));
    found.push_back(std::move(delegation));
  }
  std::reverse(found.begin(), found.end());
  return found;
}

std::vector<db::Query> DelegationQueries() { return {kSelectOfUser}; }

}  // namespace guanxi::workflow
