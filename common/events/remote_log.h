// Reading another service's log over gRPC.
#ifndef GUANXI_COMMON_EVENTS_REMOTE_LOG_H_
#define GUANXI_COMMON_EVENTS_REMOTE_LOG_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "common/events/consumer.h"
#include "guanxi/event/v1/log_service.pb.h"

namespace guanxi::events {

// The bearer token of the service's own account (ServiceAccount::Token).
using AccountToken = std::function<absl::StatusOr<std::string>()>;

// For Consumer::Options.read: asks the LogService at a gRPC target. Errors: those of `token`, and
// of the call, within 5 s.
ReadLog ReadLogAt(const std::string& target, const AccountToken& token);

// LogService.ReadRecords, however it is reached.
using ReadRecords = std::function<absl::StatusOr<event::v1::ReadRecordsResponse>(
    const event::v1::ReadRecordsRequest&)>;
// The same for ReadRecords.
ReadRecords ReadRecordsAt(const std::string& target, const AccountToken& token);

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_REMOTE_LOG_H_
