// What all reports stand on.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_REPORT_CONTEXT_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_REPORT_CONTEXT_H_

#include <functional>

#include "absl/status/statusor.h"
#include "analytics-svc/engine/sql_engine.h"
#include "common/base/uuid.h"
#include "common/filter/moment.h"
#include "common/rpc/call.h"
#include "guanxi/analytics/v1/watermark.pb.h"

namespace guanxi::analytics {

// Says how fresh the facts are that the engine reads. Errors are those of the service that asks.
using WatermarkOf = std::function<absl::StatusOr<v1::Watermark>(const rpc::Call& call)>;

// Its parts are thread-safe and live longer than all that is given it.
struct ReportContext {
  SqlEngine* engine = nullptr;
  // resource::Environment::MomentOf: now, and where the tenant is.
  std::function<filter::Moment(const Uuid& tenant)> moment_of;
  // What counts as a purchase (access.v1.Tenant.PurchaseBasis); 0: the company does not say.
  // Errors are those of Authorizer::PolicyOf.
  std::function<absl::StatusOr<int>(const rpc::Call& call)> purchase_basis_of;
  WatermarkOf watermark_of;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_REPORT_CONTEXT_H_
