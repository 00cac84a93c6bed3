// What a day has brought, as people read it. Pure: no I/O, no clock.
#ifndef GUANXI_ANALYTICS_SVC_BOARDS_DAY_REPORT_H_
#define GUANXI_ANALYTICS_SVC_BOARDS_DAY_REPORT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "guanxi/analytics/v1/day_report_service.pb.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// The questions of a day report, in its order: each has one measure, and two answers, that of the
// day and that of the day before.
std::vector<v1::Query> DayQuestions(absl::CivilDay day, absl::string_view language);

// The title of the report of a day, and title and figures as lines.
std::string DayTitle(absl::CivilDay day, absl::string_view language);
std::string DayText(const v1::DayReport& report, absl::string_view language);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_BOARDS_DAY_REPORT_H_
