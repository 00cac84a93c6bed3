#include "customer-svc/tickets/ticket_service.h"

#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/field_rights.h"
#include "common/resource/name_fields.h"
#include "customer-svc/tickets/ticket_dispatch.h"
#include "customer-svc/tickets/ticket_moves.h"

namespace guanxi::customer {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::ServiceTicket;

namespace {

std::function<bool(const std::string&)> ActiveIn(const UnitOfWork& work) {
  return [rights = work.principal().rights](const std::string& user) {
    return rights->IsActive(user);
  };
}

}  // namespace

absl::StatusOr<ServiceTicket> TicketServiceImpl::DispatchServiceTicket(
    const rpc::Call& call, const v1::DispatchServiceTicketRequest& request) {
  const resource::Resource& tickets = *resources_->tickets;
  return Do(call, request, {"state", "type", "category", "priority", "owner", "department"},
            [&](UnitOfWork& work, const Stored& row) -> absl::Status {
              ServiceTicket next;
              next.CopyFrom(*row.message);
              GUANXI_RETURN_IF_ERROR(CheckUnresolved(next));
              GUANXI_RETURN_IF_ERROR(DispatchTicket(work, tickets, &next));
              return GiveByRule(work, tickets, row, &next);
            });
}

absl::StatusOr<ServiceTicket> TicketServiceImpl::StartServiceTicket(
    const rpc::Call& call, const v1::StartServiceTicketRequest& request) {
  return Move(call, request, {"state"},
              [](absl::Time, ServiceTicket* ticket) { return StartTicket(ticket); });
}

absl::StatusOr<ServiceTicket> TicketServiceImpl::WaitForCustomer(
    const rpc::Call& call, const v1::WaitForCustomerRequest& request) {
  return Move(call, request, {"state"},
              [](absl::Time, ServiceTicket* ticket) { return customer::WaitForCustomer(ticket); });
}

absl::StatusOr<ServiceTicket> TicketServiceImpl::ResolveServiceTicket(
    const rpc::Call& call, const v1::ResolveServiceTicketRequest& request) {
  return Move(call, request, {"state", "solution"}, [&](absl::Time now, ServiceTicket* ticket) {
    return ResolveTicket(now, request.solution(), ticket);
  });
}

absl::StatusOr<ServiceTicket> TicketServiceImpl::CloseServiceTicket(
    const rpc::Call& call, const v1::CloseServiceTicketRequest& request) {
  return Move(call, request, {"state"}, [&](absl::Time now, ServiceTicket* ticket) {
    return CloseTicket(now, request.reason(), ticket);
  });
}

absl::StatusOr<ServiceTicket> TicketServiceImpl::ReopenServiceTicket(
    const rpc::Call& call, const v1::ReopenServiceTicketRequest& request) {
  return Move(call, request, {"state"},
              [](absl::Time now, ServiceTicket* ticket) { return ReopenTicket(now, ticket); });
}

absl::StatusOr<ServiceTicket> TicketServiceImpl::RecordReturnVisit(
    const rpc::Call& call, const v1::RecordReturnVisitRequest& request) {
  v1::TicketReturnVisit visit;
  visit.set_outcome(request.outcome());
  visit.set_note(request.note());
  if (resource::ParseReference("users", call.principal.subject).ok()) {
    visit.set_visitor(call.principal.subject);
  }
  return Move(call, request, {"state", "return_visit"}, [&](absl::Time now, ServiceTicket* ticket) {
    return VisitTicket(visit, request.reopen(), now, ticket);
  });
}

absl::StatusOr<ServiceTicket> TicketServiceImpl::EscalateServiceTicket(
    const rpc::Call& call, const v1::EscalateServiceTicketRequest& request) {
  const resource::Resource& tickets = *resources_->tickets;
  v1::TicketEscalation escalation;
  escalation.set_reason(request.reason());
  const std::string stated = resource::CanonicalName(request.owner());
  const auto escalate = [&](UnitOfWork& work, const Stored& row) -> absl::Status {
    ServiceTicket next;
    next.CopyFrom(*row.message);
    std::string to = stated;
    if (to.empty()) {
      GUANXI_ASSIGN_OR_RETURN(to, EscalatesTo(work, *resources_->rules, next));
    } else if (!work.principal().rights->IsActive(to)) {
      return InvalidField("owner", "names no active user");
    }
    GUANXI_RETURN_IF_ERROR(EscalateTicket(work.now(), escalation, to, ActiveIn(work), &next));
    if (!to.empty()) next.set_department(DepartmentOf(work, to));
    return stated.empty() ? GiveByRule(work, tickets, row, &next)
                          : work.Update(tickets, row, &next).status();
  };
  return Do(call, request, {"state", "priority", "owner", "collaborators"}, escalate);
}

absl::StatusOr<std::vector<ResourceName>> TicketServiceImpl::OthersOf(
    const ResourceName& own, const v1::MergeServiceTicketsRequest& request) const {
  constexpr int kMost = 20;
  if (request.others().empty() || request.others_size() > kMost) {
    return InvalidField("others", absl::StrCat("want 1 to ", kMost));
  }
  const resource::ResourceType& type = resources_->tickets->type();
  std::vector<ResourceName> names;
  std::set<Uuid> seen = {own.id};
  for (int i = 0; i < request.others_size(); ++i) {
    const std::string path = absl::StrCat("others[", i, "]");
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                            resource::ParseName(type, request.others(i), path));
    if (!seen.insert(name.id).second) return InvalidField(path, "stands twice, or is the ticket");
    names.push_back(name);
  }
  return names;
}

