// guanxi.event.v1.LogService: the log of this service for consumers in others.
#ifndef GUANXI_COMMON_EVENTS_LOG_SERVICE_H_
#define GUANXI_COMMON_EVENTS_LOG_SERVICE_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/events/event_log.h"
#include "common/events/record_pages.h"
#include "guanxi/event/v1/log_service.adapter.h"

namespace guanxi::events {

// Thread-safe. Nothing is owned.
class LogServiceImpl : public event::v1::LogServiceMethods {
 public:
  // `records` may be null: then no type has any.
  LogServiceImpl(EventLog* log, const RecordPages* records, Clock* clock)
      : log_(log), records_(records), clock_(clock) {}

  absl::StatusOr<event::v1::ReadPartitionsResponse> ReadPartitions(
      const rpc::Call& call, const event::v1::ReadPartitionsRequest& request) override;
  absl::StatusOr<event::v1::ReadRecordsResponse> ReadRecords(
      const rpc::Call& call, const event::v1::ReadRecordsRequest& request) override;
  absl::StatusOr<event::v1::BatchGetRecordsResponse> BatchGetRecords(
      const rpc::Call& call, const event::v1::BatchGetRecordsRequest& request) override;
  absl::StatusOr<event::v1::ReadHistoriesResponse> ReadHistories(
      const rpc::Call& call, const event::v1::ReadHistoriesRequest& request) override;

 private:
  struct Report {
    absl::Time time = absl::InfinitePast();
    int64_t position = 0;
  };

  // Whether it is time to write the report down: a consumer asks far more often than that.
  bool IsDue(const std::string& consumer, const Reached& reached);

  EventLog* const log_;
  const RecordPages* const records_;
  Clock* const clock_;
  Mutex mutex_;
  // The last ones that were written down, by consumer and partition.
  std::map<std::pair<std::string, int>, Report> reported_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_LOG_SERVICE_H_
