// Dead letters that nobody has mended go.
#ifndef GUANXI_COMMON_EVENTS_DEAD_LETTER_PURGE_H_
#define GUANXI_COMMON_EVENTS_DEAD_LETTER_PURGE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/db/database.h"

namespace guanxi::events {

// As long as the log of events keeps what is unread: what nobody has mended by then is given up,
// and the record is told of again when its service's records are read anew.
inline constexpr absl::Duration kKeepDeadLetters = absl::Hours(30 * 24);

// Deletes older ones, of all consumers and tenants; the number of them. See resource::Purge.
absl::StatusOr<int64_t> PurgeDeadLetters(db::Database* database, Clock* clock);

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_DEAD_LETTER_PURGE_H_
