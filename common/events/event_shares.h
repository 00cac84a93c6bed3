// Whether what is shared with somebody has changed.
#ifndef GUANXI_COMMON_EVENTS_EVENT_SHARES_H_
#define GUANXI_COMMON_EVENTS_EVENT_SHARES_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::events {

// Whether the event is of a share with the principal or a department of his, and he does not see
// all anyway. `row` is the share as it is now; null: it was erased. INTERNAL if it is damaged.
absl::StatusOr<bool> ConcernsSharesWith(const Principal& principal,
                                        const resource::Resource& resource,
                                        const resource::Stored* row,
                                        const event::v1::LogEvent& event);

// Whether the time of such a share was up between two moments. `type` is one of shares. Errors:
// those of common/db.
absl::StatusOr<bool> HasSharesEnded(db::Transaction& tx, const Principal& principal,
                                    const resource::ResourceType& type, absl::Time after,
                                    absl::Time until);

// For the linter.
db::Query EndedSharesQuery(const resource::ResourceType& type);

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_EVENT_SHARES_H_
