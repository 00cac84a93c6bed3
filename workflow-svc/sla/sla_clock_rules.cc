#include "workflow-svc/sla/sla_clock_rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace guanxi::workflow {
namespace {

using v1::SlaClock;
using v1::SlaSegment;
using v1::SlaStage;

absl::Status Refuse(const char* reason, const SlaClock& clock) {
  return FailedPrecondition(reason, clock.name(),
                            absl::StrCat("it is ", SlaClock::State_Name(clock.state())));
}

// What the segments that have ended used, settled ones included.
absl::Duration UsedBefore(const SlaTime& time, const SlaClock& clock) {
  absl::Duration used = ToDuration(clock.settled());
  for (const SlaSegment& segment : clock.segments()) {
    if (!segment.has_end_time()) continue;
    used += time.Between(ToTime(segment.start_time()), ToTime(segment.end_time()));
  }
  return used;
}

// When a running clock will have used so much.
std::optional<absl::Time> TimeOf(const SlaTime& time, const SlaClock& clock,
                                 absl::Duration amount) {
  if (clock.state() != SlaClock::RUNNING) return std::nullopt;
  const absl::Time start = ToTime(clock.segments().rbegin()->start_time());
  const absl::Duration left = amount - UsedBefore(time, clock);
  return left <= absl::ZeroDuration() ? start : time.Add(start, left);
}

// The moment of a move: not before that of the last one.
absl::Time Later(absl::Time at, const SlaClock& clock) {
  if (clock.segments().empty()) return at;
  const SlaSegment& last = *clock.segments().rbegin();
  return std::max(at, ToTime(last.has_end_time() ? last.end_time() : last.start_time()));
}

void BeginSegment(const SlaTime& time, absl::Time at, SlaClock* clock) {
  auto& segments = *clock->mutable_segments();
  while (segments.size() >= kMaxSegments) {
    const absl::Duration used =
        time.Between(ToTime(segments.begin()->start_time()), ToTime(segments.begin()->end_time()));
    *clock->mutable_settled() = ToProtoDuration(ToDuration(clock->settled()) + used);
    segments.erase(segments.begin());
  }
  *segments.Add()->mutable_start_time() = ToTimestamp(at);
  clock->set_state(SlaClock::RUNNING);
}

void EndSegment(absl::Time at, SlaClock* clock) {
  if (clock->state() != SlaClock::RUNNING) return;
  *clock->mutable_segments()->rbegin()->mutable_end_time() = ToTimestamp(at);
}

}  // namespace

void Start(const v1::SlaPolicy& policy, const SlaTime& time, absl::Time at, SlaClock* clock) {
  clock->set_policy(policy.name());
  *clock->mutable_start_time() = ToTimestamp(at);
  *clock->mutable_target() = policy.target();
  *clock->mutable_stages() = policy.stages();
  clock->set_work_calendar(policy.work_calendar());
  BeginSegment(time, at, clock);
  Recalculate(time, clock);
}

absl::Status Pause(const SlaTime& time, absl::Time at, SlaClock* clock) {
  if (clock->state() != SlaClock::RUNNING) return Refuse("SLA_CLOCK_NOT_RUNNING", *clock);
  at = Later(at, *clock);
  Reach(time, at, clock);
  EndSegment(at, clock);
  clock->set_state(SlaClock::PAUSED);
  Recalculate(time, clock);
  return absl::OkStatus();
}

absl::Status Resume(const SlaTime& time, absl::Time at, SlaClock* clock) {
  if (clock->state() != SlaClock::PAUSED) return Refuse("SLA_CLOCK_NOT_PAUSED", *clock);
  BeginSegment(time, Later(at, *clock), clock);
  clock->clear_reason();
  Recalculate(time, clock);
  return absl::OkStatus();
}

absl::Status End(SlaClock::State state, const SlaTime& time, absl::Time at, SlaClock* clock) {
  if (!IsOpen(*clock)) return Refuse("SLA_CLOCK_NOT_OPEN", *clock);
  at = Later(at, *clock);
  Reach(time, at, clock);
  const bool was_running = clock->state() == SlaClock::RUNNING;
  EndSegment(at, clock);
  // The due time of one that ran stays for people; the rest is what was used.
  const google::protobuf::Timestamp due = clock->due_time();
  const bool had_due = clock->has_due_time();
  clock->set_state(state);
  Recalculate(time, clock);
  if (was_running && had_due) *clock->mutable_due_time() = due;
  *clock->mutable_stop_time() = ToTimestamp(at);
  return absl::OkStatus();
}

Reached Reach(const SlaTime& time, absl::Time at, SlaClock* clock) {
  Reached reached;
  if (clock->state() != SlaClock::RUNNING) return reached;
  for (int i = 0; i < clock->stages_size(); ++i) {
    SlaStage& stage = *clock->mutable_stages(i);
    if (stage.has_reach_time()) continue;
    const auto when = TimeOf(time, *clock, ToDuration(stage.after()));
    if (!when.has_value() || *when > at) continue;
    *stage.mutable_reach_time() = ToTimestamp(*when);
    reached.stages.push_back(i);
  }
  const auto due = TimeOf(time, *clock, ToDuration(clock->target()));
  if (!clock->has_breach_time() && due.has_value() && *due <= at) {
    *clock->mutable_breach_time() = ToTimestamp(*due);
    reached.target = true;
  }
  return reached;
}

void Recalculate(const SlaTime& time, SlaClock* clock) {
  *clock->mutable_elapsed() = ToProtoDuration(UsedBefore(time, *clock));
  const auto due = TimeOf(time, *clock, ToDuration(clock->target()));
  clock->clear_due_time();
  if (due.has_value()) *clock->mutable_due_time() = ToTimestamp(*due);
  absl::Time last = due.value_or(absl::InfinitePast());
  for (const SlaSegment& segment : clock->segments()) {
    last =
        std::max(last, ToTime(segment.has_end_time() ? segment.end_time() : segment.start_time()));
  }
  clock->set_provisional(time.IsProvisional(ToTime(clock->start_time()), last));
}

std::optional<absl::Time> NextTime(const SlaTime& time, const SlaClock& clock) {
  std::optional<absl::Time> next;
  const auto consider = [&](const google::protobuf::Duration& amount) {
    const auto when = TimeOf(time, clock, ToDuration(amount));
    if (when.has_value() && (!next.has_value() || *when < *next)) next = when;
  };
  for (const SlaStage& stage : clock.stages()) {
    if (!stage.has_reach_time()) consider(stage.after());
  }
  if (!clock.has_breach_time()) consider(clock.target());
  return next;
}

SlaMove Decide(const SlaClock* clock, const SlaTruths& truths) {
  if (clock == nullptr || !IsOpen(*clock)) {
    if (clock != nullptr && clock->stopped_by_hand()) return SlaMove::kNone;
    return truths.starts && !truths.stops ? SlaMove::kStart : SlaMove::kNone;
  }
  if (truths.stops) return SlaMove::kStop;
  if (clock->state() == SlaClock::RUNNING) {
    return truths.pauses && !truths.resumes ? SlaMove::kPause : SlaMove::kNone;
  }
  return truths.resumes ? SlaMove::kResume : SlaMove::kNone;
}

}  // namespace guanxi::workflow
