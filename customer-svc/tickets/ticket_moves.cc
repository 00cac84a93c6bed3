#include "customer-svc/tickets/ticket_moves.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "customer-svc/tickets/ticket_forms.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;
using v1::ServiceTicket;
using v1::TicketEvent;

constexpr size_t kMaxSolutionBytes = 8192;
constexpr size_t kMaxReasonBytes = 256;
constexpr size_t kMaxNoteBytes = 4096;
constexpr int kMostEscalations = 20;

absl::Time ToTime(const Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

Timestamp FromTime(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

absl::Status WrongState(const ServiceTicket& ticket) {
  return FailedPrecondition("TICKET_STATE", ticket.name(),
                            absl::StrCat("it is ", ServiceTicket::State_Name(ticket.state())));
}

bool IsDone(const ServiceTicket& ticket) {
  return ticket.state() == ServiceTicket::RESOLVED || ticket.state() == ServiceTicket::CLOSED;
}

// Nobody twice, nobody above the limit, not the owner, nobody who has left.
void AddCollaborator(const std::string& user, IsActiveUser is_active, ServiceTicket* ticket) {
  auto* const all = ticket->mutable_collaborators();
  const bool is_there = std::find(all->begin(), all->end(), user) != all->end();
  if (user.empty() || is_there || user == ticket->owner() || !is_active(user)) return;
  if (all->size() < kMostCollaborators) *all->Add() = user;
}

void Respond(absl::Time now, ServiceTicket* ticket) {
  const absl::Time time = std::max(now, ToTime(ticket->create_time()));
  if (!ticket->has_first_response_time() || time < ToTime(ticket->first_response_time())) {
    *ticket->mutable_first_response_time() = FromTime(time);
  }
}

}  // namespace

bool IsUnresolved(const ServiceTicket& ticket) {
  return ticket.state() == ServiceTicket::NEW || ticket.state() == ServiceTicket::OPEN ||
         ticket.state() == ServiceTicket::WAITING;
}

absl::Status CheckUnresolved(const ServiceTicket& ticket) {
  return IsUnresolved(ticket) ? absl::OkStatus() : WrongState(ticket);
}

absl::Status StartTicket(ServiceTicket* ticket) {
  const bool may =
      ticket->state() == ServiceTicket::NEW || ticket->state() == ServiceTicket::WAITING;
  if (!may) return WrongState(*ticket);
  ticket->set_state(ServiceTicket::OPEN);
  return absl::OkStatus();
}

absl::Status WaitForCustomer(ServiceTicket* ticket) {
  const bool may = ticket->state() == ServiceTicket::NEW || ticket->state() == ServiceTicket::OPEN;
  if (!may) return WrongState(*ticket);
  ticket->set_state(ServiceTicket::WAITING);
  return absl::OkStatus();
}

absl::Status ResolveTicket(absl::Time now, std::string solution, ServiceTicket* ticket) {
  GUANXI_RETURN_IF_ERROR(TakeNote("solution", kMaxSolutionBytes, &solution));
  if (solution.empty()) return InvalidField("solution", "is required");
  GUANXI_RETURN_IF_ERROR(CheckUnresolved(*ticket));
  if (!ticket->has_first_response_time()) Respond(now, ticket);
  if (!ticket->has_first_resolve_time()) {
    ticket->set_answer_count(std::max(1, ticket->answer_count()));
    ticket->set_first_contact_resolved(ticket->answer_count() == 1);
    *ticket->mutable_first_resolve_time() = FromTime(now);
  }
  ticket->set_state(ServiceTicket::RESOLVED);
  ticket->set_solution(std::move(solution));
  *ticket->mutable_resolve_time() = FromTime(now);
  return absl::OkStatus();
}

absl::Status CloseTicket(absl::Time now, std::string reason, ServiceTicket* ticket) {
  GUANXI_RETURN_IF_ERROR(TakeLine("reason", kMaxReasonBytes, &reason));
  const bool is_resolved = ticket->state() == ServiceTicket::RESOLVED;
  if (!is_resolved) GUANXI_RETURN_IF_ERROR(CheckUnresolved(*ticket));
  if (is_resolved && !reason.empty()) return InvalidField("reason", "it is resolved: want none");
  if (!is_resolved && reason.empty()) {
    return InvalidField("reason", "is required of what is not resolved");
  }
  ticket->set_state(ServiceTicket::CLOSED);
  ticket->set_close_reason(std::move(reason));
  *ticket->mutable_close_time() = FromTime(now);
  return absl::OkStatus();
}

absl::Status ReopenTicket(absl::Time now, ServiceTicket* ticket) {
  if (!IsDone(*ticket)) return WrongState(*ticket);
  const absl::Duration window = absl::Hours(24) * ticket->first_contact_days();
  if (ticket->has_first_resolve_time() && now < ToTime(ticket->first_resolve_time()) + window) {
    ticket->set_first_contact_resolved(false);
  }
  ticket->set_state(ServiceTicket::OPEN);
  ticket->set_reopen_count(ticket->reopen_count() + 1);
  *ticket->mutable_reopen_time() = FromTime(now);
  ticket->clear_resolve_time();
  ticket->clear_close_time();
  ticket->clear_close_reason();
  return absl::OkStatus();
}

absl::Status VisitTicket(v1::TicketReturnVisit visit, bool reopen, absl::Time now,
                         ServiceTicket* ticket) {
  if (visit.outcome() == v1::TicketReturnVisit::OUTCOME_UNSPECIFIED ||
      !v1::TicketReturnVisit::Outcome_IsValid(visit.outcome())) {
    return InvalidField("outcome", "is required");
  }
  GUANXI_RETURN_IF_ERROR(TakeNote("note", kMaxNoteBytes, visit.mutable_note()));
  if (reopen && visit.outcome() != v1::TicketReturnVisit::UNSATISFIED) {
    return InvalidField("reopen", "want it with the outcome UNSATISFIED alone");
  }
  if (!IsDone(*ticket)) return WrongState(*ticket);
  *visit.mutable_visit_time() = FromTime(now);
  *ticket->mutable_return_visit() = std::move(visit);
  return reopen ? ReopenTicket(now, ticket) : absl::OkStatus();
}

absl::Status EscalateTicket(absl::Time now, v1::TicketEscalation escalation,
                            const std::string& to_owner, IsActiveUser is_active,
                            ServiceTicket* ticket) {
  GUANXI_RETURN_IF_ERROR(TakeLine("reason", kMaxReasonBytes, escalation.mutable_reason()));
  if (escalation.reason().empty() && escalation.clock().empty()) {
    return InvalidField("reason", "is required");
  }
  GUANXI_RETURN_IF_ERROR(CheckUnresolved(*ticket));
  const std::string before = ticket->owner();
  if (!to_owner.empty()) ticket->set_owner(to_owner);
  AddCollaborator(before, is_active, ticket);
  ticket->set_escalation_level(ticket->escalation_level() + 1);
  if (ticket->priority() < ServiceTicket::URGENT) {
    ticket->set_priority(static_cast<ServiceTicket::Priority>(ticket->priority() + 1));
  }
  *escalation.mutable_escalate_time() = FromTime(now);
  escalation.set_from_owner(before);
  escalation.set_to_owner(ticket->owner());
  auto* const all = ticket->mutable_escalations();
  if (all->size() >= kMostEscalations) all->DeleteSubrange(0, all->size() - kMostEscalations + 1);
  *all->Add() = std::move(escalation);
  return absl::OkStatus();
}

absl::Status MergeTicket(absl::Time now, const std::string& path, IsActiveUser is_active,
                         ServiceTicket* other, ServiceTicket* ticket) {
  GUANXI_RETURN_IF_ERROR(CheckUnresolved(*ticket));
  GUANXI_RETURN_IF_ERROR(CheckUnresolved(*other));
  if (ticket->customer().empty()) ticket->set_customer(other->customer());
  if (!other->customer().empty() && other->customer() != ticket->customer()) {
    return InvalidField(path, "is of another customer");
  }
  AddCollaborator(other->owner(), is_active, ticket);
  ticket->set_priority(std::max(ticket->priority(), other->priority()));
  other->set_state(ServiceTicket::MERGED);
  other->set_merged_into(ticket->name());
  *other->mutable_close_time() = FromTime(now);
  return absl::OkStatus();
}

absl::Status HearEvent(const TicketEvent& event, absl::Time now, ServiceTicket* ticket) {
  if (ticket->state() == ServiceTicket::MERGED) return WrongState(*ticket);
  if (event.kind() == TicketEvent::CUSTOMER_MESSAGE) {
    if (ticket->state() == ServiceTicket::RESOLVED) return ReopenTicket(now, ticket);
    return ticket->state() == ServiceTicket::WAITING ? StartTicket(ticket) : absl::OkStatus();
  }
  if (event.kind() != TicketEvent::ANSWER || event.automatic()) return absl::OkStatus();
  Respond(ToTime(event.occur_time()), ticket);
  if (!ticket->has_first_resolve_time()) ticket->set_answer_count(ticket->answer_count() + 1);
  return ticket->state() == ServiceTicket::NEW ? StartTicket(ticket) : absl::OkStatus();
}

}  // namespace guanxi::customer
