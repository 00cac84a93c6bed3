// How a reader applies what is not passed over.
#include <algorithm>
#include <string>

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/guarded.h"
#include "common/events/partition_reader.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;

RecordKey KeyOf(const LogEvent& event) { return {event.tenant_id(), event.resource_id()}; }

bool MayBeOurs(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInternal ||
         status.code() == absl::StatusCode::kUnknown;
}

absl::Time TimeOf(const LogEvent& event) {
  return absl::FromUnixMicros(
      google::protobuf::util::TimeUtil::TimestampToMicroseconds(event.change_time()));
}

}  // namespace

void PartitionReader::ApplyReady(Partition* partition) {
  if (partition->ready.empty()) return;
  const absl::Status status = ApplyAll(partition);
  partition->ready.clear();
  if (!status.ok()) HoldUp(status, partition);
}

absl::Status PartitionReader::ApplyAll(Partition* partition) {
  const Events& events = partition->ready;
  size_t i = 0;
  while (i < events.size() && !is_ending_) {
    if (parked_.count(KeyOf(events[i])) != 0) {
      GUANXI_ASSIGN_OR_RETURN(const bool is_parked, Park(events[i], kBehindDeadLetter,
                                                         /*only_behind=*/true, partition));
      if (is_parked) {
        ++i;
      } else {
        parked_.erase(KeyOf(events[i]));
      }
      continue;
    }
    const auto run = Run(*partition, i);
    const absl::Status status = ApplyRun(run, partition);
    if (status.ok()) {
      i += run.size();
      continue;
    }
    if (IsPassing(status)) return status;
    if (run.size() > 1) {  // Which of them it is shows when each is on its own.
      partition->one_by_one_until = run[run.size() - 1].position();
      continue;
    }
    if (MayBeOurs(status) && ++partition->tries < kTries) return status;
    GUANXI_RETURN_IF_ERROR(
        Park(run[0], ReasonOf(status), /*only_behind=*/false, partition).status());
    parked_.insert(KeyOf(run[0]));
    ++i;
  }
  // What is left behind an end is not passed over.
  if (i < events.size()) partition->until = partition->At();
  return absl::OkStatus();
}

absl::Span<const LogEvent> PartitionReader::Run(const Partition& partition, size_t start) const {
  const Events& events = partition.ready;
  size_t end = start + 1;
  const size_t most = std::min(events.size(), start + static_cast<size_t>(options_.max_batch));
  while (end < most && events[start].position() > partition.one_by_one_until &&
         parked_.count(KeyOf(events[end])) == 0 &&
         (!options_.together || options_.together(events[end - 1], events[end]))) {
    ++end;
  }
  return absl::MakeConstSpan(events).subspan(start, end - start);
}

absl::Status PartitionReader::ApplyRun(absl::Span<const LogEvent> run, Partition* partition) {
  // Up to the next one that is to be applied: what lies between changes nothing.
  const LogEvent* const next = run.data() + run.size();
  const bool is_last = next == partition->ready.data() + partition->ready.size();
  const int64_t position = is_last ? partition->until : next->position() - 1;
  const Done done = [&](db::Transaction& tx) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(cursors_.Move(tx, partition->cursor, position));
    Passed("before_commit");
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(RunGuarded([&] { return options_.apply(run, done); }));
  Passed("after_commit");
  partition->cursor.position = position;
  partition->tries = 0;
  EndHoldUp(partition);
  const absl::Time now = clock_->Now();
  for (const LogEvent& event : run) metrics_->Applied(now - TimeOf(event));
  CountIdle(partition);
  return absl::OkStatus();
}

absl::StatusOr<bool> PartitionReader::Park(const LogEvent& event, const std::string& reason,
                                           bool only_behind, Partition* partition) {
  bool parks = true;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        parks = true;
        if (only_behind) {
          GUANXI_ASSIGN_OR_RETURN(parks, dead_letters_.HasAny(tx, event));
          if (!parks) return absl::OkStatus();
        }
        GUANXI_RETURN_IF_ERROR(cursors_.Move(tx, partition->cursor, event.position()));
        return dead_letters_.Park(tx, event, partition->cursor.partition, reason);
      }));
  if (!parks) return false;
  partition->cursor.position = event.position();
  partition->tries = 0;
  EndHoldUp(partition);
  metrics_->Parked();
  CountIdle(partition);
  Log(Severity::kError, "events.parked",
      {{"consumer", options_.name},
       {"partition", partition->cursor.partition},
       {"position", event.position()},
       {"resource_type", event.resource_type()},
       {"reason", reason}});
  return true;
}

}  // namespace guanxi::events
