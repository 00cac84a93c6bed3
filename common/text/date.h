// Dates as people and spreadsheets write them.
#ifndef GUANXI_COMMON_TEXT_DATE_H_
#define GUANXI_COMMON_TEXT_DATE_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

// A date of which parts may be unknown: 0. As google.type.Date.
struct Date {
  int year = 0;
  int month = 0;
  int day = 0;
};

// Reads
//   1990-03-05, 1990/3/5, 1990.3.5, 1990年3月5日, 19900305, 5-Mar-1990, March 5, 1990
//   the same with a time of day behind it, which is left out; one with a time zone must be
//   midnight, or else the day depends on who reads it 15/03/1990 and 03/15/1990, if one number can
//   only be the day 1990-03, 1990年3月, 1990     year, or year and month, alone 3月5日, 03-05,
//   --03-05, 15/3, 5-Mar   without a year 36925                       Excel's count of days (from
//   10000, May 1927, on, by its usual epoch)
//
// INVALID_ARGUMENT, without a prefix, for anything else: it says so where the order of day and
// month is not known (05/03/1990), the year has two digits (90-3-5), or the calendar is the lunar
// one. Whether there is such a day is not checked. Pure and thread-safe.
absl::StatusOr<Date> ParseDate(absl::string_view text);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_DATE_H_
