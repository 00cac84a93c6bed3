// What tickets are and who gets them, by the company's rules.
#ifndef GUANXI_CUSTOMER_SVC_TICKETS_TICKET_DISPATCH_H_
#define GUANXI_CUSTOMER_SVC_TICKETS_TICKET_DISPATCH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/db/query.h"
#include "common/filter/schema.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/customer/v1/service_ticket.pb.h"
#include "guanxi/customer/v1/ticket_rule.pb.h"

namespace guanxi::customer {

// So many rules that are not deleted may a tenant have.
inline constexpr int kMostTicketRules = 200;

// Somebody who may get a ticket, and how many he has that are not resolved.
struct TicketCandidate {
  std::string user;
  int open = 0;
};

// Which of them gets it when it is the turn of this number, from 1 on; -1 of none.
int ChooseCandidate(v1::TicketRule::Strategy strategy, absl::Span<const TicketCandidate> candidates,
                    int64_t turn);

// Has the rules say what `*ticket` is, of what is not set, and who gets it if it has no owner; it
// is not written. Rules take their turns one at a time. `tickets` is the type of tickets. Errors:
// those of common/db.
absl::Status DispatchTicket(resource::UnitOfWork& work, const resource::Resource& tickets,
                            v1::ServiceTicket* ticket);

// Writes what rules made of a ticket: they give it to whom the company says, whomever the caller
// may give something. Errors: those of UnitOfWork::Update.
//   PERMISSION_DENIED  ROW_READ_ONLY  the caller may see the ticket, and not change it
absl::Status GiveByRule(resource::UnitOfWork& work, const resource::Resource& tickets,
                        const resource::Stored& row, v1::ServiceTicket* next);

// To whom the ticket's rule gives it when it is escalated; "" if to nobody. Errors: those of
// common/db.
absl::StatusOr<std::string> EscalatesTo(resource::UnitOfWork& work, const resource::Resource& rules,
                                        const v1::ServiceTicket& ticket);

// The department of a user, as tickets name it; "" if he has none.
std::string DepartmentOf(const resource::UnitOfWork& work, const std::string& user);

// INVALID_ARGUMENT, INVALID_FIELD of `condition`: it is no filter over tickets.
absl::Status CheckTicketCondition(const v1::TicketRule& rule, const filter::Schema& tickets);
// FAILED_PRECONDITION, TOO_MANY_RULES: there is no room for one more.
absl::Status CheckTicketRuleCount(resource::UnitOfWork& work, const v1::TicketRule& rule);

// The statements, for the linter.
std::vector<db::Query> TicketQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TICKETS_TICKET_DISPATCH_H_
