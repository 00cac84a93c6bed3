// Notices are taken back when what they tell of holds no longer: a to-do is done, a clock has
// stopped, a lead will not be recycled.
//
// What waits to be told is told no more. What was told and is not read yet becomes WITHDRAWN, or,
// among several in one notification, counts no longer; behind the scenes (dispatcher.h), as it
// came. An e-mail that has not left does not leave. What somebody has read stays as it is.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_TAKE_BACK_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_TAKE_BACK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/notification.pb.h"
#include "workflow-svc/notifications/notice.pb.h"

namespace guanxi::workflow {

// What was told.
struct TakenBack {
  std::vector<v1::Notification::Kind> kinds;
  std::string subject;      // the name of the record that it is about
  std::string source = {};  // the name of the rule, reminder or clock that told it; "": whichever
};

// Takes it back, from all who were told. With a source also what that has come to know by now and
// not told yet (Notice::as_of). Errors: those of common/db.
absl::Status TakeBackNotices(resource::UnitOfWork& work, const TakenBack& what);

// What follows is for who queues notices and who tells people. Errors: those of common/db.

// By which notices of a kind about a subject are found, and those of a source.
Uuid AboutKey(v1::Notification::Kind kind, absl::string_view subject);
Uuid SourceKey(absl::string_view source);

// Whether what a source knew of a subject at `as_of` was taken back then or since.
absl::StatusOr<bool> IsRecalled(db::Transaction& tx, const Uuid& tenant, const Uuid& about,
                                const Uuid& source, absl::Time as_of);

// One notice that has become (part of) a notification.
struct NoticeTie {
  Uuid about, source, notice, notification;
  notifications::StoredNotice told;  // title, text and subject, as he was told
};
absl::Status InsertTies(db::Transaction& tx, const Uuid& tenant, const Uuid& recipient,
                        absl::Time now, absl::Span<const NoticeTie> ties);
// Takes out those of a person that a notice of the queue takes back: without what was told.
absl::StatusOr<std::vector<NoticeTie>> TakeTies(db::Transaction& tx, const Uuid& tenant,
                                                const Uuid& recipient,
                                                const notifications::StoredTakeBack& what);
// The last one of a notification that is left; an empty one: none is.
absl::StatusOr<notifications::StoredNotice> LastTold(db::Transaction& tx, const Uuid& tenant,
                                                     const Uuid& notification);

// The statements, for the tests that read SQL.
std::vector<db::Query> TakeBackQueries();
std::vector<db::InsertQuery> TakeBackInserts();
// And those that remove what is old, by time and limit.
db::Query PurgeTies();
db::Query PurgeRecalls();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_TAKE_BACK_H_
