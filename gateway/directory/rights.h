// Whether the rights of a role are among those that somebody has: what decides who may give it.
//
// Pure functions: no I/O. What a call may do with rights is decided by each service
// (common/policy).
#ifndef GUANXI_GATEWAY_DIRECTORY_RIGHTS_H_
#define GUANXI_GATEWAY_DIRECTORY_RIGHTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "guanxi/access/v1/role.pb.h"

namespace guanxi::directory {

// Whether `pattern` can be a Permission's: `*`, or `<resource>.<verb>` with either of letters (and
// `_`), or `*`.
bool IsPattern(absl::string_view pattern);
// Whether all permissions that `inner` means are meant by `outer`.
bool Covers(absl::string_view outer, absl::string_view inner);

// Somebody's department and those above it, itself first; empty for who is in none.
using Place = std::vector<std::string>;

// What somebody has.
struct Held {
  std::vector<access::v1::Role> roles;
  // Where those of their rights hold that reach a DEPARTMENT or a SUBTREE; "" for nowhere.
  std::string department;
};

// What of `given` is not in `own`, for an error's text ("customers.* for ALL", "PHONE in full",
// "guanxi.dev/Customer.grade"); "" if all is. Each permission must be covered by one of a single
// role that sees no less: as much personal data, and no field less. What several of them would
// cover together counts as not held.
//
// `given` is for somebody in `place`; if there is none said, for anybody: what reaches a department
// is then covered by what reaches all alone.
std::string Missing(const Held& own, const access::v1::Role& given,
                    const std::optional<Place>& place);

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_RIGHTS_H_
