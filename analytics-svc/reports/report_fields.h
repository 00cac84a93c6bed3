// Fields that requests of several reports have: read, with what is wrong by its path.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_REPORT_FIELDS_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_REPORT_FIELDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "analytics-svc/reports/days.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "guanxi/analytics/v1/report.pb.h"

namespace guanxi::analytics {

// Whose records, as ids.
struct RecordFilter {
  std::vector<Uuid> owners;
  std::vector<Uuid> departments;
};

// Required: one that is not set is a violation, too. With one the days are any.
Days TakePeriod(absl::string_view path, bool is_set, const v1::ReportPeriod& period,
                Violations* violations);
v1::ReportPeriod PeriodOf(const Days& days);

// A whole date, or `otherwise` where it is not set; from the year 1900 on and not after
// `otherwise`.
absl::CivilDay TakeDayUntil(absl::string_view path, bool is_set, const google::type::Date& date,
                            absl::CivilDay otherwise, Violations* violations);

// The zone of that name; `otherwise` if it is empty.
absl::TimeZone TakeZone(absl::string_view path, const std::string& name, absl::TimeZone otherwise,
                        Violations* violations);

RecordFilter TakeFilter(absl::string_view path, const v1::ReportFilter& filter,
                        Violations* violations);

// `value`, or `otherwise` if it is 0; least <= value <= most.
int64_t TakeNumber(absl::string_view path, int64_t value, int64_t otherwise, int64_t least,
                   int64_t most, Violations* violations);

// Whether an enum's value has a name; else a violation.
bool CheckEnum(absl::string_view path, bool is_known, Violations* violations);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_REPORT_FIELDS_H_
