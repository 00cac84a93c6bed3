// Which tickets of a customer somebody is told of.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_TICKET_SIGHT_H_
#define GUANXI_CUSTOMER_SVC_VIEW_TICKET_SIGHT_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/resource/row_scope.h"
#include "customer-svc/resources.h"

namespace guanxi::customer {

// Those that serviceTickets.read reaches, what he works on and what is shared with him at `now`
// included. Nothing: he has no such permission, or does not see whose they are or when they were
// opened. Errors: those of RowScope::Of.
absl::StatusOr<std::optional<resource::RowScope>> TicketSightOf(const Resources& resources,
                                                                const Principal& principal,
                                                                absl::Time now);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_TICKET_SIGHT_H_
