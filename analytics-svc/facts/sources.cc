// The list of records that become facts.
#include <map>

#include "analytics-svc/facts/parts.h"
#include "analytics-svc/facts/source.h"
#include "guanxi/customer/v1/behavior_event.pb.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/interaction.pb.h"
#include "guanxi/customer/v1/order.pb.h"
#include "guanxi/customer/v1/service_ticket.pb.h"
#include "guanxi/customer/v1/survey.pb.h"
#include "guanxi/customer/v1/visitor.pb.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/invoice.pb.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/lead_interaction.pb.h"
#include "guanxi/lead/v1/lead_source.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/lead/v1/opportunity_interaction.pb.h"
#include "guanxi/lead/v1/payment.pb.h"
#include "guanxi/lead/v1/payment_plan.pb.h"
#include "guanxi/lead/v1/pipeline.pb.h"
#include "guanxi/lead/v1/product.pb.h"
#include "guanxi/lead/v1/quote.pb.h"
#include "guanxi/lead/v1/stage.pb.h"
#include "guanxi/lead/v1/win_entry.pb.h"
#include "guanxi/workflow/v1/process_instance.pb.h"
#include "guanxi/workflow/v1/process_task.pb.h"
#include "guanxi/workflow/v1/sla_clock.pb.h"
#include "guanxi/workflow/v1/todo.pb.h"

namespace guanxi::analytics {
namespace {

constexpr char kCustomerSvc[] = "customer-svc";
constexpr char kLeadSvc[] = "lead-svc";
constexpr char kWorkflowSvc[] = "workflow-svc";

template <typename Message>
SourceSpec Spec(const char* service, const char* type, const Table& table,
                const Table* above = nullptr) {
  SourceSpec spec;
  spec.service = service;
  spec.type = type;
  spec.prototype = &Message::default_instance();
  spec.table = &table;
  spec.above = above;
  return spec;
}

template <typename Message>
SourceSpec Interactions(const char* service, const char* type, const Table& above,
                        const char* collection) {
  SourceSpec spec = Spec<Message>(service, type, FactInteraction(), &above);
  spec.subject_type = collection;
  spec.above_is_customer = &above == &FactCustomer();
  return spec;
}

SourceSpec WithParts(SourceSpec spec, std::vector<PartsMaker> parts) {
  spec.parts = std::move(parts);
  return spec;
}

std::vector<SourceSpec> CustomerSpecs() {
  return {WithParts(Spec<customer::v1::Customer>(kCustomerSvc, "customer", FactCustomer()),
                    {CustomValues("customers")}),
          Interactions<customer::v1::Interaction>(kCustomerSvc, "interaction", FactCustomer(),
                                                  "customers"),
          Spec<customer::v1::Order>(kCustomerSvc, "order", FactOrder(), &FactCustomer()),
          Spec<customer::v1::BehaviorEvent>(kCustomerSvc, "behavior_event", FactBehavior()),
          Spec<customer::v1::Visitor>(kCustomerSvc, "visitor", FactVisitor()),
          Spec<customer::v1::ServiceTicket>(kCustomerSvc, "service_ticket", FactTicket()),
          Spec<customer::v1::SurveyResponse>(kCustomerSvc, "survey_response", FactSurvey())};
}

std::vector<SourceSpec> LeadSpecs() {
  return {
      WithParts(Spec<lead::v1::LeadSource>(kLeadSvc, "lead_source", FactLeadSource()),
                {SourceCosts()}),
      Spec<lead::v1::Pipeline>(kLeadSvc, "pipeline", FactPipeline()),
      Spec<lead::v1::Stage>(kLeadSvc, "stage", FactStage()),
      WithParts(Spec<lead::v1::Lead>(kLeadSvc, "lead", FactLead()), {CustomValues("leads")}),
      Interactions<lead::v1::LeadInteraction>(kLeadSvc, "lead_interaction", FactLead(), "leads"),
      WithParts(Spec<lead::v1::Opportunity>(kLeadSvc, "opportunity", FactOpportunity()),
                {StageChanges()}),
      Interactions<lead::v1::OpportunityInteraction>(kLeadSvc, "opportunity_interaction",
                                                     FactOpportunity(), "opportunities"),
      Spec<lead::v1::WinEntry>(kLeadSvc, "win_entry", FactWin(), &FactOpportunity()),
      Spec<lead::v1::Product>(kLeadSvc, "product", FactProduct()),
      WithParts(Spec<lead::v1::Quote>(kLeadSvc, "quote", FactQuote()), {QuoteLines()}),
      Spec<lead::v1::Contract>(kLeadSvc, "contract", FactContract()),
      Spec<lead::v1::PaymentPlan>(kLeadSvc, "payment_plan", FactPaymentPlan(), &FactContract()),
      Spec<lead::v1::Payment>(kLeadSvc, "payment", FactPayment(), &FactContract()),
      Spec<lead::v1::Invoice>(kLeadSvc, "invoice", FactInvoice(), &FactContract())};
}

std::vector<SourceSpec> WorkflowSpecs() {
  return {Spec<workflow::v1::Todo>(kWorkflowSvc, "todo", FactTodo()),
          Spec<workflow::v1::ProcessInstance>(kWorkflowSvc, "process_instance", FactApproval()),
          Spec<workflow::v1::ProcessTask>(kWorkflowSvc, "process_task", FactApprovalTask()),
          Spec<workflow::v1::SlaClock>(kWorkflowSvc, "sla_clock", FactSla())};
}

}  // namespace

const std::vector<std::string>& FactServices() {
  static const auto* const services =
      new std::vector<std::string>{kCustomerSvc, kLeadSvc, kWorkflowSvc};
  return *services;
}

const std::vector<const Source*>& Sources() {
  static const auto* const sources = [] {
    auto* const all = new std::vector<const Source*>;
    for (const auto& specs : {CustomerSpecs(), LeadSpecs(), WorkflowSpecs()}) {
      for (const SourceSpec& spec : specs) all->push_back(new Source(spec));
    }
    return all;
  }();
  return *sources;
}

const std::vector<const Source*>& SourcesOf(const std::string& service) {
  static const auto* const by_service = [] {
    auto* const all = new std::map<std::string, std::vector<const Source*>>;
    for (const Source* source : Sources()) (*all)[source->spec().service].push_back(source);
    return all;
  }();
  static const std::vector<const Source*> none;
  const auto found = by_service->find(service);
  return found == by_service->end() ? none : found->second;
}

}  // namespace guanxi::analytics
