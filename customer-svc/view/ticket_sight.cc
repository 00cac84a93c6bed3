#include "customer-svc/view/ticket_sight.h"

#include "common/base/status_macros.h"
#include "common/policy/rights.h"
#include "customer-svc/view/record_branch.h"

namespace guanxi::customer {

absl::StatusOr<std::optional<resource::RowScope>> TicketSightOf(const Resources& resources,
                                                                const Principal& principal,
                                                                absl::Time now) {
  const RecordPath tickets = TicketsOf(resources);
  const auto granted = principal.rights->ScopeOf("serviceTickets.read");
  std::optional<resource::RowScope> sight;
  if (granted == access::v1::DATA_SCOPE_UNSPECIFIED || !SeesPath(tickets, principal)) return sight;
  GUANXI_ASSIGN_OR_RETURN(
      sight, resource::RowScope::Of(*tickets.records, principal, resource::Use::kRead, now));
  return sight;
}

}  // namespace guanxi::customer
