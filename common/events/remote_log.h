// Reading another service's log over gRPC.
#ifndef GUANXI_COMMON_EVENTS_REMOTE_LOG_H_
#define GUANXI_COMMON_EVENTS_REMOTE_LOG_H_

#include <functional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
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
// Asks there, as ReadLogAt.
ReadRecords ReadRecordsAt(const std::string& target, const AccountToken& token);

// LogService.BatchGetRecords, however it is reached.
using GetRecords = std::function<absl::StatusOr<event::v1::BatchGetRecordsResponse>(
    const event::v1::BatchGetRecordsRequest&)>;
// Asks there, as ReadLogAt.
GetRecords GetRecordsAt(const std::string& target, const AccountToken& token);

// LogService.ReadHistories, however it is reached.
using ReadHistories = std::function<absl::StatusOr<event::v1::ReadHistoriesResponse>(
    const event::v1::ReadHistoriesRequest&)>;
// Asks there, as ReadLogAt.
ReadHistories ReadHistoriesAt(const std::string& target, const AccountToken& token);

// Hands all records of a type in a partition to `take`, as ReadRecords has them: up to `at_once` of
// a tenant at a time. `held` is asked before each page and each `take`. Errors: those of the three,
// which end it.
using TakeRecords =
    absl::FunctionRef<absl::Status(const Uuid& tenant, absl::Span<const event::v1::LogEvent>)>;
absl::Status ReadAllRecords(const ReadRecords& read, const std::string& resource_type,
                            int partition, int at_once, const StillHeld& held, TakeRecords take);

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_REMOTE_LOG_H_
