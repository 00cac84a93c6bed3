#include "common/events/partition_reader.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/events/stream.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;
using event::v1::PartitionCursor;
using event::v1::PartitionSection;
using event::v1::ReadPartitionsRequest;
using event::v1::ReadPartitionsResponse;

// How long Redis is waited for while there is nothing to do.
constexpr absl::Duration kWait = absl::Milliseconds(100);
// The log is read so often whatever Redis shows: the producer learns by it how far this is, and how
// fast (Headroom).
constexpr absl::Duration kMovingInterval = absl::Seconds(1);
constexpr absl::Duration kReportInterval = absl::Seconds(10);
constexpr int kStreamLimit = 200;

}  // namespace

PartitionReader::PartitionReader(db::Database* database, Clock* clock,
                                 const Consumer::Options& options, std::vector<int> partitions,
                                 const std::string& owner, ConsumerMetrics* metrics)
    : database_(database),
      clock_(clock),
      options_(options),
      metrics_(metrics),
      cursors_(database, clock, {options.name, owner, std::move(partitions), options.lease}),
      dead_letters_(database, clock, options.name),
      redis_(options.redis.has_value() ? std::make_unique<redis::Client>(*options.redis)
                                       : nullptr) {}

absl::StatusOr<bool> PartitionReader::Turn() {
  if (is_ending_) return false;
  GUANXI_RETURN_IF_ERROR(Hold());
  TakeFromStreams();
  Fetch();
  Sift();
  bool busy = false;
  for (auto& [number, partition] : partitions_) {
    if (is_ending_) return false;
    if (!Works(partition)) continue;
    busy |= partition.until > partition.At();
    ApplyReady(&partition);
  }
  PassIdle();
  WriteIdle();
  TellReached();
  for (const auto& [number, partition] : partitions_) {
    metrics_->SetLag(number, std::max<int64_t>(0, partition.head - partition.At()));
  }
  return busy;
}

bool PartitionReader::IsBehind() const {
  return std::any_of(partitions_.begin(), partitions_.end(), [this](const auto& one) {
    return Works(one.second) && one.second.head > one.second.At();
  });
}

bool PartitionReader::Works(const Partition& partition) const {
  return clock_->Now() >= partition.held_up_until;
}

void PartitionReader::TakeFromStreams() {
  std::vector<StreamPlace> places;
  bool behind = false;
  const absl::Time now = clock_->Now();
  for (auto& [number, partition] : partitions_) {
    partition.ready.clear();
    partition.idle.clear();
    partition.until = 0;
    const bool is_behind = partition.head > partition.At();
    const absl::Duration patience = redis_answers_ ? options_.silence : options_.poll;
    const bool moved = partition.At() != partition.fetched_from;
    partition.fetch = is_behind || now - partition.contact >= patience ||
                      now - partition.fetched >= (moved ? kMovingInterval : kReportInterval);
    if (!Works(partition)) continue;
    behind |= partition.fetch;
    if (!is_behind && !partition.cursor.log.IsNil()) {
      places.push_back({partition.cursor.log, number, partition.At()});
    }
  }
  if (redis_ == nullptr || places.empty()) return;
  const auto entries = ReadStreams(redis_.get(), options_.producer, places, kStreamLimit,
                                   behind ? absl::ZeroDuration() : kWait);
  redis_answers_ = entries.ok();
  if (!entries.ok()) return;
  for (const StreamEntry& entry : *entries) {
    Partition& partition = partitions_[entry.partition];
    const int64_t next = partition.At() + 1 + static_cast<int64_t>(partition.ready.size());
    if (entry.position < next || partition.fetch) continue;
    if (entry.position == next && entry.event.has_value()) {
      partition.ready.push_back(*entry.event);
      partition.contact = now;
      partition.head = std::max(partition.head, entry.position);
    } else {
      partition.fetch = true;  // a gap, or an event that is not shown
    }
  }
}

void PartitionReader::Fetch() {
  std::vector<Partition*> asked;
  for (auto& [number, partition] : partitions_) {
    if (Works(partition) && partition.fetch && partition.ready.empty()) asked.push_back(&partition);
  }
  if (asked.empty() || is_ending_) return;
  // Another one is the first each time, which gets an event however large.
  std::rotate(asked.begin(), asked.begin() + static_cast<int64_t>(fetches_++ % asked.size()),
              asked.end());
  ReadPartitionsRequest request;
  request.set_consumer(options_.name);
  request.set_limit(std::clamp(4 * options_.max_batch, 100, 1000));
  for (const Partition* partition : asked) {
    PartitionCursor& cursor = *request.add_cursors();
    cursor.set_partition(partition->cursor.partition);
    if (!partition->cursor.log.IsNil()) {
      cursor.set_log_id(std::string(partition->cursor.log.bytes()));
    }
    cursor.set_after(partition->At());
  }
  const absl::Time time = clock_->Now();
  absl::StatusOr<ReadPartitionsResponse> response = options_.read(request);
  absl::Status whole = response.status();
  if (whole.ok() && response->sections_size() != request.cursors_size()) {
    whole = absl::InternalError("the log was read of other partitions");
  }
  const auto log = whole.ok() ? Uuid::FromBytes(response->log_id()) : absl::StatusOr<Uuid>(whole);
  for (size_t i = 0; i < asked.size() && !is_ending_; ++i) {
    const absl::Status status =
        log.ok() ? FetchInto(time, *log, response->mutable_sections(static_cast<int>(i)), asked[i])
                 : log.status();
    if (!status.ok()) HoldUp(status, asked[i]);
  }
}

absl::Status PartitionReader::FetchInto(absl::Time time, const Uuid& log, PartitionSection* section,
                                        Partition* partition) {
  Cursor& cursor = partition->cursor;
  if (!cursor.log.IsNil() && log != cursor.log) {
    return RecoverFrom({Loss::Kind::kAnotherLog, cursor.partition}, log, section->head(),
                       partition);
  }
  if (section->trimmed() > partition->At()) {
    return RecoverFrom({Loss::Kind::kRemoved, cursor.partition}, log, section->head(), partition);
  }
  if (cursor.log.IsNil()) {
    GUANXI_RETURN_IF_ERROR(Place(cursor, log, cursor.position));
    cursor.log = log;
  }
  partition->contact = partition->fetched = clock_->Now();
  partition->fetched_from = partition->At();
  partition->read_head = section->head();
  partition->read_time = time;
  partition->head = section->head();
  // Where there is nothing to be applied, a fault of reading is over.
  if (section->events().empty()) EndHoldUp(partition);
  int64_t next = partition->At();
  for (LogEvent& event : *section->mutable_events()) {
    if (event.position() != ++next) return absl::InternalError("the log was read with a gap");
    partition->ready.push_back(std::move(event));
  }
  return absl::OkStatus();
}

void PartitionReader::TellReached() {
  if (!options_.reached) return;
  for (auto& [number, partition] : partitions_) {
    if (partition.At() < partition.read_head || partition.read_time <= partition.told) continue;
    partition.told = partition.read_time;
    options_.reached(number, partition.read_time);
  }
}

void PartitionReader::Passed(const char* point) const {
  if (options_.passed) options_.passed(point);
}

}  // namespace guanxi::events
