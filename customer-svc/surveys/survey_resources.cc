#include "customer-svc/surveys/survey_resources.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/change_kind.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/surveys/survey_rules.h"
#include "guanxi/customer/v1/service_ticket.pb.h"
#include "guanxi/customer/v1/survey.pb.h"

namespace guanxi::customer {
namespace {

using resource::ChangeKind;
using resource::Resource;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::ServiceTicket;
using v1::Survey;
using v1::SurveyResponse;

// The ticket that is named, taken exclusively: its satisfaction may follow.
absl::StatusOr<Stored> TicketOf(UnitOfWork& work, const SurveyResources& all,
                                const SurveyResponse& response) {
  const auto id = resource::ParseReference("serviceTickets", response.service_ticket());
  if (!id.ok()) return InvalidField("service_ticket", "want serviceTickets/{uuid}");
  absl::StatusOr<Stored> row = work.GetLive(*all.tickets, ResourceName{Uuid(), *id});
  if (absl::IsNotFound(row.status())) {
    return InvalidField("service_ticket", "names nothing that exists");
  }
  return row;
}

// Once it is known that the ticket is none that the caller cannot see.
absl::Status CheckCustomer(UnitOfWork& work, const SurveyResources& all,
                           const SurveyResponse& next) {
  if (next.service_ticket().empty() || next.customer().empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Stored row, TicketOf(work, all, next));
  const auto& ticket = static_cast<const ServiceTicket&>(*row.message);
  if (next.customer() == ticket.customer()) return absl::OkStatus();
  return InvalidField("customer", "is not the ticket's");
}

// Whose ticket it is, if he is still there; whoever writes it down need not see him.
absl::Status AssignCustomer(UnitOfWork& work, const SurveyResources& all, SurveyResponse* next) {
  if (next->service_ticket().empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Stored row, TicketOf(work, all, *next));
  const auto& ticket = static_cast<const ServiceTicket&>(*row.message);
  const auto customer = resource::ParseReference("customers", ticket.customer());
  if (!customer.ok()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> his,
                          work.Peek(*all.customers, ResourceName{Uuid(), *customer}));
  next->set_customer(his.has_value() ? ticket.customer() : "");
  return absl::OkStatus();
}

absl::Status CompleteResponse(UnitOfWork& work, const SurveyResources& all, SurveyResponse* next) {
  const auto id = resource::ParseReference("surveys", next->survey());
  if (!id.ok()) return InvalidField("survey", "want surveys/{uuid}");
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row,
                          work.Peek(*all.surveys, ResourceName{Uuid(), *id}));
  if (!row.has_value()) return InvalidField("survey", "names nothing that exists");
  const auto& survey = static_cast<const Survey&>(*row->message);
  GUANXI_RETURN_IF_ERROR(CheckScore(survey.kind(), next->score()));
  next->set_kind(survey.kind());
  next->set_campaign(survey.campaign());
  // At once: what is shared first cannot be had alone later.
  return next->service_ticket().empty() ? absl::OkStatus() : TicketOf(work, all, *next).status();
}

absl::Status DeriveResponse(UnitOfWork& work, const Resource& tickets, const SurveyResponse& next) {
  if (next.kind() != Survey::CSAT || next.service_ticket().empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(
      const ResourceName name,
      resource::ParseName(tickets.type(), next.service_ticket(), "service_ticket"));
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(tickets, name));
  ServiceTicket ticket;
  ticket.CopyFrom(*row.message);
  ticket.set_satisfaction(next.score());
  return work.Update(tickets, row, &ticket).status();
}

resource::Behavior<Survey> SurveyBehavior() {
  resource::Behavior<Survey> survey;
  survey.normalize = [](const resource::WriteContext&, Survey* message, Violations* violations) {
    NormalizeSurvey(message, violations);
  };
  return survey;
}

resource::Behavior<SurveyResponse> ResponseBehavior(const SurveyResources* all) {
  resource::Behavior<SurveyResponse> response;
  response.normalize = [](const resource::WriteContext&, SurveyResponse* message, Violations*) {
    NormalizeSurveyResponse(message);
  };
  response.complete = [all](UnitOfWork& work, const SurveyResponse*, SurveyResponse* next) {
    return CompleteResponse(work, *all, next);
  };
  response.admit = [all](UnitOfWork& work, ChangeKind, const SurveyResponse*,
                         const SurveyResponse& next) { return CheckCustomer(work, *all, next); };
  response.assign = [all](UnitOfWork& work, ChangeKind, const SurveyResponse*,
                          SurveyResponse* next) { return AssignCustomer(work, *all, next); };
  // Not when it becomes another customer's: answers since may have said something else.
  response.derive = [all](UnitOfWork& work, ChangeKind kind, const SurveyResponse*,
                          const SurveyResponse& next) {
    if (kind != ChangeKind::kCreated) return absl::OkStatus();
    return DeriveResponse(work, *all->tickets, next);
  };
  return response;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const SurveyResources>> SurveyResources::Create(
    const Resource* customers, const Resource* tickets) {
  auto all = std::make_unique<SurveyResources>();
  all->customers = customers;
  all->tickets = tickets;
  GUANXI_ASSIGN_OR_RETURN(all->surveys, Resource::Create(SurveyBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->responses, Resource::Create(ResponseBehavior(all.get())));
  return std::unique_ptr<const SurveyResources>(std::move(all));
}

}  // namespace guanxi::customer
