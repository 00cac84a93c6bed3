// A time-relative rule as it works, and a naive model of it: for the test of both.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_PLAN_MODEL_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_PLAN_MODEL_H_

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/worktime/zone.h"
#include "workflow-svc/rules/time/time_plan.h"

namespace guanxi::workflow {

inline const absl::TimeZone kZone = *worktime::FindZone("Asia/Shanghai");

inline filter::Moment MomentAt(absl::Time now) {
  filter::Moment moment;
  moment.now = now;
  moment.zone = kZone;
  return moment;
}

struct Record {
  std::optional<ToldTime> told;
  bool is_vip = false;
  absl::Time holds_from;  // the part of the condition that turns by itself

  bool Holds(absl::Time at) const { return is_vip && at >= holds_from; }
};

// When each window has fired.
using Firings = std::map<std::string, absl::Time>;

// The rule as it works: a timer, and claimed windows. Events may arrive late, timers fire late.
class Machine {
 public:
  explicit Machine(const v1::TimeTrigger& trigger) : trigger_(trigger) {}

  void Arrive(const Record& was, absl::Time as_of, bool is_new) {
    timer_ = WakeOf(trigger_, was.told, as_of, is_new, MomentAt(as_of));
  }

  // Whether a timer was due.
  bool Fire(const Record& record, absl::Time now) {
    if (!timer_.has_value() || timer_->at > now) return false;
    const Wake fired = *timer_;
    timer_.reset();
    const TimePlan plan = PlanOf(trigger_, record.told, fired.look, MomentAt(now));
    timer_ = plan.next;
    if (plan.step == TimePlan::Step::kNothing || claimed_.count(plan.window) > 0) return true;
    if (plan.step == TimePlan::Step::kTooLate) {
      claimed_[plan.window] = false;
    } else if (record.Holds(now)) {
      claimed_[plan.window] = true;
      firings_[plan.window] = now;
    } else {
      const bool turns = record.holds_from > now;
      timer_ = NextLook(plan, turns ? std::make_optional(record.holds_from) : std::nullopt);
    }
    return true;
  }

  const Firings& firings() const { return firings_; }

 private:
  const v1::TimeTrigger trigger_;
  std::optional<Wake> timer_;
  std::map<std::string, bool> claimed_;
  Firings firings_;
};

// By the definition, at every hour and for every year.
class Naive {
 public:
  explicit Naive(const v1::TimeTrigger& trigger) : trigger_(trigger) {}

  // What the record tells is known since `now`.
  void Learn(absl::Time now) { known_ = now; }

  // The hours after `before` up to `now` have passed, in one jump.
  void Pass(const Record& record, absl::Time before, absl::Time now) {
    if (!record.told.has_value()) return;
    if (!trigger_.yearly()) return Look(record, DueOfYear(record, record.told->year), before, now);
    for (int year = 2024; year <= 2040; ++year) {
      if (year >= record.told->year) Look(record, DueOfYear(record, year), before, now);
    }
  }

  const Firings& firings() const { return firings_; }

 private:
  struct NaiveDue {
    absl::CivilDay day;
    absl::CivilHour at;
    absl::CivilDay moot;
    bool has_moot;
  };

  NaiveDue DueOfYear(const Record& record, int year) const {
    const absl::CivilDay day(year, record.told->month, record.told->day);
    const absl::CivilDay due_day = day + trigger_.offset().count();
    return {day, absl::CivilHour(due_day) + 9, std::max(day, due_day) + 1,
            trigger_.yearly() || trigger_.offset().count() < 0};
  }

  void Look(const Record& record, const NaiveDue& due, absl::Time before, absl::Time now) {
    const absl::Time at = absl::FromCivil(due.at, kZone);
    const absl::Time moot =
        due.has_moot ? absl::FromCivil(due.moot, kZone) : absl::InfiniteFuture();
    if (at > now) return;
    const std::string window = absl::FormatCivilTime(due.day).substr(0, trigger_.yearly() ? 4 : 10);
    // An anniversary that was over before is none of those that the rule knows.
    if (trigger_.yearly() && moot <= known_) return;
    const bool is_late = at < known_;
    if (moot <= known_ || (is_late && trigger_.skip_if_late())) over_[window] = true;
    // By a jump of the clock it has come to be due, or to hold, and to be over: it was in time.
    const bool came_now = at > before || (record.holds_from > before && record.holds_from < moot);
    if (over_.count(window) > 0 || (now >= moot && !came_now) || !record.Holds(now)) return;
    over_[window] = true;
    firings_[window] = now;
  }

  const v1::TimeTrigger trigger_;
  absl::Time known_;
  std::map<std::string, bool> over_;
  Firings firings_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_PLAN_MODEL_H_
