// The time that clocks of service levels use: that of a working calendar, or all of it.
#ifndef GUANXI_WORKFLOW_SVC_SLA_SLA_TIME_H_
#define GUANXI_WORKFLOW_SVC_SLA_SLA_TIME_H_

#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "common/worktime/work_time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace guanxi::workflow {

// Immutable, thus thread-safe.
class SlaTime {
 public:
  // Around the clock.
  SlaTime() = default;
  explicit SlaTime(worktime::WorkTime work) : work_(std::move(work)) {}

  // As those of WorkTime. Nothing where the answer is further away than worktime::kHorizon.
  std::optional<absl::Time> Add(absl::Time start, absl::Duration amount) const;
  // `start` is not behind `end`. What is further apart counts as the horizon.
  absl::Duration Between(absl::Time start, absl::Time end) const;
  bool IsProvisional(absl::Time start, absl::Time end) const;

 private:
  std::optional<worktime::WorkTime> work_;
};

// To whole microseconds, as they are stored.
absl::Time ToTime(const google::protobuf::Timestamp& time);
google::protobuf::Timestamp ToTimestamp(absl::Time time);
absl::Duration ToDuration(const google::protobuf::Duration& duration);
google::protobuf::Duration ToProtoDuration(absl::Duration duration);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_SLA_SLA_TIME_H_
