// Answers as numbers, tables, funnels and matrices. DrawAnswer has bars and lines.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_ANSWER_FORMS_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_ANSWER_FORMS_H_

#include <string>

#include "absl/status/statusor.h"
#include "analytics-svc/reports/answer_parts.h"
#include "analytics-svc/reports/report_charts.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// The measures of an answer with one row. All of these:
//   INVALID_ARGUMENT  INVALID_FIELD  about `query`: the answer has not the form that is wanted
absl::StatusOr<std::string> DrawNumbers(const v1::QueryResult& result, const AnswerParts& parts,
                                        const ChartStyle& style);
// Rows by measures.
absl::StatusOr<std::string> DrawTable(const v1::QueryResult& result, const AnswerParts& parts,
                                      const ChartStyle& style);
// The steps of a funnel: the measures of an answer with one row, else the rows, of one measure.
absl::StatusOr<std::string> DrawSteps(const v1::QueryResult& result, const AnswerParts& parts,
                                      const ChartStyle& style);
// One measure by the last of two dimensions or more (a period comes behind the others) and all
// others; rows and columns as they come.
absl::StatusOr<std::string> DrawMatrix(const v1::QueryResult& result, const AnswerParts& parts,
                                       const ChartStyle& style);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_ANSWER_FORMS_H_
