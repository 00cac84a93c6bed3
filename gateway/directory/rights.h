// What roles allow, and whether some rights are among others.
//
// Pure functions: no I/O. Here rights are compared to decide who may give them; what a call may do
// with them is decided by each service.
#ifndef GUANXI_GATEWAY_DIRECTORY_RIGHTS_H_
#define GUANXI_GATEWAY_DIRECTORY_RIGHTS_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "guanxi/access/v1/role.pb.h"

namespace guanxi::directory {

// The rights of several roles together.
struct Rights {
  std::vector<access::v1::Permission> permissions;
  // By resource type and path: the mildest of the roles' policies. A field that one of the roles
  // leaves open is not here.
  std::map<std::pair<std::string, std::string>, access::v1::FieldPolicy::Access> field_policies;
  std::set<int> unmasks;  // metadata.v1.PersonalData
};

Rights RightsOf(const std::vector<access::v1::Role>& roles);

// Whether `pattern` can be a Permission's: `*`, or `<resource>.<verb>` with either of letters (and
// `_`), or `*`.
bool IsPattern(absl::string_view pattern);
// Whether all permissions that `inner` means are meant by `outer`.
bool Covers(absl::string_view outer, absl::string_view inner);

// Whether the rights hold for `permission` ("users.update") on all of the tenant.
bool HoldsForAll(const Rights& rights, absl::string_view permission);

// What of `given` is not in `own`, for an error's text ("customers.* for ALL", "PHONE in full",
// "guanxi.dev/Customer.grade"); "" if all is. A permission must be covered by one of `own` alone.
std::string Missing(const Rights& own, const Rights& given);

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_RIGHTS_H_
