#include "common/timers/partition_runner.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/timers/queries.h"
#include "common/timers/rows.h"

namespace guanxi::timers {
namespace {

// Timers of a tenant before it is another one's turn.
constexpr int kTimersOfTurn = 200;
// Batches before it is asked again who has any.
constexpr int kTurnsOfRound = 20;
// How soon it is looked for what was armed and whose transaction was not over yet; doubles.
constexpr absl::Duration kFirstLook = absl::Milliseconds(5);

Firing::Parts With(Firing::Parts parts, const events::Cursors* cursors) {
  parts.cursors = cursors;
  return parts;
}

}  // namespace

PartitionRunner::PartitionRunner(const Firing::Parts& firing, Clock* system,
                                 std::vector<int> partitions, const std::string& owner)
    : system_(system),
      cursors_(firing.database, system,
               {kConsumer, owner, std::move(partitions), firing.options->lease}),
      parts_(With(firing, &cursors_)),
      firing_(parts_) {}

void PartitionRunner::End() {
  is_ending_ = true;
  alarm_.End();
}

absl::StatusOr<int> PartitionRunner::Turn() {
  const absl::Time armed = alarm_.Take();
  if (armed < absl::InfiniteFuture()) {
    expected_ = std::min(expected_, armed);
    look_again_ = kFirstLook;
  }
  GUANXI_RETURN_IF_ERROR(Hold());
  GUANXI_ASSIGN_OR_RETURN(const std::vector<int> due, FindDue());
  int worked = 0;
  for (const int partition : due) {
    const auto of_partition = TurnOf(partition);
    // What is held may be another's now, and the cursor another one.
    if (!of_partition.ok()) hold_next_ = absl::InfinitePast();
    GUANXI_RETURN_IF_ERROR(of_partition.status());
    worked += *of_partition;
  }
  return worked;
}

absl::Status PartitionRunner::Hold() {
  const absl::Time now = system_->Now();
  if (now < hold_next_) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const std::vector<events::Cursor> held, cursors_.Hold());
  held_.clear();
  for (const events::Cursor& cursor : held) held_[cursor.partition] = cursor;
  hold_next_ = now + parts_.options->lease / 3;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<int>> PartitionRunner::FindDue() {
  std::vector<int> due;
  GUANXI_RETURN_IF_ERROR(
      parts_.database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        due.clear();
        next_ = absl::InfiniteFuture();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectNextTimes, {}));
        const absl::Time now = parts_.business->Now();
        for (const db::Row row : rows) {
          const int partition = static_cast<int>(row.Int64(0));
          if (row.IsNull(1) || held_.count(partition) == 0) continue;
          if (row.Time(1) <= now) {
            due.push_back(partition);
          } else {
            next_ = std::min(next_, row.Time(1));
          }
        }
        return absl::OkStatus();
      }));
  return due;
}

absl::StatusOr<int> PartitionRunner::TurnOf(int partition) {
  const absl::Time now = parts_.business->Now();
  GUANXI_ASSIGN_OR_RETURN(std::vector<Uuid> tenants, TenantsOf(partition, now));
  int worked = 0;
  for (int turn = 0; turn < kTurnsOfRound && !tenants.empty();) {
    std::vector<Uuid> more;
    for (const Uuid& tenant : tenants) {
      GUANXI_RETURN_IF_ERROR(Hold());
      const auto cursor = held_.find(partition);
      if (is_ending_ || cursor == held_.end()) return worked;
      GUANXI_ASSIGN_OR_RETURN(const std::vector<ArmedTimer> due, DueOf(tenant, partition, now));
      GUANXI_RETURN_IF_ERROR(firing_.FireAll(tenant, due, &cursor->second));
      worked += static_cast<int>(due.size());
      if (due.size() == size_t{kTimersOfTurn}) more.push_back(tenant);
      ++turn;
    }
    tenants = std::move(more);
  }
  return worked;
}

absl::StatusOr<std::vector<Uuid>> PartitionRunner::TenantsOf(int partition, absl::Time now) {
  std::vector<Uuid> tenants;
  GUANXI_RETURN_IF_ERROR(
      parts_.database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        tenants.clear();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                tx.Select(kSelectDueTenants, {partition, now}));
        for (const db::Row row : rows) {
          GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(row.String(0)));
          tenants.push_back(tenant);
        }
        return absl::OkStatus();
      }));
  return tenants;
}

absl::StatusOr<std::vector<ArmedTimer>> PartitionRunner::DueOf(const Uuid& tenant, int partition,
                                                               absl::Time now) {
  std::vector<ArmedTimer> due;
  GUANXI_RETURN_IF_ERROR(
      parts_.database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        due.clear();
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows rows,
            tx.Select(kSelectDue, {tenant.bytes(), partition, now, kTimersOfTurn}));
        for (const db::Row row : rows) due.push_back(ReadTimer(row));
        return absl::OkStatus();
      }));
  return due;
}

void PartitionRunner::Sleep() {
  const absl::Time now = parts_.business->Now();
  const absl::Duration poll = parts_.options->poll;
  absl::Duration wait = std::clamp(next_ - now, absl::ZeroDuration(), poll);
  if (expected_ > now) {
    wait = std::min(wait, expected_ - now);
  } else {
    wait = std::min(wait, look_again_);
    look_again_ *= 2;
    if (look_again_ > poll) expected_ = absl::InfiniteFuture();
  }
  alarm_.Wait(now + wait, wait);
}

}  // namespace guanxi::timers
