// What a write of the directory must obey besides the rules of its own resource: who gives which
// rights, that an administrator is left, and that services hear of it.
//
// All of it runs in the write's transaction, after what it writes, and before COMMIT.
#ifndef GUANXI_GATEWAY_DIRECTORY_GUARD_H_
#define GUANXI_GATEWAY_DIRECTORY_GUARD_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/unit_of_work.h"
#include "gateway/directory/resources.h"
#include "gateway/directory/rights.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "guanxi/access/v1/role.pb.h"
#include "guanxi/access/v1/session.pb.h"
#include "guanxi/access/v1/user.pb.h"

namespace guanxi::directory {

// Whether the writes are the operator's own, which no rights bind.
bool IsOperators(const resource::UnitOfWork& work);

// Gives the tenant's policy a new version. Of all writers of a directory one goes on at a time from
// here to COMMIT: what is read afterwards is as the others left it.
absl::Status NewPolicyVersion(resource::UnitOfWork& work);

// The rights of a subject (`users/{user}`, `clients/{client}`) by its stored roles; none if it is
// absent, deleted or not active.
absl::StatusOr<std::vector<access::v1::Role>> RolesOf(db::Transaction& tx, const Uuid& tenant,
                                                      const Resources& all,
                                                      absl::string_view subject);

using RoleNames = google::protobuf::RepeatedPtrField<std::string>;

// Of roles that `next` has and `old` (may be null) has not:
//   INVALID_ARGUMENT   INVALID_FIELD    one does not exist (`roles[i]`)
//   PERMISSION_DENIED  RIGHTS_NOT_HELD  one has rights that the caller does not have
absl::Status CheckGivenRoles(resource::UnitOfWork& work, const Resources& all, const RoleNames* old,
                             const RoleNames& next);
// Of what `next` allows beyond `old`, which may be null. RIGHTS_NOT_HELD.
absl::Status CheckGivenRights(resource::UnitOfWork& work, const Resources& all,
                              const access::v1::Role* old, const access::v1::Role& next);
// That the caller has all rights that these roles give. RIGHTS_NOT_HELD.
absl::Status CheckRanksAbove(resource::UnitOfWork& work, const Resources& all,
                             const RoleNames& roles);

// That a user who is an active administrator besides `user` is left.
//   FAILED_PRECONDITION  LAST_ADMINISTRATOR
absl::Status CheckAdministratorLeft(resource::UnitOfWork& work, const Resources& all,
                                    const access::v1::User& user);
// Whether the user is an administrator who can act.
bool IsActiveAdministrator(const Uuid& tenant, const access::v1::User& user);

// That nobody has the role. FAILED_PRECONDITION, ROLE_IN_USE.
absl::Status CheckRoleUnused(resource::UnitOfWork& work, const Resources& all,
                             const access::v1::Role& role);

// Ends the user's open sessions, the newest kMaxWrites of them.
absl::Status EndSessions(resource::UnitOfWork& work, const Resources& all, absl::string_view user,
                         access::v1::Session::EndReason reason);

// Makes the session one that ended at `now`.
void EndSession(absl::Time now, access::v1::Session::EndReason reason,
                access::v1::Session* session);

// Its statements, for the linter.
std::vector<db::Query> GuardQueries();

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_GUARD_H_
