// How tickets go from state to state.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_CUSTOMER_SVC_TICKETS_TICKET_MOVES_H_
#define GUANXI_CUSTOMER_SVC_TICKETS_TICKET_MOVES_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "guanxi/customer/v1/service_ticket.pb.h"
#include "guanxi/customer/v1/ticket_event.pb.h"

namespace guanxi::customer {

inline constexpr int kFirstContactDays = 7;
inline constexpr int kMostCollaborators = 20;

// Whether somebody still works on it: it is NEW, OPEN or WAITING.
bool IsUnresolved(const v1::ServiceTicket& ticket);
// FAILED_PRECONDITION, TICKET_STATE: nobody does.
absl::Status CheckUnresolved(const v1::ServiceTicket& ticket);

// The moves; each changes the ticket only if it is allowed. Texts that are stated are in any form.
//   FAILED_PRECONDITION  TICKET_STATE   its state does not allow it
//   INVALID_ARGUMENT     INVALID_FIELD  a text is missing or too long, or stated where none may be
absl::Status StartTicket(v1::ServiceTicket* ticket);
absl::Status WaitForCustomer(v1::ServiceTicket* ticket);
absl::Status ResolveTicket(absl::Time now, std::string solution, v1::ServiceTicket* ticket);
absl::Status CloseTicket(absl::Time now, std::string reason, v1::ServiceTicket* ticket);
absl::Status ReopenTicket(absl::Time now, v1::ServiceTicket* ticket);
absl::Status VisitTicket(v1::TicketReturnVisit visit, bool reopen, absl::Time now,
                         v1::ServiceTicket* ticket);

// Whether a user is there and active: nobody else becomes a collaborator.
using IsActiveUser = absl::FunctionRef<bool(const std::string& user)>;

// One level up, for `escalation` with its `reason` or `clock`; its other fields are set here.
// `to_owner` is who gets it; "": it stays where it is. Who had it becomes a collaborator, as far as
// there is room.
absl::Status EscalateTicket(absl::Time now, v1::TicketEscalation escalation,
                            const std::string& to_owner, IsActiveUser is_active,
                            v1::ServiceTicket* ticket);

// `*other` goes on as `*ticket`, of which its owner becomes a collaborator. INVALID_ARGUMENT,
// INVALID_FIELD by `path`: it is of another customer.
absl::Status MergeTicket(absl::Time now, const std::string& path, IsActiveUser is_active,
                         v1::ServiceTicket* other, v1::ServiceTicket* ticket);

// What was said, for the ticket about which it was.
absl::Status HearEvent(const v1::TicketEvent& event, absl::Time now, v1::ServiceTicket* ticket);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TICKETS_TICKET_MOVES_H_
