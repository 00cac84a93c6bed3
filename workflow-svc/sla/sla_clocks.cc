#include "workflow-svc/sla/sla_clocks.h"

#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "guanxi/workflow/v1/work_calendar.pb.h"
#include "workflow-svc/sla/sla_notices.h"
#include "workflow-svc/work_calendar_rules.h"

namespace guanxi::workflow {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::SlaClock;

const db::Query kSelectLast{
    "sla_clock.select_last",
    "SELECT id FROM sla_clocks FORCE INDEX (idx_policy_id_subject_create_time) "
    "WHERE tenant_id = ? AND live = 1 AND policy_id = ? AND subject = ? "
    "ORDER BY create_time DESC, id DESC LIMIT 1"};

// Two that start the same one at once collide.
Uuid IdOf(const std::string& policy, const std::string& subject, int round) {
  return DeriveUuid("sla_clock", absl::StrCat(policy, " ", subject, " ", round));
}

const SlaClock& ClockOf(const Stored& row) { return static_cast<const SlaClock&>(*row.message); }

absl::StatusOr<std::optional<Stored>> Find(UnitOfWork& work, const resource::Resource& clocks,
                                           const Uuid& id) {
  const ResourceName name{Uuid(), id};
  auto row = work.Get(clocks, name);
  if (absl::IsNotFound(row.status())) {
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> hidden, work.Peek(clocks, name));
    if (!hidden.has_value()) return std::optional<Stored>();
    return FailedPrecondition("SLA_CLOCK_OPEN", "", "there is one of somebody else's");
  }
  GUANXI_RETURN_IF_ERROR(row.status());
  return std::optional<Stored>(*std::move(row));
}

}  // namespace

absl::StatusOr<std::optional<Stored>> SlaClocks::FindLast(UnitOfWork& work,
                                                          const std::string& policy,
                                                          const std::string& subject) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName policy_name,
                          resource::ParseName(policies_->type(), policy, "policy"));
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(kSelectLast, {work.principal().tenant.bytes(),
                                                         policy_name.id.bytes(), subject}));
  std::optional<Stored> last;
  if (!rows.empty()) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(rows[0].String(0)));
    GUANXI_ASSIGN_OR_RETURN(last, Find(work, *clocks_, id));
  }
  // This unit of work may have started others.
  while (true) {
    const int round = last.has_value() ? ClockOf(*last).round() + 1 : 1;
    GUANXI_ASSIGN_OR_RETURN(std::optional<Stored> next,
                            Find(work, *clocks_, IdOf(policy, subject, round)));
    if (!next.has_value()) return last;
    last = std::move(next);
  }
}

absl::Status SlaClocks::Start(UnitOfWork& work, const v1::SlaPolicy& policy,
                              const SlaSubject& subject, int round, absl::Time at,
                              SlaClock* clock) const {
  GUANXI_ASSIGN_OR_RETURN(const SlaTime time, TimeFor(work, policy.work_calendar()));
  clock->Clear();
  clock->set_subject(subject.name);
  clock->set_owner(subject.owner);
  clock->set_department(subject.department);
  clock->set_round(round);
  workflow::Start(policy, time, at, clock);
  GUANXI_RETURN_IF_ERROR(
      work.Insert(*clocks_, ResourceName{Uuid(), IdOf(policy.name(), subject.name, round)}, clock));
  return Arm(work, time, *clock);
}

absl::Status SlaClocks::Change(UnitOfWork& work, const Stored& row, absl::Time at, Move move,
                               SlaClock* next) const {
  next->CopyFrom(*row.message);
  GUANXI_ASSIGN_OR_RETURN(const SlaTime time, TimeFor(work, next->work_calendar()));
  const Reached reached = Reach(time, at, next);
  GUANXI_RETURN_IF_ERROR(move(time, next));
  GUANXI_RETURN_IF_ERROR(work.Update(*clocks_, row, next).status());
  GUANXI_RETURN_IF_ERROR(Tell(work, row, *next, reached));
  const bool is_over = next->state() == SlaClock::STOPPED || next->state() == SlaClock::CANCELLED;
  if (is_over) GUANXI_RETURN_IF_ERROR(TakeBackWarnings(work, *next));
  return Arm(work, time, *next);
}

absl::StatusOr<SlaTime> SlaClocks::TimeFor(UnitOfWork& work, const std::string& calendar) const {
  if (calendar.empty()) return SlaTime();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(calendars_->type(), calendar, "work_calendar"));
  // Whoever changes it meanwhile waits, and then finds this clock.
  GUANXI_ASSIGN_OR_RETURN(const auto rows,
                          work.GetMany(*calendars_, {name.id}, resource::Lock::kShared));
  const auto row = rows.find(name.id);
  if (row == rows.end()) return absl::InternalError("a clock's calendar is gone");
  GUANXI_ASSIGN_OR_RETURN(worktime::WorkTime work_time,
                          WorkTimeOf(static_cast<const v1::WorkCalendar&>(*row->second.message)));
  return SlaTime(std::move(work_time));
}

absl::Status SlaClocks::Arm(UnitOfWork& work, const SlaTime& time, const SlaClock& clock) const {
  if (timers_ == nullptr) return absl::OkStatus();
  const Uuid& tenant = work.principal().tenant;
  const std::optional<absl::Time> next = NextTime(time, clock);
  if (!next.has_value()) {
    return timers::Timers::Disarm(work.tx(), tenant, kSlaClockTimer, clock.name());
  }
  return timers_->Arm(work.tx(), tenant, timers::Timer{kSlaClockTimer, clock.name(), *next});
}

absl::Status SlaClocks::Tell(UnitOfWork& work, const Stored& row, const SlaClock& clock,
                             const Reached& reached) const {
  if (reached.stages.empty() && !reached.target) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(policies_->type(), clock.policy(), "policy"));
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> policy, work.Peek(*policies_, name));
  const std::string display_name =
      policy.has_value() ? static_cast<const v1::SlaPolicy&>(*policy->message).display_name() : "";
  GUANXI_RETURN_IF_ERROR(TellReached(work, display_name, clock, reached));
  SlaClock fact = clock;
  fact.clear_reason();
  std::set<std::string> facts;
  if (reached.target) facts.insert("sla.breached");
  for (const int stage : reached.stages) {
    const int64_t ahead = clock.target().seconds() - clock.stages(stage).after().seconds();
    if (ahead != 0) facts.insert(ahead > 0 ? "sla.warned" : "sla.escalated");
  }
  for (const std::string& one : facts) {
    GUANXI_RETURN_IF_ERROR(work.Emit(*clocks_, row, one, fact));
  }
  return absl::OkStatus();
}

std::vector<db::Query> SlaClockQueries() { return {kSelectLast}; }

}  // namespace guanxi::workflow
