#include "workflow-svc/sla/sla_timers.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::workflow {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using timers::ArmedTimer;
using timers::Timer;
using v1::SlaClock;
using v1::WorkCalendar;

// The key is the calendar's name; the payload says how far it has come: a state and the id of the
// last clock of it, none at the beginning.
constexpr char kCalendarTimer[] = "sla_calendar";

const db::Query kSelectOpen{
    "sla_clock.select_open",
    "SELECT id FROM sla_clocks FORCE INDEX (idx_sla_clocks_calendar) WHERE tenant_id = ? AND "
    "work_calendar_id = ? AND state = ? AND id > ? ORDER BY id LIMIT ?"};

// What says which times are worked.
WorkCalendar DaysOf(const WorkCalendar& calendar) {
  WorkCalendar days;
  days.set_time_zone(calendar.time_zone());
  *days.mutable_hours() = calendar.hours();
  *days.mutable_holidays() = calendar.holidays();
  *days.mutable_workdays() = calendar.workdays();
  *days.mutable_complete_years() = calendar.complete_years();
  return days;
}

struct Place {
  SlaClock::State state = SlaClock::RUNNING;
  std::string id = std::string(16, '\0');
};

Place ReadPlace(const std::string& payload) {
  Place place;
  if (payload.size() != 17) return place;
  place.state = payload[0] == '2' ? SlaClock::PAUSED : SlaClock::RUNNING;
  place.id = payload.substr(1);
  return place;
}

std::string WritePlace(const Place& place) {
  return absl::StrCat(static_cast<int>(place.state), place.id);
}

absl::Status FireClock(UnitOfWork& work, const SlaClocks& clocks, const ArmedTimer& timer) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(clocks.clocks().type(), timer.key, "timer.key"));
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(clocks.clocks(), name));
  SlaClock next;
  return clocks.Change(
      work, row, work.now(), [](const SlaTime&, SlaClock*) { return absl::OkStatus(); }, &next);
}

absl::Status ReckonAnew(UnitOfWork& work, const SlaClocks& clocks, const Uuid& id) {
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(clocks.clocks(), ResourceName{Uuid(), id}));
  if (!IsOpen(static_cast<const SlaClock&>(*row.message))) return absl::OkStatus();
  SlaClock next;
  return clocks.Change(
      work, row, work.now(),
      [](const SlaTime& time, SlaClock* clock) {
        Recalculate(time, clock);
        return absl::OkStatus();
      },
      &next);
}

absl::Status FireCalendar(UnitOfWork& work, const SlaClocks& clocks, timers::Timers& timers,
                          const ArmedTimer& timer) {
  const auto calendar = resource::ParseReference("workCalendars", timer.key);
  GUANXI_RETURN_IF_ERROR(calendar.status());
  Place place = ReadPlace(timer.payload);
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectOpen, {tenant.bytes(), calendar->bytes(),
                                     static_cast<int>(place.state), place.id, kClocksOfStep}));
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    GUANXI_RETURN_IF_ERROR(ReckonAnew(work, clocks, id));
    place.id = std::string(id.bytes());
  }
  if (rows.size() < size_t{kClocksOfStep}) {
    if (place.state == SlaClock::PAUSED) return absl::OkStatus();
    place = Place{SlaClock::PAUSED};
  }
  return timers.Arm(work.tx(), tenant,
                    Timer{kCalendarTimer, timer.key, timer.due, WritePlace(place)});
}

}  // namespace

absl::Status DeriveWorkCalendar(UnitOfWork& work, timers::Timers& timers, const WorkCalendar* old,
                                const WorkCalendar& next) {
  if (old == nullptr ||
      google::protobuf::util::MessageDifferencer::Equals(DaysOf(*old), DaysOf(next))) {
    return absl::OkStatus();
  }
  return timers.Arm(work.tx(), work.principal().tenant,
                    Timer{kCalendarTimer, next.name(), work.now()});
}

timers::Kinds SlaTimerKinds(const SlaClocks* clocks, timers::Timers* timers) {
  timers::Kinds kinds;
  kinds[kSlaClockTimer].fire = [clocks](UnitOfWork& work, const timers::Batch& batch) {
    for (const ArmedTimer& timer : batch.timers) {
      GUANXI_RETURN_IF_ERROR(FireClock(work, *clocks, timer));
    }
    return absl::OkStatus();
  };
  kinds[kCalendarTimer].fire = [clocks, timers](UnitOfWork& work, const timers::Batch& batch) {
    for (const ArmedTimer& timer : batch.timers) {
      GUANXI_RETURN_IF_ERROR(FireCalendar(work, *clocks, *timers, timer));
    }
    return absl::OkStatus();
  };
  kinds[kCalendarTimer].max_batch = 1;
  return kinds;
}

std::vector<db::Query> SlaTimerQueries() { return {kSelectOpen}; }

}  // namespace guanxi::workflow
