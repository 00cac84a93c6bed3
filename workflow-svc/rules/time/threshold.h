// Counts events towards a threshold: how many lie within a period.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_THRESHOLD_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_THRESHOLD_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace guanxi::workflow {

struct Threshold {
  int count = 2;          // 2 to 1,000
  absl::Duration period;  // the first and the last event included
};

struct Counted {
  std::vector<absl::Time> times;  // in order, of whole microseconds; fewer than `count`
  bool reached = false;           // counting has begun anew
};
// Adds an event to those that were counted. Events of other records come in any order: one that is
// older than the latest by more than the period does not count.
Counted CountTowards(const Threshold& threshold, std::vector<absl::Time> times, absl::Time at);

// As rows hold them.
std::string EncodeTimes(const std::vector<absl::Time>& times);
// INTERNAL if the row is none.
absl::StatusOr<std::vector<absl::Time>> DecodeTimes(absl::string_view bytes);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_THRESHOLD_H_
