#include "lead-svc/services.h"

#include <map>
#include <string>

#include "common/audit/audit_reader.h"
#include "common/auth/service_account.h"
#include "common/base/status_macros.h"
#include "common/events/event_methods.h"
#include "common/foreign/foreign_names.h"
#include "common/resource/catalog.h"
#include "guanxi/lead/v1/audit_service.adapter.h"
#include "guanxi/lead/v1/board_service.adapter.h"
#include "guanxi/lead/v1/contract_service.adapter.h"
#include "guanxi/lead/v1/discount_limit_service.adapter.h"
#include "guanxi/lead/v1/event_service.adapter.h"
#include "guanxi/lead/v1/exchange_rate_service.adapter.h"
#include "guanxi/lead/v1/invoice_service.adapter.h"
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
#include "guanxi/lead/v1/stage_service.adapter.h"
#include "guanxi/lead/v1/win_entry_service.adapter.h"
#include "lead-svc/board/board_service.h"
#include "lead-svc/contracts/contract_service.h"
#include "lead-svc/contracts/invoice_service.h"
#include "lead-svc/contracts/payment_plan_service.h"
#include "lead-svc/contracts/payment_service.h"
#include "lead-svc/customer_copies.h"
#include "lead-svc/opportunity_service.h"
#include "lead-svc/prices/pricing_service.h"
#include "lead-svc/prices/quote_service.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {
namespace {

void ServePrices(const service::Parts& parts, const resource::Catalog& catalog,
                 const PriceResources* types, service::Services* made) {
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
                                       made->Keep<QuoteServiceImpl>(parts.engine, types));
}

void ServeContracts(const service::Parts& parts, const resource::Catalog& catalog,
                    const MoneyResources* types, service::Services* made) {
  made->Serve<v1::ContractServiceAdapter>(parts.pipeline, catalog,
                                          made->Keep<ContractServiceImpl>(parts.engine, types));
  made->Serve<v1::PaymentPlanServiceAdapter>(
      parts.pipeline, catalog, made->Keep<PaymentPlanServiceImpl>(parts.engine, types));
  made->Serve<v1::InvoiceServiceAdapter>(parts.pipeline, catalog,
                                         made->Keep<InvoiceServiceImpl>(parts.engine, types));
  made->Serve<v1::PaymentServiceAdapter>(parts.pipeline, catalog,
                                         made->Keep<PaymentServiceImpl>(parts.engine, types));
}

}  // namespace

absl::StatusOr<service::Services> MakeServices(const std::string& customer_svc,
                                               const service::Parts& parts) {
  service::Services made;
  auto* const customers = made.Keep<foreign::ForeignNames>(
      CustomerKinds(), std::map<std::string, std::string>{{"customer-svc", customer_svc}});
  GUANXI_ASSIGN_OR_RETURN(const Resources* const all, made.Own(Resources::Create(customers)));
  GUANXI_ASSIGN_OR_RETURN(const resource::Catalog* const catalog,
                          made.Own(resource::Catalog::Create(parts.engine, all->all())));
  made.catalog = catalog;
  auto* const moves = made.Keep<OpportunityServiceImpl>(parts.engine, all);
  made.Serve<v1::BoardServiceAdapter>(
      parts.pipeline, made.Keep<BoardServiceImpl>(parts.engine, all->pipelines.get(),
                                                  all->stages.get(), all->opportunities.get()));
  ServeContracts(parts, *catalog, &all->money, &made);
  made.Serve<v1::PipelineServiceAdapter>(parts.pipeline, *catalog);
  made.Serve<v1::StageServiceAdapter>(parts.pipeline, *catalog);
  made.Serve<v1::OpportunityServiceAdapter>(parts.pipeline, *catalog, moves);
  made.Serve<v1::OpportunityShareServiceAdapter>(parts.pipeline, *catalog);
  made.Serve<v1::WinEntryServiceAdapter>(parts.pipeline, *catalog);
  ServePrices(parts, *catalog, all->prices.get(), &made);
  made.Serve<v1::AuditServiceAdapter>(
      parts.pipeline,
      made.Keep<audit::AuditMethods<v1::AuditServiceMethods>>(parts.engine, all->all()));
  const auto* const copies =
      made.Keep<CustomerCopies>(parts.database, parts.engine, all->opportunities.get());
  made.consumers.push_back(
      copies->Consume(customer_svc, [account = parts.account] { return account->Token(); }));
  made.Serve<v1::EventServiceAdapter>(
      parts.pipeline,
      made.Keep<events::HearingEventMethods<v1::EventServiceMethods>>(
          parts.database, parts.system_clock, parts.engine, catalog, made.consumers));
  return made;
}

}  // namespace guanxi::lead
