// The answer to a repeated request, which was recorded when its caller may have seen more.
#ifndef GUANXI_COMMON_RESOURCE_REPLAY_H_
#define GUANXI_COMMON_RESOURCE_REPLAY_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/db/transaction.h"
#include "common/resource/environment.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// Whether `principal` may see today what the recorded answer shows: its resources (those that the
// environment knows) by the row scope that he has now, as he may name them. `status` is what became
// of the request when it was done once more. That he may not do it any more stands, unless it is
// about the rows: by the request itself they may have become somebody else's. So does NOT_FOUND
// where the answer shows something that is no resource, or one that is there and whose type has no
// scope: then it is the method that shows it to some alone. What he sees of the fields is decided
// where answers leave.
//
// Errors: `status`, <TYPE>_NOT_FOUND, and those of common/db and RowScope::Of.
absl::Status CheckReplay(db::Transaction& tx, const Environment& environment,
                         const Principal& principal, absl::Time now, const absl::Status& status,
                         const google::protobuf::Message& answer);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_REPLAY_H_
