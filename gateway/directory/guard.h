// What a write of the directory must obey besides the rules of its own resource: that an
// administrator is left, and that services hear of it. Who may give which rights is in giving.h.
//
// All of it runs in the write's transaction, after what it writes, and before COMMIT.
#ifndef GUANXI_GATEWAY_DIRECTORY_GUARD_H_
#define GUANXI_GATEWAY_DIRECTORY_GUARD_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/resource/unit_limits.h"
#include "common/resource/unit_of_work.h"
#include "gateway/directory/resources.h"
#include "guanxi/access/v1/role.pb.h"
#include "guanxi/access/v1/session.pb.h"
#include "guanxi/access/v1/user.pb.h"

namespace guanxi::directory {

// Gives the tenant's policy a new version. Of all writers of a directory one goes on at a time from
// here to COMMIT: what is read afterwards is as the others left it.
absl::Status NewPolicyVersion(resource::UnitOfWork& work);

// Has checked at the end of the unit of work, when all is written, that a user is left who is an
// active administrator; `user` is one no more.
//   FAILED_PRECONDITION  LAST_ADMINISTRATOR
void CheckAdministratorLeft(resource::UnitOfWork& work, const Resources& all,
                            const access::v1::User& user);
// Whether the user is an administrator who can act.
bool IsActiveAdministrator(const Uuid& tenant, const access::v1::User& user);

// That the department, of the write's field `path`, takes people and departments; "" is none.
//   INVALID_ARGUMENT  INVALID_FIELD  it is closed
absl::Status CheckDepartmentOpen(resource::UnitOfWork& work, const Resources& all,
                                 absl::string_view path, absl::string_view department);

// That nobody has the role. FAILED_PRECONDITION, ROLE_IN_USE.
absl::Status CheckRoleUnused(resource::UnitOfWork& work, const Resources& all,
                             const access::v1::Role& role);

// How long a session lasts at most.
inline constexpr absl::Duration kLongestSession = absl::Hours(30 * 24);
// A user has at most so many open sessions (MakeRoomForSession): all of them can be ended in the
// transaction of what ends them.
inline constexpr int kMaxOpenSessions = resource::kMaxWrites;

// Takes the user's sessions until the end of the unit of work. Whoever begins one, or ends all of
// them, holds this: either a session is there to be ended, or it is begun after the end and by what
// proves the user then.
absl::Status HoldSessions(resource::UnitOfWork& work, const Uuid& user);

// Ends the oldest open sessions of the user, which are held, so that there is room for one more.
absl::Status MakeRoomForSession(resource::UnitOfWork& work, const Resources& all, const Uuid& user);

// Holds the user's sessions and ends all that are open; of more than kMaxOpenSessions, which a
// version before may have left, the newest. Whoever ends them also refuses what was begun until now
// (PutPassword, RefuseEarlierSessions): nothing carries the others on, and the next logins end
// them.
absl::Status EndSessions(resource::UnitOfWork& work, const Resources& all, absl::string_view user,
                         access::v1::Session::EndReason reason);

// Makes the session one that ended at `now`.
void EndSession(absl::Time now, access::v1::Session::EndReason reason,
                access::v1::Session* session);

// Its statements, for the linter.
std::vector<db::Query> GuardQueries();

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_GUARD_H_
