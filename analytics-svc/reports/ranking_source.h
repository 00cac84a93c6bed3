// What the measures of rankings are. Private to them.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_RANKING_SOURCE_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_RANKING_SOURCE_H_

#include <string>
#include <vector>

#include "guanxi/analytics/v1/ranking.pb.h"

namespace guanxi::analytics {

// Where a measure's rows are, and what is reckoned of them.
struct RankingSource {
  const char* table;
  const char* user;       // the column with the one that a row counts for
  const char* time;       // a moment, or a day
  const char* condition;  // "": all
  const char* amount;     // "": rows are counted
  bool is_date = false;

  bool is_money() const { return amount[0] != '\0'; }
};

// The columns that it rests on: what a row counts for, when, and whether.
std::vector<std::string> ColumnsOf(const RankingSource& source, bool is_by_department);

// NEW_CUSTOMERS for what is none.
RankingSource SourceOf(v1::GetRankingRequest::Measure measure);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_RANKING_SOURCE_H_
