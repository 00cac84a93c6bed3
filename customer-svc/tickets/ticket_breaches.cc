#include "customer-svc/tickets/ticket_breaches.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/events/unit_consumer.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "customer-svc/tickets/ticket_dispatch.h"
#include "customer-svc/tickets/ticket_moves.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using metadata::v1::Change;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::ServiceTicket;
using workflow::v1::SlaClock;

constexpr char kActor[] = "services/customer-svc";
constexpr char kClockType[] = "sla_clock";
constexpr char kBreached[] = "sla.breached";
constexpr char kTickets[] = "serviceTickets/";

bool IsBreach(const LogEvent& event) {
  return event.resource_type() == kClockType && event.kind() == Change::EMITTED &&
         std::count(event.changed_fields().begin(), event.changed_fields().end(), kBreached) != 0;
}

bool WasEscalatedBy(const ServiceTicket& ticket, const std::string& clock) {
  return std::any_of(ticket.escalations().begin(), ticket.escalations().end(),
                     [&](const auto& one) { return one.clock() == clock; });
}

}  // namespace

std::vector<bool> TicketBreaches::Concerns(absl::Span<const LogEvent* const> some) {
  return events::Which(some, IsBreach);
}

absl::Status TicketBreaches::Escalate(UnitOfWork& work, const SlaClock& clock) const {
  const resource::Resource& tickets = *resources_->tickets;
  if (!absl::StartsWith(clock.subject(), kTickets)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(tickets.type(), clock.subject(), "subject"));
  const absl::StatusOr<Stored> row = work.GetLive(tickets, name);
  if (absl::IsNotFound(row.status())) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(row.status());
  ServiceTicket next;
  next.CopyFrom(*row->message);
  if (!IsUnresolved(next) || WasEscalatedBy(next, clock.name())) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(std::string to, EscalatesTo(work, *resources_->rules, next));
  const Uuid& tenant = work.principal().tenant;
  std::optional<std::string> department;
  if (!to.empty()) {
    GUANXI_ASSIGN_OR_RETURN(department, find_user_(tenant, to));
    if (!department.has_value()) to.clear();
  }
  bool stays = false;  // who had it
  if (!next.owner().empty()) {
    GUANXI_ASSIGN_OR_RETURN(const auto former, find_user_(tenant, next.owner()));
    stays = former.has_value();
  }
  v1::TicketEscalation escalation;
  escalation.set_clock(clock.name());
  GUANXI_RETURN_IF_ERROR(EscalateTicket(
      work.now(), escalation, to, [stays](const std::string&) { return stays; }, &next));
  if (department.has_value()) next.set_department(*department);
  return work.Update(tickets, *row, &next).status();
}

absl::Status TicketBreaches::Apply(UnitOfWork& work, const LogEvent& event) const {
  if (!IsBreach(event)) return absl::OkStatus();
  SlaClock clock;
  if (!clock.ParseFromString(event.after_body())) {
    return absl::InternalError("the clock of a breach cannot be read");
  }
  return Escalate(work, clock);
}

absl::Status TicketBreaches::Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                                     const events::StillHeld& held) const {
  const auto take = [&](const Uuid& tenant, absl::Span<const LogEvent> records) -> absl::Status {
    if (records[0].kind() == Change::DELETED) return absl::OkStatus();
    SlaClock clock;
    resource::Rest unused;
    GUANXI_RETURN_IF_ERROR(resource::DecodeBlobs(records[0].after_body(),
                                                 records[0].after_personal(), &clock, &unused));
    const bool is_open = clock.state() == SlaClock::RUNNING || clock.state() == SlaClock::PAUSED;
    if (!is_open || !clock.has_breach_time()) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(records[0].resource_id()));
    clock.set_name(absl::StrCat("slaClocks/", id.ToString()));
    return engine_->Write(events::WriterIn(tenant, kActor), {db::Lane::kJob},
                          resource::WriteContext(),
                          [&](UnitOfWork& work) { return Escalate(work, clock); });
  };
  return events::ReadAllRecords(read, kClockType, loss.partition, /*at_once=*/1, held, take);
}

events::Consumer::Options TicketBreaches::Consume(const std::string& target,
                                                  const events::AccountToken& token) const {
  return events::HearAt(
      target, token,
      {"customer-svc.breaches", "workflow-svc", engine_, kActor, &TicketBreaches::Concerns}, this);
}

}  // namespace guanxi::customer
