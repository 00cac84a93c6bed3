#include "workflow-svc/reminder_rules.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "common/rules/values.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::TimeUtil;
using v1::Reminder;
using v1::Todo;

constexpr int64_t kMaxBeforeDueSeconds = int64_t{366} * 86'400;

absl::Time ToTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

}  // namespace

void NormalizeReminder(Reminder* reminder) {
  if (reminder->has_time()) rules::NormalizeTime(reminder->mutable_time());
}

void CheckReminder(const Reminder& next, Violations* violations) {
  if (next.has_time() == next.has_before_due()) {
    violations->Add("time", "want either this or before_due");
  }
  if (next.has_time()) rules::CheckTime("time", next.time(), violations);
  const auto& before = next.before_due();
  if (before.seconds() < 0 || before.seconds() > kMaxBeforeDueSeconds || before.nanos() != 0) {
    violations->Add("before_due", "want 0 to 366 days, in whole seconds");
  }
}

std::optional<absl::Time> TimeOf(const Reminder& reminder, const Todo& todo) {
  if (reminder.has_time()) return ToTime(reminder.time());
  if (!todo.has_due_time()) return std::nullopt;
  return ToTime(todo.due_time()) - absl::Seconds(reminder.before_due().seconds());
}

std::optional<absl::Time> NextTime(const std::vector<Reminder>& reminders, const Todo& todo) {
  if (todo.state() != Todo::OPEN) return std::nullopt;
  std::optional<absl::Time> next;
  for (const Reminder& reminder : reminders) {
    const std::optional<absl::Time> time = TimeOf(reminder, todo);
    if (!time.has_value()) continue;
    if (reminder.has_dismissed_time() && ToTime(reminder.dismissed_time()) == *time) continue;
    if (!next.has_value() || *time < *next) next = time;
  }
  return next;
}

std::optional<absl::Time> FireTime(const Reminder& reminder, const Todo& todo) {
  if (todo.state() != Todo::OPEN) return std::nullopt;
  const std::optional<absl::Time> time = TimeOf(reminder, todo);
  if (!time.has_value()) return std::nullopt;
  if (reminder.has_dismissed_time() && ToTime(reminder.dismissed_time()) == *time) {
    return std::nullopt;
  }
  if (reminder.has_fired_time() && ToTime(reminder.fired_time()) == *time) return std::nullopt;
  return todo.has_snooze_time() ? std::max(*time, ToTime(todo.snooze_time())) : *time;
}

void MarkFired(const Todo& todo, Reminder* reminder) {
  const std::optional<absl::Time> time = TimeOf(*reminder, todo);
  if (!time.has_value()) return;
  *reminder->mutable_fired_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(*time));
}

absl::Status Dismiss(const Todo& todo, std::optional<absl::Time> heard, Reminder* reminder) {
  const std::optional<absl::Time> time = TimeOf(*reminder, todo);
  if (!time.has_value()) {
    return FailedPrecondition("REMINDER_WITHOUT_TIME", reminder->name(),
                              "it goes by the due time of its to-do, which has none");
  }
  if (heard.has_value() && *heard != *time) {
    return Error(absl::StatusCode::kAborted, "REMINDER_MOVED",
                 absl::StrCat("time: ", reminder->name(), " wants to be heard at another by now; ",
                              "read it and its to-do again"));
  }
  *reminder->mutable_dismissed_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(*time));
  return absl::OkStatus();
}

}  // namespace guanxi::workflow
