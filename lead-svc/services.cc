#include "lead-svc/services.h"

#include <map>
#include <string>

#include "common/approvals/approval_client.h"
#include "common/approvals/approval_desk.h"
#include "common/approvals/approval_events.h"
#include "common/audit/audit_reader.h"
#include "common/auth/service_account.h"
#include "common/base/status_macros.h"
#include "common/events/event_methods.h"
#include "common/events/remote_log.h"
#include "common/foreign/foreign_names.h"
#include "common/merge/following.h"
#include "common/resource/catalog.h"
#include "common/resource/revealer.h"
#include "common/service/own_calls.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/lead/v1/assignment_rule_service.adapter.h"
#include "guanxi/lead/v1/assignment_service.adapter.h"
#include "guanxi/lead/v1/audit_service.adapter.h"
#include "guanxi/lead/v1/board_service.adapter.h"
#include "guanxi/lead/v1/capture_form_service.adapter.h"
#include "guanxi/lead/v1/contract_service.adapter.h"
#include "guanxi/lead/v1/discount_limit_service.adapter.h"
#include "guanxi/lead/v1/event_service.adapter.h"
#include "guanxi/lead/v1/exchange_rate_service.adapter.h"
#include "guanxi/lead/v1/form_page_service.adapter.h"
#include "guanxi/lead/v1/invoice_service.adapter.h"
#include "guanxi/lead/v1/lead_field_service.adapter.h"
#include "guanxi/lead/v1/lead_interaction_service.adapter.h"
#include "guanxi/lead/v1/lead_pool_service.adapter.h"
#include "guanxi/lead/v1/lead_share_service.adapter.h"
#include "guanxi/lead/v1/lead_source_service.adapter.h"
#include "guanxi/lead/v1/opportunity_interaction_service.adapter.h"
#include "guanxi/lead/v1/opportunity_share_service.adapter.h"
#include "guanxi/lead/v1/payment_plan_service.adapter.h"
#include "guanxi/lead/v1/payment_service.adapter.h"
#include "guanxi/lead/v1/pipeline_service.adapter.h"
#include "guanxi/lead/v1/price_book_service.adapter.h"
#include "guanxi/lead/v1/price_entry_service.adapter.h"
#include "guanxi/lead/v1/pricing_service.adapter.h"
#include "guanxi/lead/v1/product_cost_service.adapter.h"
#include "guanxi/lead/v1/product_service.adapter.h"
#include "guanxi/lead/v1/quote_service.adapter.h"
#include "guanxi/lead/v1/reveal_service.adapter.h"
#include "guanxi/lead/v1/scoring_model_service.adapter.h"
#include "guanxi/lead/v1/scoring_service.adapter.h"
#include "guanxi/lead/v1/signing_rule_service.adapter.h"
#include "guanxi/lead/v1/stage_service.adapter.h"
#include "guanxi/lead/v1/usage_record_service.adapter.h"
#include "guanxi/lead/v1/win_entry_service.adapter.h"
#include "lead-svc/assigner.h"
#include "lead-svc/assignment_service.h"
#include "lead-svc/behavior/lead_behaviors.h"
#include "lead-svc/board/board_service.h"
#include "lead-svc/capture.h"
#include "lead-svc/capture_service.h"
#include "lead-svc/contracts/contract_service.h"
#include "lead-svc/contracts/customer_risks.h"
#include "lead-svc/contracts/invoice_service.h"
#include "lead-svc/contracts/payment_plan_service.h"
#include "lead-svc/contracts/payment_service.h"
#include "lead-svc/contracts/usage_service.h"
#include "lead-svc/conversion.h"
#include "lead-svc/customer_client.h"
#include "lead-svc/customer_copies.h"
#include "lead-svc/form_page_service.h"
#include "lead-svc/lead_breaches.h"
#include "lead-svc/lead_creation.h"
#include "lead-svc/lead_pools.h"
#include "lead-svc/lead_service.h"
#include "lead-svc/opportunity_service.h"
#include "lead-svc/prices/pricing_service.h"
#include "lead-svc/prices/quote_service.h"
#include "lead-svc/resources.h"
#include "lead-svc/scoring_service.h"
#include "lead-svc/touch_service.h"
#include "lead-svc/waiting_leads.h"

