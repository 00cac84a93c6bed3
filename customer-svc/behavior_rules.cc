#include "customer-svc/behavior_rules.h"

#include <cstddef>
#include <cstdint>

#include "common/rules/values.h"

namespace guanxi::customer {
namespace {

constexpr int64_t kMaxPeriodSeconds = 400 * 86'400;
constexpr size_t kMaxFilterBytes = 8192;
constexpr int64_t kMaxDurationSeconds = 31 * 86'400;
constexpr int kSecond = 1'000'000'000;  // in nanoseconds

}  // namespace

void NormalizeBehaviorEvent(absl::Time now, v1::BehaviorEvent* event, Violations* violations) {
  rules::NormalizeLine("visitor", event->mutable_visitor(), violations);
  rules::NormalizeLine("topic", event->mutable_topic(), violations);
  rules::NormalizeLine("page", event->mutable_page(), violations);
  rules::NormalizeLine("channel_state", event->mutable_channel_state(), violations);
  if (event->has_occur_time()) {
    rules::CheckPastTime("occur_time", now, event->occur_time(), violations);
    rules::NormalizeTime(event->mutable_occur_time());
  }
}

void CheckBehaviorEvent(const v1::BehaviorEvent& next, Violations* violations) {
  if (next.customer().empty() && next.lead().empty() && next.visitor().empty()) {
    violations->Add("visitor", "want a customer, a lead or a visitor");
  }
  const auto& duration = next.duration();
  if (duration.seconds() < 0 || duration.seconds() > kMaxDurationSeconds || duration.nanos() < 0 ||
      duration.nanos() >= kSecond) {
    violations->Add("duration", "want 0 to 31 days");
  }
}

void NormalizeVisitor(v1::Visitor* visitor, Violations* violations) {
  rules::NormalizeLine("key", visitor->mutable_key(), violations);
}

void CheckVisitor(const v1::Visitor& next, Violations* violations) {
  if (next.customer().empty() && next.lead().empty()) {
    violations->Add("customer", "want a customer or a lead");
  }
}

void CheckCount(const v1::CountBehaviorRequest& request, Violations* violations) {
  if (request.customer().empty() == request.lead().empty()) {
    violations->Add("customer", "want either a customer or a lead");
  }
  if (request.filter().size() > kMaxFilterBytes) violations->Add("filter", "has more than 8 KiB");
  const auto& period = request.period();
  if (period.nanos() != 0 || period.seconds() < 1 || period.seconds() > kMaxPeriodSeconds) {
    violations->Add("period", "want whole seconds, one to 400 days");
  }
}

}  // namespace guanxi::customer
