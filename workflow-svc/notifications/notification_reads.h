// What a unit of work looks up to tell somebody something.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_READS_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_READS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/notification_preference.pb.h"
#include "workflow-svc/notifications/template_texts.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

// In the tenant of the unit of work, whoever asks. Errors of all functions: those of common/db.

absl::StatusOr<std::optional<v1::NotificationPreference>> FindPreference(resource::UnitOfWork& work,
                                                                         const Resources& all,
                                                                         const Uuid& user);

// The text of a key for somebody who reads `locale`: by the tenant's templates, or ours. Of a key
// that nobody has a text for, its title is the key: something happened, and is not dropped.
absl::StatusOr<TemplateText> FindText(resource::UnitOfWork& work, const Resources& all,
                                      absl::string_view key, absl::string_view locale);

// The mail server by which people are told: the oldest active one; nil: there is none.
absl::StatusOr<Uuid> FindMailChannel(resource::UnitOfWork& work);

// The statements, for the tests that read SQL.
std::vector<db::Query> NotificationReadQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_READS_H_
