// Timers as they are stored.
#ifndef GUANXI_COMMON_TIMERS_ROWS_H_
#define GUANXI_COMMON_TIMERS_ROWS_H_

#include <string>

#include "common/db/rows.h"
#include "common/timers/timers.h"

namespace guanxi::timers {

// A row of kFind or kSelectDue.
inline ArmedTimer ReadTimer(const db::Row& row) {
  ArmedTimer timer;
  timer.kind = std::string(row.String(0));
  timer.key = std::string(row.String(1));
  timer.due = row.Time(2);
  timer.payload = std::string(row.String(3));
  timer.generation = row.Int64(4);
  timer.attempts = row.Int64(5);
  timer.next_time = row.Time(6);
  return timer;
}

}  // namespace guanxi::timers

#endif  // GUANXI_COMMON_TIMERS_ROWS_H_
