// Answers to questions as pictures.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_QUERY_CHARTS_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_QUERY_CHARTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "analytics-svc/reports/report_charts.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// In the form that the style says. Without one: lines over the one period that the answer is cut
// by, a line for each combination of its other dimensions and each measure; without a period bars,
// one row for each row of the answer.
//   INVALID_ARGUMENT  INVALID_FIELD  about `query`: it has no measure, more than 200 rows, or more
//                                    than 6 lines; or it has not what the form wants
absl::StatusOr<std::string> DrawAnswer(const v1::QueryResult& result, const ChartStyle& style);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_QUERY_CHARTS_H_
