// Days off, and days that are worked in their place (调休), as companies and calendars state them.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the resource.
#ifndef GUANXI_COMMON_RULES_DAYS_OFF_H_
#define GUANXI_COMMON_RULES_DAYS_OFF_H_

#include <set>

#include "absl/time/civil_time.h"
#include "common/errors/errors.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/type/date.pb.h"

namespace guanxi::rules {

using Dates = google::protobuf::RepeatedPtrField<google::type::Date>;

// Of the fields `holidays` and `workdays`: whole dates, none twice, none in both.
void CheckDaysOff(const Dates& holidays, const Dates& workdays, Violations* violations);

// The days of whole dates.
std::set<absl::CivilDay> DaysOf(const Dates& dates);

}  // namespace guanxi::rules

#endif  // GUANXI_COMMON_RULES_DAYS_OFF_H_
