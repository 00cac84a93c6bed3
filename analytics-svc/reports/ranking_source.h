// What the measures of rankings are. Private to them.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_RANKING_SOURCE_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_RANKING_SOURCE_H_

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
  // Fields of the records that it rests on, besides that of the time.
  const char* user_field = "owner";
  const char* time_field = "create_time";

  bool is_money() const { return amount[0] != '\0'; }
};

// NEW_CUSTOMERS for what is none.
RankingSource SourceOf(v1::GetRankingRequest::Measure measure);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_RANKING_SOURCE_H_
