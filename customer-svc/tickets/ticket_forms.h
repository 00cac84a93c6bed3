// What tickets, what is said about them and their rules may state: normal forms and checks.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_CUSTOMER_SVC_TICKETS_TICKET_FORMS_H_
#define GUANXI_CUSTOMER_SVC_TICKETS_TICKET_FORMS_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "guanxi/customer/v1/service_ticket.pb.h"
#include "guanxi/customer/v1/ticket_event.pb.h"
#include "guanxi/customer/v1/ticket_rule.pb.h"

namespace guanxi::customer {

void NormalizeTicket(v1::ServiceTicket* ticket, Violations* violations);
void CheckTicket(const v1::ServiceTicket& next, Violations* violations);

// `now` is the moment of the write.
void NormalizeTicketEvent(absl::Time now, v1::TicketEvent* event, Violations* violations);

void NormalizeTicketRule(v1::TicketRule* rule, Violations* violations);
void CheckTicketRule(const v1::TicketRule& next, Violations* violations);

// Texts that a method takes, one line or several, in normal form. INVALID_ARGUMENT, INVALID_FIELD:
// more than `most` bytes, or no line.
absl::Status TakeLine(absl::string_view path, size_t most, std::string* text);
absl::Status TakeNote(absl::string_view path, size_t most, std::string* text);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TICKETS_TICKET_FORMS_H_