absl::StatusOr<ServiceTicket> TicketServiceImpl::MergeServiceTickets(
    const rpc::Call& call, const v1::MergeServiceTicketsRequest& request) {
  const resource::Resource& tickets = *resources_->tickets;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName own,
                          resource::ParseName(tickets.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<ResourceName> others, OthersOf(own, request));
  const auto merge = [&](UnitOfWork& work, const Stored& row) -> absl::Status {
    ServiceTicket next;
    next.CopyFrom(*row.message);
    for (size_t i = 0; i < others.size(); ++i) {
      GUANXI_ASSIGN_OR_RETURN(const Stored other, work.GetLive(tickets, others[i]));
      ServiceTicket merged;
      merged.CopyFrom(*other.message);
      GUANXI_RETURN_IF_ERROR(
          MergeTicket(work.now(), absl::StrCat("others[", i, "]"), ActiveIn(work), &merged, &next));
      GUANXI_RETURN_IF_ERROR(work.Update(tickets, other, &merged).status());
    }
    return work.Update(tickets, row, &next).status();
  };
  // In the order of ids, so that two who merge the same ones do not wait for each other.
  std::set<ResourceName> held(others.begin(), others.end());
  held.insert(own);
  return Do(call, request, {"state", "customer", "priority", "owner", "collaborators"}, merge,
            held);
}

template <typename Request>
absl::StatusOr<ServiceTicket> TicketServiceImpl::Move(const rpc::Call& call, const Request& request,
                                                      absl::Span<const absl::string_view> paths,
                                                      Change change) const {
  return Do(call, request, paths, [&](UnitOfWork& work, const Stored& row) -> absl::Status {
    ServiceTicket next;
    next.CopyFrom(*row.message);
    GUANXI_RETURN_IF_ERROR(change(work.now(), &next));
    return work.Update(*resources_->tickets, row, &next).status();
  });
}

template <typename Request>
absl::StatusOr<ServiceTicket> TicketServiceImpl::Do(const rpc::Call& call, const Request& request,
                                                    absl::Span<const absl::string_view> paths,
                                                    Work body,
                                                    const std::set<ResourceName>& held) const {
  const resource::Resource& tickets = *resources_->tickets;
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(tickets.type(), call.principal, paths));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(tickets.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  ServiceTicket answer;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &answer, [&](UnitOfWork& work) -> absl::Status {
        if (!held.empty()) {
          GUANXI_RETURN_IF_ERROR(work.HoldLive(tickets, held, resource::Lock::kExclusive).status());
        }
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(tickets, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(tickets, etag, row));
        GUANXI_RETURN_IF_ERROR(body(work, row));
        work.Answer(tickets, name.id, *row.message, &answer);
        return absl::OkStatus();
      }));
  return answer;
}

}  // namespace guanxi::customer