namespace guanxi::lead {
namespace {

void ServePrices(const service::Parts& parts, const resource::Catalog& catalog,
                 const PriceResources* types, const approvals::ApprovalDesk* desk,
                 service::Services* made) {
  made->Serve<v1::ProductServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::PriceBookServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::PriceEntryServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::ProductCostServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::DiscountLimitServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::ExchangeRateServiceAdapter>(
      parts.pipeline, catalog, made->Keep<ExchangeRateServiceImpl>(parts.engine, types));
  made->Serve<v1::PricingServiceAdapter>(parts.pipeline,
                                         made->Keep<PricingServiceImpl>(parts.engine, types));
  made->Serve<v1::QuoteServiceAdapter>(parts.pipeline, catalog,
                                       made->Keep<QuoteServiceImpl>(parts.engine, types, desk));
}

void ServeContracts(const service::Parts& parts, const resource::Catalog& catalog,
                    const Resources* all, const approvals::ApprovalDesk* desk,
                    service::Services* made) {
  const MoneyResources* const types = &all->money;
  made->Serve<v1::ContractServiceAdapter>(
      parts.pipeline, catalog, made->Keep<ContractServiceImpl>(parts.engine, types, desk));
  made->Serve<v1::PaymentPlanServiceAdapter>(
      parts.pipeline, catalog, made->Keep<PaymentPlanServiceImpl>(parts.engine, types));
  made->Serve<v1::InvoiceServiceAdapter>(parts.pipeline, catalog,
                                         made->Keep<InvoiceServiceImpl>(parts.engine, types));
  made->Serve<v1::PaymentServiceAdapter>(parts.pipeline, catalog,
                                         made->Keep<PaymentServiceImpl>(parts.engine, types));
  made->Serve<v1::SigningRuleServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::UsageRecordServiceAdapter>(
      parts.pipeline, catalog,
      made->Keep<UsageRecordServiceImpl>(parts.engine, types, all->prices.get()));
}

}  // namespace

using Reveals = resource::RevealMethods<v1::RevealServiceMethods, v1::RevealFieldRequest,
                                        v1::RevealFieldResponse>;

namespace {

void ServeOpportunities(const service::Parts& parts, const Resources* all,
                        const resource::Catalog& catalog, service::Services* made) {
  made->Serve<v1::PipelineServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::StageServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::OpportunityServiceAdapter>(parts.pipeline, catalog,
                                             made->Keep<OpportunityServiceImpl>(parts.engine, all));
  made->Serve<v1::OpportunityInteractionServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::OpportunityShareServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::BoardServiceAdapter>(
      parts.pipeline, made->Keep<BoardServiceImpl>(parts.engine, all->pipelines.get(),
                                                   all->stages.get(), all->opportunities.get()));
  made->Serve<v1::WinEntryServiceAdapter>(parts.pipeline, catalog);
}

// Leads, and who gets them.
void ServeLeads(const service::Parts& parts, const Resources* all, const resource::Catalog& catalog,
                const CustomerClient* client, const Assigner* assigner,
                const pools::PoolDesk* pools, service::Services* made) {
  const resource::Methods& leads = catalog.Of<v1::Lead>();
  made->Serve<v1::LeadServiceAdapter>(
      parts.pipeline, catalog,
      made->Keep<LeadServiceImpl>(parts.engine, all,
                                  made->Keep<Conversion>(parts.engine, all, client),
                                  made->Keep<LeadCreation>(parts.engine, all, &leads, client)));
  made->Serve<v1::LeadPoolServiceAdapter>(parts.pipeline, catalog,
                                          made->Keep<LeadPoolServiceImpl>(pools, &leads));
  made->Serve<v1::LeadFieldServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::LeadSourceServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::LeadInteractionServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::LeadShareServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::AssignmentRuleServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::AssignmentDecisionServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::AssignmentServiceAdapter>(
      parts.pipeline, made->Keep<AssignmentServiceImpl>(parts.engine, all, assigner, &leads));
  made->Serve<v1::ScoringModelServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::ScoringServiceAdapter>(parts.pipeline,
                                         made->Keep<ScoringServiceImpl>(parts.engine, all, &leads));
}

// Who comes in: taken in by the callers' right, or, as strangers, by the service's own.
void ServeCapture(const service::Parts& parts, const Resources* all,
                  const resource::Catalog& catalog, const CustomerClient* client,
                  const Assigner* assigner, service::Services* made) {
  auto* const capture = made->Keep<Capture>(parts.engine, all, client, assigner);
  made->Serve<v1::CaptureFormServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::CaptureServiceAdapter>(parts.pipeline, made->Keep<CaptureServiceImpl>(capture));
  const auto* const own =
      made->Keep<service::OwnCalls>(parts.account, parts.pipeline, parts.authorizer);
  made->Serve<v1::FormPageServiceAdapter>(
      parts.pipeline,
      made->Keep<FormPageServiceImpl>(
          parts.engine, all, capture,
          [own](const Uuid& tenant, absl::string_view permission, const rpc::Call& call) {
            return own->In(tenant, permission, call);
          }));
  made->Serve<v1::TouchServiceAdapter>(parts.pipeline, catalog,
                                       made->Keep<TouchServiceImpl>(parts.engine, all, client));
}

// What opportunities and contracts say of customers, and what people do who are leads.
void HearCustomers(const std::string& customer_svc, const service::Parts& parts,
                   const Resources* all, service::Services* made) {
  const events::AccountToken token = [account = parts.account] { return account->Token(); };
  made->consumers.push_back(
      made->Keep<CustomerCopies>(parts.database, parts.engine, all->opportunities.get())
          ->Consume(customer_svc, token));
  made->consumers.push_back(
      made->Keep<CustomerRisks>(parts.database, parts.engine, all->money.contracts)
          ->Consume(customer_svc, token));
  const LeadBehaviors::Source source = {
      events::GetRecordsAt(customer_svc, token),
      ListBehaviorsAt(customer_svc, [account = parts.account](const Uuid& tenant) {
        return account->TokenFor(tenant, /*user=*/"");
      })};
  made->consumers.push_back(
      made->Keep<LeadBehaviors>(parts.database, parts.engine, ScoringTypes(*all), source)
          ->Consume(customer_svc, token));
}

}  // namespace

absl::StatusOr<service::Services> MakeServices(const std::string& customer_svc,
                                               const service::Parts& parts,
                                               const std::string& workflow_svc) {
  service::Services made;
  auto* const customers = made.Keep<foreign::ForeignNames>(
      CustomerKinds(), std::map<std::string, std::string>{{"customer-svc", customer_svc}});
  made.timers = made.Keep<timers::Timers>();
  GUANXI_ASSIGN_OR_RETURN(const Resources* const all,
                          made.Own(Resources::Create(customers, made.timers)));
  made.timer_kinds = TimerKinds(*all);
  GUANXI_ASSIGN_OR_RETURN(const resource::Catalog* const catalog,
                          made.Own(resource::Catalog::Create(parts.engine, all->all())));
  made.catalog = catalog;
  ServeOpportunities(parts, all, *catalog, &made);
  const auto* const desk = made.Keep<approvals::ApprovalDesk>(
      parts.engine,
      made.Keep<approvals::ApprovalClient>(workflow_svc, approvals::ActingBy(parts.account)));
  ServeContracts(parts, *catalog, all, desk, &made);
  ServePrices(parts, *catalog, all->prices.get(), desk, &made);
  const auto* const client = made.Keep<CustomerClient>(customer_svc);
  const auto* const assigner = made.Keep<Assigner>(all);
  const auto* const pools = made.Keep<pools::PoolDesk>(parts.engine, LeadPoolKind(*all));
  made.timer_kinds.merge(WaitingTimerKinds(
      all, assigner,
      PeopleBy(made.Keep<service::OwnCalls>(parts.account, parts.pipeline, parts.authorizer))));
  ServeLeads(parts, all, *catalog, client, assigner, pools, &made);
  ServeCapture(parts, all, *catalog, client, assigner, &made);
  made.Serve<v1::RevealServiceAdapter>(
      parts.pipeline,
      made.Keep<Reveals>(parts.engine, std::vector<const resource::Resource*>{all->leads.get()}));
  made.Serve<v1::AuditServiceAdapter>(
      parts.pipeline,
      made.Keep<audit::AuditMethods<v1::AuditServiceMethods>>(parts.engine, all->all()));
  HearCustomers(customer_svc, parts, all, &made);
  GUANXI_RETURN_IF_ERROR(merge::FollowMerges(
      parts, all->all(), {"customers", customer::v1::Customer::descriptor(), "customer-svc"},
      "lead-svc", customer_svc, &made));
  if (!workflow_svc.empty()) {
    made.consumers.push_back(
        made.Keep<LeadBreaches>(parts.engine, pools)
            ->Consume(workflow_svc, [account = parts.account] { return account->Token(); }));
    made.consumers.push_back(
        made.Keep<approvals::ApprovalEvents>(parts.engine, ApprovedTypes(*all), kEventActor)
            ->Consume("lead-svc.approvals", workflow_svc,
                      [account = parts.account] { return account->Token(); }));
  }
  made.Serve<v1::EventServiceAdapter>(
      parts.pipeline,
      made.Keep<events::HearingEventMethods<v1::EventServiceMethods>>(
          parts.database, parts.system_clock, parts.engine, catalog, made.consumers));
  return made;
}

}  // namespace guanxi::lead
