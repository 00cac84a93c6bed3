#include "workflow-svc/rules/time/rule_starts.h"

#include <string>
#include <vector>

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/worktime/cron.h"
#include "google/protobuf/util/message_differencer.h"
#include "workflow-svc/rules/time/rule_timer.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::MessageDifferencer;
using resource::UnitOfWork;
using v1::AutomationRule;

bool Works(const AutomationRule* rule) {
  return rule != nullptr && rule->state() == AutomationRule::ENABLED && !rule->has_delete_time();
}

// Whether the two look at the same records at the same times.
bool LookAlike(const AutomationRule& a, const AutomationRule& b) {
  return MessageDifferencer::Equals(a.trigger(), b.trigger()) && a.condition() == b.condition() &&
         MessageDifferencer::Equals(a.condition_form(), b.condition_form()) &&
         a.work_calendar() == b.work_calendar() && a.owner() == b.owner();
}

class RuleTimers {
 public:
  RuleTimers(UnitOfWork& work, timers::Timers* timers, const Uuid& rule)
      : work_(work), timers_(timers), key_(rule.ToString()) {}

  absl::Status ArmNow(const char* kind) { return Arm(timers::Timer{kind, key_, work_.now()}); }
  absl::Status Arm(const timers::Timer& timer) {
    return timers_->Arm(work_.tx(), work_.principal().tenant, timer);
  }
  absl::Status Disarm(const char* kind) {
    return timers::Timers::Disarm(work_.tx(), work_.principal().tenant, kind, key_);
  }

 private:
  UnitOfWork& work_;
  timers::Timers* const timers_;
  const std::string key_;
};

constexpr int kRulesAtOnce = 500;

const db::Query kOfCalendar{
    "automation_rule.of_calendar",
    "SELECT id FROM automation_rules FORCE INDEX (idx_work_calendar_id) WHERE tenant_id = ? AND "
    "live = 1 AND work_calendar_id = ? AND id > ? AND state = ? ORDER BY id LIMIT ?"};

// What says which days are worked.
v1::WorkCalendar DaysOf(const v1::WorkCalendar& calendar) {
  v1::WorkCalendar days;
  *days.mutable_hours() = calendar.hours();
  *days.mutable_holidays() = calendar.holidays();
  *days.mutable_workdays() = calendar.workdays();
  return days;
}

}  // namespace

absl::Status DeriveCalendarTimers(UnitOfWork& work, timers::Timers* timers,
                                  const v1::WorkCalendar& old, const v1::WorkCalendar& next) {
  if (MessageDifferencer::Equals(DaysOf(old), DaysOf(next))) return absl::OkStatus();
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(const Uuid calendar,
                          resource::ParseReference("workCalendars", next.name()));
  Uuid last;
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        work.tx().Select(kOfCalendar, {tenant.bytes(), calendar.bytes(), last.bytes(),
                                       static_cast<int>(AutomationRule::ENABLED), kRulesAtOnce}));
    std::vector<timers::Timer> armed;
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(last, Uuid::FromBytes(row.String(0)));
      armed.push_back({kRuleReckon, last.ToString(), work.now()});
    }
    GUANXI_RETURN_IF_ERROR(timers->Arm(work.tx(), tenant, armed));
    if (rows.size() < size_t{kRulesAtOnce}) return absl::OkStatus();
  }
}

std::vector<db::Query> RuleStartQueries() { return {kOfCalendar}; }

absl::StatusOr<timers::Timer> NextOfSchedule(const AutomationRule& rule, absl::Time after,
                                             const absl::TimeZone& zone) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("automationRules", rule.name()));
  const auto cron = worktime::Cron::Parse(rule.trigger().schedule().cron());
  if (!cron.ok()) return absl::InternalError("a rule's schedule was not checked");
  return timers::Timer{kRuleSchedule, id.ToString(), cron->Next(after, zone)};
}

absl::Status DeriveRuleTimers(UnitOfWork& work, timers::Timers* timers, const AutomationRule* old,
                              const AutomationRule& next) {
  const bool worked = Works(old);
  if (!worked && !Works(&next)) return absl::OkStatus();
  if (worked && Works(&next) && LookAlike(*old, next)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("automationRules", next.name()));
  RuleTimers own(work, timers, id);
  GUANXI_RETURN_IF_ERROR(own.Disarm(kRuleBackfill));
  GUANXI_RETURN_IF_ERROR(own.Disarm(kRuleSchedule));
  // What it left is armed anew, with a TimeTrigger; else it goes.
  if (Works(&next) && next.trigger().has_time()) {
    GUANXI_RETURN_IF_ERROR(own.Disarm(kRuleDisarm));
    return own.ArmNow(kRuleBackfill);
  }
  if (worked) GUANXI_RETURN_IF_ERROR(own.ArmNow(kRuleDisarm));
  if (!Works(&next) || !next.trigger().has_schedule()) return absl::OkStatus();
  const absl::TimeZone zone = work.environment().MomentOf(work.principal().tenant).zone;
  GUANXI_ASSIGN_OR_RETURN(const timers::Timer first, NextOfSchedule(next, work.now(), zone));
  return own.Arm(first);
}

}  // namespace guanxi::workflow
