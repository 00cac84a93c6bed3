// How clocks of service levels go: from state to state, and when what is reached.
//
// Pure: no I/O, no clock. A clock is reckoned by a SlaTime that its caller has: that of its
// `work_calendar` as it is now.
#ifndef GUANXI_WORKFLOW_SVC_SLA_SLA_CLOCK_RULES_H_
#define GUANXI_WORKFLOW_SVC_SLA_SLA_CLOCK_RULES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "guanxi/workflow/v1/sla_clock.pb.h"
#include "guanxi/workflow/v1/sla_policy.pb.h"
#include "workflow-svc/sla/sla_time.h"

namespace guanxi::workflow {

// Segments that a clock keeps; see SlaClock.segments.
inline constexpr int kMaxSegments = 100;

inline bool IsOpen(const v1::SlaClock& clock) {
  return clock.state() == v1::SlaClock::RUNNING || clock.state() == v1::SlaClock::PAUSED;
}

// Makes it a running clock of the policy that starts at `at`. Whose it is, and what about, is the
// caller's to say.
void Start(const v1::SlaPolicy& policy, const SlaTime& time, absl::Time at, v1::SlaClock* clock);

// The moves, at `at`; what came before the clock's last one happens right after that. Each changes
// the clock only if it is allowed, and first notes what was reached by then (Reach is to be called
// before, to learn it).
//   FAILED_PRECONDITION  SLA_CLOCK_NOT_RUNNING  Pause: it is paused, or has ended
//   FAILED_PRECONDITION  SLA_CLOCK_NOT_PAUSED   Resume: it runs, or has ended
//   FAILED_PRECONDITION  SLA_CLOCK_NOT_OPEN     End: it has ended
absl::Status Pause(const SlaTime& time, absl::Time at, v1::SlaClock* clock);
absl::Status Resume(const SlaTime& time, absl::Time at, v1::SlaClock* clock);
// `state`: STOPPED or CANCELLED.
absl::Status End(v1::SlaClock::State state, const SlaTime& time, absl::Time at,
                 v1::SlaClock* clock);

// What a clock has come to.
struct Reached {
  std::vector<int> stages;  // indices into SlaClock.stages
  bool target = false;      // the target is used up
};
// Notes in a running clock what it has come to by `at` and had not before, with the exact times.
Reached Reach(const SlaTime& time, absl::Time at, v1::SlaClock* clock);

// Reckons an open clock anew by `time`: due time, what was used, whether that is provisional. What
// was reached stays so.
void Recalculate(const SlaTime& time, v1::SlaClock* clock);

// When a running clock comes to a stage, or its target, next. Nothing if it comes to none.
std::optional<absl::Time> NextTime(const SlaTime& time, const v1::SlaClock& clock);

// What the conditions of a policy say of a record. A condition that is not stated, or lacks a
// value, does not hold.
struct SlaTruths {
  bool starts = false;
  bool pauses = false;
  bool resumes = false;
  bool stops = false;
};
enum class SlaMove { kNone, kStart, kPause, kResume, kStop };
// What a clock, null if there is none yet, is to do next.
SlaMove Decide(const v1::SlaClock* clock, const SlaTruths& truths);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_SLA_SLA_CLOCK_RULES_H_
