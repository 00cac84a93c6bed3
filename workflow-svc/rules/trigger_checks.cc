#include "workflow-svc/rules/trigger_checks.h"

#include <cstdint>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/worktime/cron.h"
#include "workflow-svc/rules/condition.h"
#include "workflow-svc/rules/time/due_time.h"
#include "workflow-svc/rules/time/time_field.h"

namespace guanxi::workflow {
namespace {

using v1::AutomationTrigger;
using v1::RecordTrigger;

constexpr int kMaxThreshold = 1000;
constexpr int64_t kMaxPeriodSeconds = 366 * 86400;
constexpr absl::Duration kMinScheduleGap = absl::Minutes(5);

void CheckRecordTrigger(const RecordKind& kind, const RecordTrigger& trigger,
                        const std::string& path, Violations* violations) {
  if (trigger.kinds().empty()) violations->Add(path + ".kinds", "want at least one");
  std::set<int> kinds;
  for (int i = 0; i < trigger.kinds_size(); ++i) {
    const std::string at = absl::StrCat(path, ".kinds[", i, "]");
    const int value = trigger.kinds(i);
    if (value == RecordTrigger::KIND_UNSPECIFIED || !RecordTrigger::Kind_IsValid(value)) {
      violations->Add(at, "want CREATED, UPDATED, DELETED or UNDELETED");
    } else if (!kinds.insert(value).second) {
      violations->Add(at, "stands twice");
    }
  }
  if (!trigger.fields().empty() && kinds.count(RecordTrigger::UPDATED) == 0) {
    violations->Add(path + ".fields", "goes with UPDATED");
  }
  std::set<std::string> fields;
  for (int i = 0; i < trigger.fields_size(); ++i) {
    const std::string at = absl::StrCat(path, ".fields[", i, "]");
    const std::string& field = trigger.fields(i);
    const std::string top = field.substr(0, field.find('.'));
    if (kind.descriptor()->FindFieldByName(top) == nullptr) {
      violations->Add(at, "there is no such field");
    } else if (!fields.insert(field).second) {
      violations->Add(at, "stands twice");
    }
  }
}

void CheckTime(const RecordKind& kind, const v1::TimeTrigger& trigger, Violations* violations) {
  const auto field = TimeField::Find(trigger.field(), kind.descriptor());
  if (!field.ok()) {
    violations->Add("trigger.time.field", field.status().message());
    return;
  }
  CheckTimeTrigger(trigger, field->tells() != Tells::kTime, violations);
}

void CheckSchedule(const RecordKind& kind, const v1::ScheduleTrigger& trigger,
                   const resource::TenantFields* custom, Violations* violations) {
  if (const auto cron = worktime::Cron::Parse(trigger.cron()); !cron.ok()) {
    violations->Add("trigger.schedule.cron", cron.status().message());
  } else if (cron->ShortestGap() < kMinScheduleGap) {
    violations->Add("trigger.schedule.cron", "want 5 minutes at least from one time to the next");
  }
  // Of a list: without what only a rule knows.
  const auto filter = Condition::FromText(kind, /*with_event=*/false, trigger.filter(), custom);
  if (!filter.ok()) {
    violations->Add("trigger.schedule.filter", filter.status().message());
  } else if (filter->reads_parent()) {
    violations->Add("trigger.schedule.filter", "`parent.` belongs into the condition");
  }
}

void CheckThreshold(const RecordKind& kind, const v1::ThresholdTrigger& trigger,
                    Violations* violations) {
  CheckRecordTrigger(kind, trigger.event(), "trigger.threshold.event", violations);
  if (trigger.count() < 2 || trigger.count() > kMaxThreshold) {
    violations->Add("trigger.threshold.count", "want 2 to 1,000");
  }
  const int64_t seconds = trigger.period().seconds();
  if (seconds < 60 || seconds > kMaxPeriodSeconds || trigger.period().nanos() != 0) {
    violations->Add("trigger.threshold.period", "want 1 minute to 366 days, in whole seconds");
  }
  if (trigger.per_parent() && !kind.has_parent) {
    violations->Add("trigger.threshold.per_parent", "records of this type have none");
  }
}

}  // namespace

void CheckTrigger(const RecordKind& kind, const AutomationTrigger& trigger,
                  const resource::TenantFields* custom, Violations* violations) {
  switch (trigger.kind_case()) {
    case AutomationTrigger::kRecord:
      return CheckRecordTrigger(kind, trigger.record(), "trigger.record", violations);
    case AutomationTrigger::kTime:
      return CheckTime(kind, trigger.time(), violations);
    case AutomationTrigger::kSchedule:
      return CheckSchedule(kind, trigger.schedule(), custom, violations);
    case AutomationTrigger::kThreshold:
      return CheckThreshold(kind, trigger.threshold(), violations);
    case AutomationTrigger::kManual:
      return;
    case AutomationTrigger::KIND_NOT_SET:
      violations->Add("trigger", "want one trigger");
  }
}

}  // namespace guanxi::workflow
