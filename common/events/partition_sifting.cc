// What a reader passes over, since it changes nothing.
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/guarded.h"
#include "common/events/partition_reader.h"

namespace guanxi::events {

using event::v1::LogEvent;

void PartitionReader::Sift() {
  std::vector<Partition*> ready;
  for (auto& [number, partition] : partitions_) {
    if (!Works(partition) || partition.ready.empty()) continue;
    partition.until = partition.ready.back().position();
    ready.push_back(&partition);
  }
  parked_.clear();
  if (ready.empty() || SiftAll(ready).ok()) return;
  // What cannot be judged now holds up its own partition alone.
  for (Partition* partition : ready) {
    const absl::Status status = SiftAll(absl::MakeConstSpan(&partition, 1));
    if (!status.ok()) HoldUp(status, partition);
  }
}

absl::StatusOr<std::vector<bool>> PartitionReader::Ask(
    absl::Span<const LogEvent* const> events) const {
  if (!options_.concerns) return std::vector<bool>(events.size(), true);
  auto concerns = RunGuarded([&] { return options_.concerns(events); });
  if (concerns.ok() && concerns->size() != events.size()) {
    return absl::InternalError("not each event was judged");
  }
  return concerns;
}

absl::StatusOr<std::vector<bool>> PartitionReader::Judge(
    absl::Span<const LogEvent* const> events) const {
  auto concerns = Ask(events);
  if (concerns.ok() || IsPassing(concerns.status())) return concerns;
  std::map<std::string, std::vector<size_t>> by_tenant;
  for (size_t i = 0; i < events.size(); ++i) by_tenant[events[i]->tenant_id()].push_back(i);
  std::vector<bool> judged(events.size(), true);
  for (const auto& [tenant, places] : by_tenant) {
    std::vector<const LogEvent*> own;
    for (const size_t i : places) own.push_back(events[i]);
    const auto of_tenant = Ask(own);
    if (!of_tenant.ok() && IsPassing(of_tenant.status())) return of_tenant;
    for (size_t i = 0; of_tenant.ok() && i < places.size(); ++i) {
      judged[places[i]] = (*of_tenant)[i];
    }
  }
  return judged;
}

absl::Status PartitionReader::SiftAll(absl::Span<Partition* const> partitions) {
  std::vector<const LogEvent*> events;
  for (const Partition* partition : partitions) {
    for (const LogEvent& event : partition->ready) events.push_back(&event);
  }
  GUANXI_ASSIGN_OR_RETURN(const std::vector<bool> concerns, Judge(events));
  std::vector<const LogEvent*> concerned;
  for (size_t i = 0; i < events.size(); ++i) {
    if (concerns[i]) concerned.push_back(events[i]);
  }
  if (!concerned.empty()) {
    GUANXI_ASSIGN_OR_RETURN(std::set<RecordKey> parked, dead_letters_.Parked(concerned));
    parked_.merge(parked);
  }
  size_t next = 0;
  for (Partition* partition : partitions) {
    Events ready;
    for (LogEvent& event : partition->ready) {
      if (concerns[next++]) {
        ready.push_back(std::move(event));
      } else {
        partition->idle.push_back(event.position());
      }
    }
    partition->ready = std::move(ready);
  }
  return absl::OkStatus();
}

void PartitionReader::PassIdle() {
  for (auto& [number, partition] : partitions_) {
    if (!Works(partition) || partition.until <= partition.At()) continue;
    partition.passed = partition.until;
    CountIdle(&partition);
    EndHoldUp(&partition);
  }
}

void PartitionReader::WriteIdle() {
  const absl::Time now = clock_->Now();
  if (now < write_next_) return;
  std::vector<Partition*> written;
  for (auto& [number, partition] : partitions_) {
    if (partition.passed > partition.cursor.position && Works(partition)) {
      written.push_back(&partition);
    }
  }
  if (written.empty()) return;
  write_next_ = now + options_.pass_interval;
  const absl::Status status =
      database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        for (const Partition* partition : written) {
          GUANXI_RETURN_IF_ERROR(cursors_.Move(tx, partition->cursor, partition->passed));
        }
        Passed("before_commit");
        return absl::OkStatus();
      });
  if (!status.ok()) {
    for (Partition* partition : written) HoldUp(status, partition);
    return;
  }
  Passed("after_commit");
  for (Partition* partition : written) partition->cursor.position = partition->passed;
}

void PartitionReader::CountIdle(Partition* partition) {
  auto next = partition->idle.begin();
  for (; next != partition->idle.end() && *next <= partition->At(); ++next) {
    metrics_->PassedOver();
  }
  partition->idle.erase(partition->idle.begin(), next);
}

}  // namespace guanxi::events
