// What a change of a user must obey, and what follows from it.
#ifndef GUANXI_GATEWAY_DIRECTORY_USER_CHANGES_H_
#define GUANXI_GATEWAY_DIRECTORY_USER_CHANGES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/auth/principal.h"
#include "common/resource/unit_of_work.h"
#include "gateway/directory/resources.h"
#include "guanxi/access/v1/department.pb.h"
#include "guanxi/access/v1/user.pb.h"

namespace guanxi::directory {

// For resource::Behavior.derive. Gives the tenant's policy a new version, and ends the sessions of
// who may not log in any more.
//   INVALID_ARGUMENT     INVALID_FIELD       `department` is closed, and he was not in it
//   PERMISSION_DENIED    RIGHTS_NOT_HELD     he is given rights that the caller does not have; or
//                                            he has such, and what he may do, whether and by what
//                                            he logs in, his e-mail or manager is changed
//   PERMISSION_DENIED    USER_OUT_OF_SCOPE   the caller's permission does not reach him, or the
//                                            department that he is put into; or he changes his own
//                                            manager or department by one for less than ALL
//   FAILED_PRECONDITION  LAST_ADMINISTRATOR  nobody would be left who is one
absl::Status DeriveUser(resource::UnitOfWork& work, const Resources& all, resource::ChangeKind kind,
                        const access::v1::User* old, const access::v1::User& next);

// Of a department that is made or changed (`old` is null for a new one), that the caller may say
// who its head is: as who says who their manager is, of all who are in it.
//   PERMISSION_DENIED  USER_OUT_OF_SCOPE  his users.update does not reach the department, or, of a
//                                         new one, is not for ALL or SUBTREE from where it is put;
//                                         or it is his own, and his permission for less than ALL
//   PERMISSION_DENIED  RIGHTS_NOT_HELD    somebody active in it has rights that he does not have
absl::Status CheckMayChooseHead(resource::UnitOfWork& work, const Resources& all,
                                const access::v1::Department* old,
                                const access::v1::Department& next);

// That the caller's permission (`users.handOver`) reaches the user, whom the request's field `path`
// names: of less than ALL it reaches the people of its departments, and oneself.
//   PERMISSION_DENIED  USER_OUT_OF_SCOPE
absl::Status CheckReaches(const Principal& caller, absl::string_view permission,
                          const access::v1::User& user, absl::string_view path);

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_USER_CHANGES_H_
