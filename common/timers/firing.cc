#include "common/timers/firing.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/db/driver_error.h"
#include "common/errors/errors.h"
#include "common/errors/guarded.h"
#include "common/events/unit_effects.h"
#include "common/timers/queries.h"
#include "common/timers/runner_metrics.h"

namespace guanxi::timers {
namespace {

constexpr size_t kMaxBatch = 200;
constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kFirstDelay = absl::Seconds(1);
constexpr int64_t kMaxDoublings = 20;

constexpr char kTimerMoved[] = "TIMER_MOVED";

// The first value of kRemoveFired.
std::string AsRead(absl::Span<const ArmedTimer> timers) {
  return absl::StrCat("[",
                      absl::StrJoin(timers, ",",
                                    [](std::string* out, const ArmedTimer& timer) {
                                      absl::StrAppend(out, "[\"", absl::BytesToHexString(timer.key),
                                                      "\",", timer.generation, "]");
                                    }),
                      "]");
}

// Neither the timers' fault nor the handler's: what was read is not so any more.
bool MustReadAgain(const absl::Status& status) {
  return Reason(status) == "CURSOR_MOVED" || db::IsUnknownOutcome(status);
}

}  // namespace

absl::Status Firing::FireAll(const Uuid& tenant, Span timers, events::Cursor* cursor) {
  while (!timers.empty()) {
    const Span batch = Run(timers);
    GUANXI_RETURN_IF_ERROR(FireOrPostpone(tenant, batch, cursor));
    timers.remove_prefix(batch.size());
  }
  return absl::OkStatus();
}

Firing::Span Firing::Run(Span timers) {
  const std::string& kind = timers[0].kind;
  const size_t most = std::min(HealthOf(kind).most, timers.size());
  size_t end = 1;
  while (end < most && timers[end].kind == kind) ++end;
  return timers.first(end);
}

absl::Status Firing::FireOrPostpone(const Uuid& tenant, Span batch, events::Cursor* cursor) {
  const absl::Status status = Fire(tenant, batch, cursor);
  Health& health = HealthOf(batch[0].kind);
  if (status.ok()) {
    health.pause = absl::ZeroDuration();
    health.most = std::min(2 * health.most, MostOf(batch[0].kind));
    return status;
  }
  if (MustReadAgain(status)) return status;
  const bool was_moved = Reason(status) == kTimerMoved;
  // One that was moved meanwhile is read anew when it is due.
  if (was_moved && batch.size() == 1) return absl::OkStatus();
  // It may have been too much for one transaction, passing fault or not.
  if (!was_moved) health.most = std::max<size_t>(1, batch.size() / 2);
  if (batch.size() == 1 || (IsPassing(status) && !was_moved)) {
    return Postpone(tenant, batch, status, *cursor);
  }
  const size_t half = batch.size() / 2;
  GUANXI_RETURN_IF_ERROR(FireOrPostpone(tenant, batch.first(half), cursor));
  return FireOrPostpone(tenant, batch.subspan(half), cursor);
}

absl::Status Firing::Fire(const Uuid& tenant, Span batch, events::Cursor* cursor) {
  const auto found = parts_.kinds->find(batch[0].kind);
  if (found == parts_.kinds->end()) {
    return absl::UnimplementedError("no handler for timers of this kind");
  }
  const Kind& kind = found->second;
  Batch all;
  all.tenant = tenant;
  all.timers.assign(batch.begin(), batch.end());
  GUANXI_RETURN_IF_ERROR(RunGuarded([&]() -> absl::Status {
    if (kind.prepare != nullptr) {
      GUANXI_ASSIGN_OR_RETURN(all.prepared, kind.prepare(all));
    }
    return parts_.engine->Write(
        events::WriterIn(tenant, parts_.options->actor), {db::Lane::kJob}, resource::WriteContext(),
        [&](resource::UnitOfWork& work) { return FireIn(work, kind, all, *cursor); });
  }));
  if (parts_.options->passed != nullptr) parts_.options->passed("after_commit");
  cursor->position += static_cast<int64_t>(batch.size());
  const absl::Time now = parts_.business->Now();
  for (const ArmedTimer& timer : batch) parts_.metrics->Fired(timer.kind, now - timer.next_time);
  return absl::OkStatus();
}

absl::Status Firing::FireIn(resource::UnitOfWork& work, const Kind& kind, const Batch& batch,
                            const events::Cursor& cursor) const {
  GUANXI_RETURN_IF_ERROR(parts_.cursors->Move(
      work.tx(), cursor, cursor.position + static_cast<int64_t>(batch.timers.size())));
  GUANXI_ASSIGN_OR_RETURN(
      const int64_t removed,
      work.tx().Execute(kRemoveFired,
                        {AsRead(batch.timers), batch.tenant.bytes(), batch.timers[0].kind}));
  if (removed != static_cast<int64_t>(batch.timers.size())) {
    return Error(absl::StatusCode::kAborted, kTimerMoved, "a timer was moved or disarmed");
  }
  GUANXI_RETURN_IF_ERROR(kind.fire(work, batch));
  if (parts_.options->passed != nullptr) parts_.options->passed("before_commit");
  return absl::OkStatus();
}

absl::Status Firing::Postpone(const Uuid& tenant, Span batch, const absl::Status& why,
                              const events::Cursor& cursor) {
  const bool passes = IsPassing(why);
  Health& health = HealthOf(batch[0].kind);
  if (passes) {
    health.pause = std::clamp(2 * health.pause, kFirstPause, parts_.options->max_pause);
  }
  Log(Severity::kWarning, "timers.failed",
      {{"kind", batch[0].kind},
       {"timers", static_cast<int64_t>(batch.size())},
       {"attempts", batch[0].attempts + (passes ? 0 : 1)},
       {"code", absl::StatusCodeToString(why.code())},
       {"reason", Reason(why)}});
  parts_.metrics->Failed(batch[0].kind, passes, static_cast<int>(batch.size()));
  return parts_.database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(parts_.cursors->Move(tx, cursor, cursor.position));
    absl::Time next =
        parts_.business->Now() + (passes ? health.pause : DelayAfter(batch[0].attempts));
    for (const ArmedTimer& timer : batch) {
      GUANXI_RETURN_IF_ERROR(tx.Execute(kPostpone, {next, passes ? 0 : 1, tenant.bytes(),
                                                    timer.kind, timer.key, timer.generation})
                                 .status());
      next += absl::Microseconds(1);  // in their order
    }
    return absl::OkStatus();
  });
}

absl::Duration Firing::DelayAfter(int64_t attempts) const {
  const int64_t factor = int64_t{1} << std::min(attempts, kMaxDoublings);
  return std::min(kFirstDelay * factor, parts_.options->max_delay);
}

Firing::Health& Firing::HealthOf(const std::string& kind) {
  const auto [health, is_new] = health_.emplace(kind, Health());
  if (is_new) health->second.most = MostOf(kind);
  return health->second;
}

size_t Firing::MostOf(const std::string& kind) const {
  const auto found = parts_.kinds->find(kind);
  if (found == parts_.kinds->end()) return 1;
  return std::min(static_cast<size_t>(std::max(found->second.max_batch, 1)), kMaxBatch);
}

}  // namespace guanxi::timers
