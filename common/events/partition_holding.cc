// Which partitions a reader holds, and what becomes of those of which nothing can be read or
// applied.
#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/partition_reader.h"

namespace guanxi::events {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(100);

}  // namespace

absl::Status PartitionReader::Release() {
  write_next_ = absl::InfinitePast();
  WriteIdle();
  return cursors_.Release();
}

absl::Status PartitionReader::Hold() {
  const absl::Time now = clock_->Now();
  if (now < hold_next_) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Cursor> held, cursors_.Hold());
  std::map<int, Partition> partitions;
  for (const Cursor& cursor : held) {
    Partition& partition = partitions[cursor.partition];
    if (const auto known = partitions_.find(cursor.partition); known != partitions_.end()) {
      partition = std::move(known->second);
    }
    // What the row says holds: a COMMIT may have come through of which nobody was told, and what
    // was passed is so behind the position of before alone.
    const Cursor& before = partition.cursor;
    if (before.log != cursor.log || before.position != cursor.position) partition.passed = 0;
    partition.cursor = cursor;
    partition.ready.clear();
  }
  // Of what is another reader's now that one tells.
  for (const auto& [number, partition] : partitions_) {
    if (partitions.count(number) != 0) continue;
    metrics_->SetLag(number, 0);
    metrics_->SetState(number, ConsumerMetrics::State::kWorks);
  }
  partitions_ = std::move(partitions);
  hold_next_ = now + options_.lease / 3;
  return absl::OkStatus();
}

absl::Status PartitionReader::KeepHolding(const Cursor& cursor) {
  if (is_ending_) return absl::CancelledError("the process ends");
  const absl::Time now = clock_->Now();
  if (now < hold_next_) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Cursor> held, cursors_.Hold());
  hold_next_ = now + options_.lease / 3;
  for (const Cursor& one : held) {
    if (one.partition == cursor.partition && one.epoch == cursor.epoch) return absl::OkStatus();
  }
  return Error(absl::StatusCode::kAborted, "CURSOR_MOVED", "the partition is another reader's");
}

absl::Status PartitionReader::RecoverFrom(const Loss& loss, const Uuid& log, int64_t head,
                                          Partition* partition) {
  Log(Severity::kError, "events.recovers",
      {{"consumer", options_.name},
       {"partition", loss.partition},
       {"cause", loss.kind == Loss::Kind::kRemoved ? "removed" : "another_log"}});
  metrics_->SetState(loss.partition, ConsumerMetrics::State::kRecovers);
  const Cursor& cursor = partition->cursor;
  const absl::Status recovered = options_.recover(loss, [&] { return KeepHolding(cursor); });
  // What was held meanwhile may be another's now, or more.
  hold_next_ = absl::InfinitePast();
  GUANXI_RETURN_IF_ERROR(recovered);
  GUANXI_RETURN_IF_ERROR(Place(cursor, log, head));
  partition->cursor.log = log;
  partition->cursor.position = head;
  partition->passed = 0;
  partition->tries = 0;
  partition->one_by_one_until = 0;
  partition->pause = absl::ZeroDuration();
  partition->head = head;
  partition->contact = partition->fetched = clock_->Now();
  metrics_->SetState(loss.partition, ConsumerMetrics::State::kWorks);
  return absl::OkStatus();
}

absl::Status PartitionReader::Place(const Cursor& cursor, const Uuid& log, int64_t position) {
  return database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
    // First: dead letters of a partition that is another reader's now are that reader's, too.
    GUANXI_RETURN_IF_ERROR(cursors_.Place(tx, cursor, log, position));
    return dead_letters_.Forget(tx, cursor.partition);
  });
}

void PartitionReader::HoldUp(const absl::Status& status, Partition* partition) {
  // The pause may be over before the round is: what was read is then neither applied nor passed.
  partition->ready.clear();
  partition->idle.clear();
  partition->until = partition->At();
  if (partition->pause == absl::ZeroDuration()) {
    Log(Severity::kWarning, "events.held_up",
        {{"consumer", options_.name},
         {"partition", partition->cursor.partition},
         {"reason", ReasonOf(status)}});
    metrics_->SetState(partition->cursor.partition, ConsumerMetrics::State::kHeldUp);
  }
  partition->pause = std::clamp(2 * partition->pause, kFirstPause, options_.max_pause);
  partition->held_up_until = clock_->Now() + partition->pause;
  hold_next_ = absl::InfinitePast();  // the cursor may be another one now
}

void PartitionReader::EndHoldUp(Partition* partition) {
  if (partition->pause == absl::ZeroDuration()) return;
  partition->pause = absl::ZeroDuration();
  metrics_->SetState(partition->cursor.partition, ConsumerMetrics::State::kWorks);
}

}  // namespace guanxi::events
