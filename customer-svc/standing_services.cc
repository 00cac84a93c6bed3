#include "customer-svc/standing_services.h"

#include "absl/strings/str_cat.h"
#include "common/auth/system_tenant.h"
#include "common/base/uuid.h"
#include "common/events/event_log.h"
#include "common/events/log_service.h"
#include "common/policy/authorizer.h"
#include "customer-svc/lifecycle_service.h"
#include "customer-svc/standing/quality_service.h"
#include "customer-svc/standing/segment_service.h"
#include "customer-svc/standing/standing_book.h"
#include "customer-svc/standing/standing_watch.h"
#include "guanxi/customer/v1/grade_rule_service.adapter.h"
#include "guanxi/customer/v1/lifecycle_service.adapter.h"
#include "guanxi/customer/v1/quality_policy_service.adapter.h"
#include "guanxi/customer/v1/quality_service.adapter.h"
#include "guanxi/customer/v1/segment_membership_service.adapter.h"
#include "guanxi/customer/v1/segment_service.adapter.h"

namespace guanxi::customer {

void ServeStanding(const service::Parts& parts, const Resources* all,
                   const resource::Catalog& catalog, service::Services* made) {
  const StandingKin kin = StandingOf(*all);
  auto* const book = made->Keep<StandingBook>(parts.database, parts.engine, kin);
  auto* const watch = made->Keep<StandingWatch>(
      parts.database, parts.engine, book, kin, made->timers,
      [authorizer = parts.authorizer](const Uuid& tenant) {
        return authorizer != nullptr ? authorizer->AwaitPlace(tenant) : absl::OkStatus();
      });
  made->timer_kinds.merge(watch->TimerKinds());
  auto* const log = made->Keep<events::EventLog>(parts.database, parts.system_clock, parts.ids);
  auto* const own =
      made->Keep<events::LogServiceImpl>(log, /*records=*/nullptr, parts.system_clock);
  made->consumers.push_back(watch->Consume([own](const auto& request) {
    rpc::Call call;
    call.principal.tenant = SystemTenantId();
    call.principal.subject = absl::StrCat("clients/", Uuid().ToString());
    return own->ReadPartitions(call, request);
  }));
  made->Serve<v1::SegmentServiceAdapter>(parts.pipeline, catalog,
                                         made->Keep<SegmentServiceImpl>(parts.engine, kin));
  made->Serve<v1::SegmentMembershipServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::GradeRuleServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::QualityPolicyServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::QualityServiceAdapter>(
      parts.pipeline, made->Keep<QualityServiceImpl>(parts.engine, book, kin, made->timers));
  made->Serve<v1::LifecycleServiceAdapter>(parts.pipeline, catalog,
                                           made->Keep<LifecycleServiceImpl>(parts.engine, all));
}

}  // namespace guanxi::customer
