#include "customer-svc/tickets/ticket_resources.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/resource/change_kind.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/tickets/ticket_dispatch.h"
#include "customer-svc/tickets/ticket_forms.h"
#include "customer-svc/tickets/ticket_moves.h"
#include "guanxi/customer/v1/service_ticket.pb.h"
#include "guanxi/customer/v1/ticket_event.pb.h"
#include "guanxi/customer/v1/ticket_rule.pb.h"

namespace guanxi::customer {
namespace {

using resource::ChangeKind;
using resource::Resource;
using resource::ResourceName;
using resource::StatesValues;
using resource::Stored;
using resource::UnitOfWork;
using v1::ServiceTicket;
using v1::TicketEvent;
using v1::TicketRule;

resource::Behavior<ServiceTicket> TicketBehavior(const TicketResources* all) {
  resource::Behavior<ServiceTicket> ticket;
  ticket.normalize = [](const resource::WriteContext&, ServiceTicket* message,
                        Violations* violations) { NormalizeTicket(message, violations); };
  ticket.check = [](ChangeKind kind, const ServiceTicket*, const ServiceTicket& next,
                    Violations* violations) {
    if (StatesValues(kind)) CheckTicket(next, violations);
  };
  // What a new one leaves open its rules may say, later.
  ticket.complete = [](UnitOfWork&, const ServiceTicket* old, ServiceTicket* next) {
    if (old != nullptr && next->priority() == ServiceTicket::PRIORITY_UNSPECIFIED) {
      next->set_priority(ServiceTicket::NORMAL);
    }
    return absl::OkStatus();
  };
  ticket.assign = [all](UnitOfWork& work, ChangeKind kind, const ServiceTicket*,
                        ServiceTicket* next) {
    if (kind != ChangeKind::kCreated) return absl::OkStatus();
    return DispatchTicket(work, *all->tickets, next);
  };
  return ticket;
}

absl::Status DeriveEvent(UnitOfWork& work, const TicketResources& all, const TicketEvent& event) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(all.events->type(), event.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(*all.tickets, resource::ParentOf(name)));
  ServiceTicket next;
  next.CopyFrom(*row.message);
  GUANXI_RETURN_IF_ERROR(HearEvent(event, work.now(), &next));
  return work.Update(*all.tickets, row, &next).status();
}

resource::Behavior<TicketEvent> EventBehavior(const TicketResources* all) {
  resource::Behavior<TicketEvent> event;
  event.normalize = [](const resource::WriteContext& context, TicketEvent* message,
                       Violations* violations) {
    NormalizeTicketEvent(context.now, message, violations);
  };
  event.derive = [all](UnitOfWork& work, ChangeKind, const TicketEvent*, const TicketEvent& next) {
    return DeriveEvent(work, *all, next);
  };
  event.derives_into_parent = true;
  return event;
}

resource::Behavior<TicketRule> RuleBehavior(const TicketResources* all) {
  resource::Behavior<TicketRule> rule;
  rule.normalize = [](const resource::WriteContext&, TicketRule* message, Violations* violations) {
    NormalizeTicketRule(message, violations);
  };
  rule.check = [](ChangeKind kind, const TicketRule*, const TicketRule& next,
                  Violations* violations) {
    if (StatesValues(kind)) CheckTicketRule(next, violations);
  };
  rule.admit = [all](UnitOfWork&, ChangeKind, const TicketRule*, const TicketRule& next) {
    return CheckTicketCondition(next, all->tickets->type().filter_schema());
  };
  rule.derive = [](UnitOfWork& work, ChangeKind kind, const TicketRule*, const TicketRule& next) {
    const bool is_more = kind == ChangeKind::kCreated || kind == ChangeKind::kUndeleted;
    return is_more ? CheckTicketRuleCount(work, next) : absl::OkStatus();
  };
  return rule;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const TicketResources>> TicketResources::Create() {
  auto all = std::make_unique<TicketResources>();
  GUANXI_ASSIGN_OR_RETURN(all->tickets, Resource::Create(TicketBehavior(all.get())));
  GUANXI_ASSIGN_OR_RETURN(all->events, Resource::Create(EventBehavior(all.get())));
  GUANXI_ASSIGN_OR_RETURN(all->rules, Resource::Create(RuleBehavior(all.get())));
  return std::unique_ptr<const TicketResources>(std::move(all));
}

}  // namespace guanxi::customer
