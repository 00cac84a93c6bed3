// Reading another service's log over gRPC.
#ifndef GUANXI_COMMON_EVENTS_REMOTE_LOG_H_
#define GUANXI_COMMON_EVENTS_REMOTE_LOG_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "common/events/consumer.h"
#include "common/events/event_key.h"
#include "guanxi/event/v1/log_service.pb.h"

namespace guanxi::events {

// For Consumer::Options.read: asks the LogService at a gRPC target. Errors: those of the call,
// within 5 s. `key` is not owned.
ReadLog ReadLogAt(const std::string& target, const EventKey* key);

// LogService.ReadRecords, however it is reached.
using ReadRecords = std::function<absl::StatusOr<event::v1::ReadRecordsResponse>(
    const event::v1::ReadRecordsRequest&)>;
// The same for ReadRecords.
ReadRecords ReadRecordsAt(const std::string& target, const EventKey* key);

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_REMOTE_LOG_H_
