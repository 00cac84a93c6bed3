// Reads of users outside units of work.
#ifndef GUANXI_GATEWAY_DIRECTORY_USERS_H_
#define GUANXI_GATEWAY_DIRECTORY_USERS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "gateway/directory/resources.h"

namespace guanxi::directory {

// The department of a user who gets records of others, or "" if he is in none that takes any: one
// who is active, and whom all services have heard of as he is, as they have of a change within 5 s.
//   NOT_FOUND    USER_NOT_FOUND      he is absent or not active
//   UNAVAILABLE  USER_NOT_KNOWN_YET  a service might not take him yet
absl::StatusOr<std::string> DepartmentOfHeir(db::Database* database, const Uuid& tenant,
                                             const Resources& all, absl::string_view name,
                                             absl::Time now);

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_USERS_H_
