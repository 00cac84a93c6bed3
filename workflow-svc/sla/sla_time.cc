#include "workflow-svc/sla/sla_time.h"

#include "google/protobuf/util/time_util.h"

namespace guanxi::workflow {

using google::protobuf::util::TimeUtil;

std::optional<absl::Time> SlaTime::Add(absl::Time start, absl::Duration amount) const {
  if (work_.has_value()) return work_->Add(start, amount);
  if (amount > worktime::kHorizon) return std::nullopt;
  return start + amount;
}

absl::Duration SlaTime::Between(absl::Time start, absl::Time end) const {
  if (!work_.has_value()) return end - start;
  return work_->Between(start, end).value_or(worktime::kHorizon);
}

bool SlaTime::IsProvisional(absl::Time start, absl::Time end) const {
  return work_.has_value() && work_->IsProvisional(start, end);
}

absl::Time ToTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Microseconds(TimeUtil::DurationToMicroseconds(duration));
}

google::protobuf::Duration ToProtoDuration(absl::Duration duration) {
  return TimeUtil::MicrosecondsToDuration(absl::ToInt64Microseconds(duration));
}

}  // namespace guanxi::workflow
