// What is looked up to tell somebody something, and of what somebody was told.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_READS_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_READS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/notification_preference.pb.h"
#include "workflow-svc/notifications/template_texts.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

// In the tenant of the unit of work, or in the one that is named, whoever asks. Errors of all
// functions: those of common/db.

absl::StatusOr<std::optional<v1::NotificationPreference>> FindPreference(resource::UnitOfWork& work,
                                                                         const Resources& all,
                                                                         const Uuid& user);

// The text of a key for somebody who reads `locale`: by the tenant's templates, or ours. Of a key
// that nobody has a text for, its title is the key: something happened, and is not dropped.
absl::StatusOr<TemplateText> FindText(resource::UnitOfWork& work, const Resources& all,
                                      absl::string_view key, absl::string_view locale);

// The mail server by which people are told: the oldest active one, or the oldest that is paused,
// for which mail waits; nil: there is none.
absl::StatusOr<Uuid> FindMailChannel(resource::UnitOfWork& work);

// In which zone the person's hours are: his, or the tenant's.
absl::TimeZone ZoneOf(const resource::UnitOfWork& work,
                      const v1::NotificationPreference& preference);

// When what is ready at `time` may be sent to somebody with this preference: when his quiet hours
// end, in his zone or the tenant's, if it lies in them.
absl::Time MayBeSentAt(const resource::UnitOfWork& work,
                       const std::optional<v1::NotificationPreference>& preference,
                       absl::Time time);

// How many notifications a person has not read.
absl::StatusOr<int> CountUnread(db::Transaction& tx, const Uuid& tenant, const Uuid& person);
// The oldest of them that were made at `time` or before, up to `limit`.
absl::StatusOr<std::vector<Uuid>> UnreadUpTo(db::Transaction& tx, const Uuid& tenant,
                                             const Uuid& person, absl::Time time, int limit);

// The statements, for the tests that read SQL.
std::vector<db::Query> NotificationReadQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_READS_H_
