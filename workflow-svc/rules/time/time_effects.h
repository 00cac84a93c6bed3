// What events mean for the timers of rules.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_EFFECTS_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_EFFECTS_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "common/db/transaction.h"
#include "common/filter/moment.h"
#include "common/timers/timers.h"
#include "google/protobuf/message.h"
#include "guanxi/event/v1/log.pb.h"
#include "workflow-svc/rules/time/rule_timer.h"
#include "workflow-svc/rules/time/time_index.h"

namespace guanxi::workflow {

// An event of the log, and of the fields that it changed what they held before and hold now.
// Nothing is owned.
struct TimeEvent {
  const event::v1::LogEvent* log = nullptr;
  const google::protobuf::Message* before = nullptr;
  const google::protobuf::Message* after = nullptr;
  std::string subject;  // the record's name
};

// Zone and working days that a rule goes by.
using MomentOfRule = std::function<filter::Moment(const CompiledRule&)>;

// What an event does to the timer of one rule.
struct TimerChange {
  enum class What { kKeep, kArm, kDisarm };
  What what = What::kKeep;
  absl::Time at;
  rules::RuleTimer payload;
  // Of kArm: a timer that waits for a time which has not come stays, since it will see the change.
  bool can_wait = false;
};
// Pure. `moment` is that of the rule; its time does not count.
TimerChange ChangeOf(const TimeRule& rule, const TimeEvent& event, const filter::Moment& moment);

// Arms and disarms what the event says, in its transaction. Errors: those of the database.
absl::Status ArmByEvent(db::Transaction& tx, timers::Timers* timers, const TimeIndex& index,
                        const TimeEvent& event, const MomentOfRule& moment_of);

// The fields of an event by which rules are found. They point into it.
EventKey KeyOf(const event::v1::LogEvent& event);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_EFFECTS_H_
