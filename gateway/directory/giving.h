// Nobody gives a right that he does not have: what a write of the directory must obey.
//
// All of it runs in the write's transaction: what is given counts as the unit of work leaves it,
// earlier entries of a batch included; what the caller has, as it was stored before. Whoever acts
// on somebody's behalf (a token's `act`) gives no rights at all.
#ifndef GUANXI_GATEWAY_DIRECTORY_GIVING_H_
#define GUANXI_GATEWAY_DIRECTORY_GIVING_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/db/query.h"
#include "common/resource/unit_of_work.h"
#include "gateway/directory/resources.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "guanxi/access/v1/role.pb.h"

namespace guanxi::directory {

using RoleNames = google::protobuf::RepeatedPtrField<std::string>;

// Of somebody in `department` ("" for none), the roles that `next` has and `old` (may be null) has
// not:
//   INVALID_ARGUMENT   INVALID_FIELD    one does not exist (`roles[i]`)
//   PERMISSION_DENIED  RIGHTS_NOT_HELD  one has rights that the caller does not have there
absl::Status CheckGivenRoles(resource::UnitOfWork& work, const Resources& all, const RoleNames* old,
                             const RoleNames& next, absl::string_view department);

// That the caller has all that `role` allows. It may be anybody's, wherever he is: what reaches a
// department is held by who has it for all. RIGHTS_NOT_HELD.
absl::Status CheckGivenRights(resource::UnitOfWork& work, const Resources& all,
                              const access::v1::Role& role);

// What these roles let do in `department` that they did not elsewhere: of a user who moves there.
// RIGHTS_NOT_HELD.
absl::Status CheckGivenPlace(resource::UnitOfWork& work, const Resources& all,
                             const RoleNames& roles, absl::string_view department);

// That the caller has all rights that these roles give in `department`. RIGHTS_NOT_HELD.
absl::Status CheckRanksAbove(resource::UnitOfWork& work, const Resources& all,
                             const RoleNames& roles, absl::string_view department);

// The same of the user with that name, as he is; of one who is not there any more nothing is asked.
absl::Status CheckRanksAboveUser(resource::UnitOfWork& work, const Resources& all,
                                 absl::string_view user);

// The same of everybody active in the department.
absl::Status CheckRanksAbovePeople(resource::UnitOfWork& work, const Resources& all,
                                   absl::string_view department);

// What those above `parent`, and in it, are given who see what is below them: of a department that
// moves there from below `old_parent` (either may be ""). RIGHTS_NOT_HELD.
absl::Status CheckGivenDepartment(resource::UnitOfWork& work, const Resources& all,
                                  absl::string_view department, absl::string_view old_parent,
                                  absl::string_view parent);

// Its statements, for the linter.
std::vector<db::Query> GivingQueries();

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_GIVING_H_
