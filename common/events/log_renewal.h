// How an event log becomes another one.
#ifndef GUANXI_COMMON_EVENTS_LOG_RENEWAL_H_
#define GUANXI_COMMON_EVENTS_LOG_RENEWAL_H_

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/event_log.h"

namespace guanxi::events {

// Makes the log `old` another one, if nobody has. With `ahead`, places where readers of it are,
// only if it has not come up to each of them in the end: a node of a cluster may show one that has
// been passed already, and then all readers would read everything anew for nothing. Errors: those
// of the database.
absl::Status RenewLog(db::Database* database, UuidSource* ids, const Uuid& old,
                      absl::Span<const Reached> ahead);

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_LOG_RENEWAL_H_
