// ReportService.GetRanking: who has most.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_RANKING_REPORT_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_RANKING_REPORT_H_

#include "absl/status/statusor.h"
#include "analytics-svc/reports/report_call.h"
#include "guanxi/analytics/v1/ranking.pb.h"

namespace guanxi::analytics {

// Documented in the proto, errors among it.
absl::StatusOr<v1::RankingReport> MakeRankingReport(const ReportCall& call,
                                                    const v1::GetRankingRequest& request);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_RANKING_REPORT_H_
