#include "workflow-svc/notifications/day_reports.h"

#include <any>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/events/unit_effects.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/worktime/daily.h"
#include "workflow-svc/notifications/day_report_timer.h"
#include "workflow-svc/notifications/notification_reads.h"
#include "workflow-svc/notifications/notifier.h"

namespace guanxi::workflow {
namespace {

using resource::UnitOfWork;
using v1::Notification;

constexpr char kActor[] = "services/workflow-svc";

worktime::Daily DailyOf(const v1::NotificationPreference::DayReportTime& time) {
  const std::vector<int> weekdays(time.weekdays().begin(), time.weekdays().end());
  return worktime::Daily(time.minute_of_day(), weekdays);
}

// What a look has found; it was made at `now`.
struct DayLook {
  absl::Time now;
  bool is_time = false;
  absl::CivilDay day;  // of the report
  std::string locale;  // the preference's; may be empty
  std::optional<DayReportText> report;
};

// Whether it is time, by what the person wants now.
absl::StatusOr<DayLook> LookAt(const DayReportParts& parts, const Uuid& tenant,
                               const timers::ArmedTimer& timer) {
  DayLook look;
  GUANXI_ASSIGN_OR_RETURN(const Uuid user, resource::ParseReference("users", timer.key));
  GUANXI_RETURN_IF_ERROR(parts.engine->Write(
      events::WriterIn(tenant, kActor), {db::Lane::kJob}, resource::WriteContext(),
      [&](UnitOfWork& work) -> absl::Status {
        look.now = work.now();
        GUANXI_ASSIGN_OR_RETURN(const auto preference,
                                FindPreference(work, *parts.resources, user));
        if (!preference.has_value() || !preference->has_day_report()) return absl::OkStatus();
        const auto time =
            DailyOf(preference->day_report()).Last(timer.due, look.now, ZoneOf(work, *preference));
        look.is_time = time.has_value();
        if (!look.is_time) return absl::OkStatus();
        look.day = absl::ToCivilDay(*time, work.environment().MomentOf(tenant).zone);
        look.locale = preference->locale();
        return absl::OkStatus();
      }));
  return look;
}

// Asks for the report of a person who is here, in his language.
absl::Status Ask(const DayReportParts& parts, const Uuid& tenant, const std::string& user,
                 DayLook* look) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("users", user));
  GUANXI_ASSIGN_OR_RETURN(const Person person, parts.people->Find(tenant, id));
  if (!person.active) return absl::OkStatus();
  const std::string& locale = look->locale.empty() ? person.locale : look->locale;
  const bool is_english = locale == "en" || absl::StartsWith(locale, "en-");
  GUANXI_ASSIGN_OR_RETURN(look->report,
                          parts.ask(tenant, user, look->day, is_english ? "en" : "zh"));
  return absl::OkStatus();
}

absl::Status Tell(UnitOfWork& work, const std::string& user, const DayLook& look) {
  Notice notice;
  notice.kind = Notification::DAY_REPORT;
  notice.recipients = {{user}};
  notice.text.fields = {{"title", look.report->title}, {"text", look.report->figures}};
  notice.once_key = absl::StrCat("day_report/", absl::FormatCivilTime(look.day));
  return Notify(work, notice);
}

absl::Status Fire(const DayReportParts& parts, UnitOfWork& work, const timers::ArmedTimer& timer,
                  const DayLook& look) {
  if (look.report.has_value()) GUANXI_RETURN_IF_ERROR(Tell(work, timer.key, look));
  GUANXI_ASSIGN_OR_RETURN(const Uuid user, resource::ParseReference("users", timer.key));
  GUANXI_ASSIGN_OR_RETURN(const auto preference, FindPreference(work, *parts.resources, user));
  if (!preference.has_value() || !preference->has_day_report()) return absl::OkStatus();
  // After the look, not after now: what has become time between the two is still to be told.
  const absl::Time next =
      DailyOf(preference->day_report()).Next(look.now, ZoneOf(work, *preference));
  return parts.timers->Arm(work.tx(), work.principal().tenant,
                           timers::Timer{kDayReportTimer, timer.key, next});
}

}  // namespace

timers::Kind DayReportKind(DayReportParts parts) {
  timers::Kind kind;
  // Each asks another service: one at a time holds its partition up for as short as can be.
  kind.max_batch = 1;
  kind.prepare = [parts](const timers::Batch& batch) -> absl::StatusOr<std::any> {
    const timers::ArmedTimer& timer = batch.timers[0];
    GUANXI_ASSIGN_OR_RETURN(DayLook look, LookAt(parts, batch.tenant, timer));
    if (look.is_time) GUANXI_RETURN_IF_ERROR(Ask(parts, batch.tenant, timer.key, &look));
    return std::any(std::move(look));
  };
  kind.fire = [parts = std::move(parts)](UnitOfWork& work, const timers::Batch& batch) {
    return Fire(parts, work, batch.timers[0], std::any_cast<const DayLook&>(batch.prepared));
  };
  return kind;
}

}  // namespace guanxi::workflow
