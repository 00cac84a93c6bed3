// The methods of guanxi.analytics.v1.ReportService.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_REPORT_SERVICE_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_REPORT_SERVICE_H_

#include <utility>

#include "absl/status/statusor.h"
#include "analytics-svc/reports/report_context.h"
#include "guanxi/analytics/v1/report_service.adapter.h"

namespace guanxi::analytics {

// Documented in the proto. Thread-safe.
class ReportServiceImpl : public v1::ReportServiceMethods {
 public:
  explicit ReportServiceImpl(ReportContext context) : context_(std::move(context)) {}

  absl::StatusOr<v1::FunnelReport> GetFunnel(const rpc::Call& call,
                                             const v1::GetFunnelRequest& request) override;
  absl::StatusOr<v1::BehaviorFunnelReport> GetBehaviorFunnel(
      const rpc::Call& call, const v1::GetBehaviorFunnelRequest& request) override;
  absl::StatusOr<v1::RankingReport> GetRanking(const rpc::Call& call,
                                               const v1::GetRankingRequest& request) override;
  absl::StatusOr<v1::CohortReport> GetCohorts(const rpc::Call& call,
                                              const v1::GetCohortsRequest& request) override;
  absl::StatusOr<v1::ChurnReport> GetChurn(const rpc::Call& call,
                                           const v1::GetChurnRequest& request) override;
  absl::StatusOr<v1::RfmReport> ComputeRfm(const rpc::Call& call,
                                           const v1::ComputeRfmRequest& request) override;
  absl::StatusOr<v1::RfmMatrix> GetRfmMatrix(const rpc::Call& call,
                                             const v1::GetRfmMatrixRequest& request) override;
  absl::StatusOr<v1::AcquisitionCostReport> GetAcquisitionCost(
      const rpc::Call& call, const v1::GetAcquisitionCostRequest& request) override;
  absl::StatusOr<v1::LifetimeValueReport> GetLifetimeValue(
      const rpc::Call& call, const v1::GetLifetimeValueRequest& request) override;

 private:
  const ReportContext context_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_REPORT_SERVICE_H_
