#include "analytics-svc/reports/report_service.h"

#include "analytics-svc/reports/acquisition_report.h"
#include "analytics-svc/reports/behavior_funnel_report.h"
#include "analytics-svc/reports/churn_report.h"
#include "analytics-svc/reports/cohort_report.h"
#include "analytics-svc/reports/lifetime_report.h"
#include "analytics-svc/reports/ranking_report.h"
#include "analytics-svc/reports/report_call.h"
#include "analytics-svc/reports/rfm_matrix.h"
#include "analytics-svc/reports/rfm_report.h"
#include "analytics-svc/reports/sales_funnel_report.h"

namespace guanxi::analytics {

absl::StatusOr<v1::FunnelReport> ReportServiceImpl::GetFunnel(const rpc::Call& call,
                                                              const v1::GetFunnelRequest& request) {
  return MakeFunnelReport(ReportCall(&context_, &call), request);
}

absl::StatusOr<v1::BehaviorFunnelReport> ReportServiceImpl::GetBehaviorFunnel(
    const rpc::Call& call, const v1::GetBehaviorFunnelRequest& request) {
  return MakeBehaviorFunnelReport(ReportCall(&context_, &call), request);
}

absl::StatusOr<v1::RankingReport> ReportServiceImpl::GetRanking(
    const rpc::Call& call, const v1::GetRankingRequest& request) {
  return MakeRankingReport(ReportCall(&context_, &call), request);
}

absl::StatusOr<v1::CohortReport> ReportServiceImpl::GetCohorts(
    const rpc::Call& call, const v1::GetCohortsRequest& request) {
  return MakeCohortReport(ReportCall(&context_, &call), request);
}

absl::StatusOr<v1::ChurnReport> ReportServiceImpl::GetChurn(const rpc::Call& call,
                                                            const v1::GetChurnRequest& request) {
  return MakeChurnReport(ReportCall(&context_, &call), request);
}

absl::StatusOr<v1::RfmReport> ReportServiceImpl::ComputeRfm(const rpc::Call& call,
                                                            const v1::ComputeRfmRequest& request) {
  return MakeRfmReport(ReportCall(&context_, &call), request);
}

absl::StatusOr<v1::RfmMatrix> ReportServiceImpl::GetRfmMatrix(
    const rpc::Call& call, const v1::GetRfmMatrixRequest& request) {
  return MakeRfmMatrix(ReportCall(&context_, &call), request);
}

absl::StatusOr<v1::AcquisitionCostReport> ReportServiceImpl::GetAcquisitionCost(
    const rpc::Call& call, const v1::GetAcquisitionCostRequest& request) {
  return MakeAcquisitionReport(ReportCall(&context_, &call), request);
}

absl::StatusOr<v1::LifetimeValueReport> ReportServiceImpl::GetLifetimeValue(
    const rpc::Call& call, const v1::GetLifetimeValueRequest& request) {
  return MakeLifetimeReport(ReportCall(&context_, &call), request);
}

}  // namespace guanxi::analytics
