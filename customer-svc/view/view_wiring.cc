#include "customer-svc/view/view_wiring.h"

#include <utility>

#include "common/auth/service_account.h"
#include "customer-svc/view/customer_view_service.h"
#include "customer-svc/view/related_records.h"
#include "customer-svc/view/timeline_service.h"
#include "guanxi/customer/v1/customer_view_service.adapter.h"
#include "guanxi/customer/v1/timeline_service.adapter.h"

namespace guanxi::customer {

void ServeViews(const service::Parts& parts, const Resources* all, const RelatedServices& others,
                service::Services* made) {
  made->Serve<v1::CustomerViewServiceAdapter>(
      parts.pipeline, made->Keep<CustomerViewServiceImpl>(parts.engine, all));
  made->Serve<v1::TimelineServiceAdapter>(parts.pipeline,
                                          made->Keep<TimelineServiceImpl>(parts.engine, all));
  const auto token = [account = parts.account] { return account->Token(); };
  for (const auto& [producer, target] :
       {std::pair("lead-svc", others.lead_svc), std::pair("workflow-svc", others.workflow_svc)}) {
    if (target.empty()) continue;
    made->consumers.push_back(
        made->Keep<RelatedRecords>(producer, parts.database, parts.engine)->Consume(target, token));
  }
}

}  // namespace guanxi::customer
