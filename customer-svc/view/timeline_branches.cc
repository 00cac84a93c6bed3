#include "customer-svc/view/timeline_branches.h"

#include <memory>
#include <utility>

#include "common/base/status_macros.h"
#include "common/policy/rights.h"
#include "common/resource/field_rights.h"
#include "customer-svc/view/change_branch.h"
#include "customer-svc/view/happening_branch.h"
#include "customer-svc/view/record_branch.h"
#include "customer-svc/view/related_sight.h"
#include "customer-svc/view/ticket_sight.h"

namespace guanxi::customer {
namespace {

using v1::TimelineEntry;

// Whether he may know who is whose visitor: what a customer did as one is told to nobody else.
bool SeesVisitors(const Resources& resources, const Principal& principal) {
  if (principal.rights->ScopeOf("visitors.read") == access::v1::DATA_SCOPE_UNSPECIFIED) {
    return false;
  }
  return resource::CheckSeen(resources.visitors->type(), principal, {"key", "customer"}).ok() &&
         SeesPath(EventsOfVisitor(resources), principal);
}

}  // namespace

absl::StatusOr<TimelineBranches> BranchesFor(const Resources& resources, const Principal& principal,
                                             const Uuid& customer, const std::set<int>& kinds,
                                             absl::Time now, absl::TimeZone zone) {
  const Uuid& tenant = principal.tenant;
  TimelineBranches branches;
  const auto add = [&](int kind, std::unique_ptr<TimelineBranch> branch) {
    if (kinds.empty() || kinds.count(kind) != 0) branches.emplace(kind, std::move(branch));
  };
  const auto add_records = [&](TimelineEntry::Kind kind, const RecordPath& path) {
    if (!SeesPath(path, principal)) return;
    add(kind, std::make_unique<RecordBranch>(kind, path, tenant, customer, zone));
  };
  add_records(TimelineEntry::INTERACTION, InteractionsOf(resources));
  add_records(TimelineEntry::ORDER, OrdersOf(resources));
  add(TimelineEntry::FIELD_CHANGE,
      std::make_unique<ChangeBranch>(resources.customers.get(), tenant, customer,
                                     resource::ViewOf(resources.customers->type(), principal)));
  if (principal.rights->ScopeOf("behaviorEvents.read") != access::v1::DATA_SCOPE_UNSPECIFIED &&
      SeesPath(EventsOf(resources), principal)) {
    add(TimelineEntry::BEHAVIOR,
        std::make_unique<BehaviorBranch>(&resources, tenant, customer,
                                         SeesVisitors(resources, principal)));
  }
  GUANXI_ASSIGN_OR_RETURN(auto tickets, TicketSightOf(resources, principal, now));
  if (tickets.has_value()) {
    add(TimelineEntry::TICKET,
        std::make_unique<RecordBranch>(TimelineEntry::TICKET, TicketsOf(resources), tenant,
                                       customer, zone, *std::move(tickets)));
  }
  for (const RelatedKind& kind : RelatedKinds()) {
    RelatedSight sight = RelatedSight::Of(*principal.rights, kind, kind.marks);
    if (!kind.has_timeline() || sight.sees_none()) continue;
    add(kind.number, std::make_unique<HappeningBranch>(&kind, tenant, customer, std::move(sight)));
  }
  return branches;
}

}  // namespace guanxi::customer
