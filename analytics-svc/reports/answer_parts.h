// The columns of an answer, and its cells as people read them: what its pictures share.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_ANSWER_PARTS_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_ANSWER_PARTS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analytics-svc/charts/charts.h"
#include "analytics-svc/reports/report_charts.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// Which columns are what, by their places.
struct AnswerParts {
  std::vector<int> measures;
  std::vector<int> dimensions;  // the period is none of them
  int period = -1;              // the first column of times; -1: there is none
};
AnswerParts PartsOf(const v1::QueryResult& result);
// The same with the period as one of the dimensions, behind the others.
AnswerParts WithoutPeriod(AnswerParts parts);

// "" and nothing of a cell without a value.
std::string TextAt(const google::protobuf::ListValue& row, int column);
std::optional<double> NumberAt(const google::protobuf::ListValue& row, int column);

// How much of a period's begin tells it from the others: periods may be shorter than a day.
size_t PeriodSize(const v1::QueryResult& result, int column);

// What the columns say of the row, in the reader's words.
std::string LabelOf(const v1::QueryResult& result, const google::protobuf::ListValue& row,
                    const std::vector<int>& columns, const ChartStyle& style);
// A measure's value; "" of none.
std::string ValueText(const v1::QueryColumn& column, std::optional<double> value);

// Title, unit and description of the answer.
ChartFrame FrameOf(const v1::QueryResult& result, const AnswerParts& parts,
                   const ChartStyle& style);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_ANSWER_PARTS_H_
