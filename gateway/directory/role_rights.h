// What a role may hold: permissions that there are, policies of fields that there are.
//
// Pure functions: no I/O.
#ifndef GUANXI_GATEWAY_DIRECTORY_ROLE_RIGHTS_H_
#define GUANXI_GATEWAY_DIRECTORY_ROLE_RIGHTS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "guanxi/access/v1/role.pb.h"

namespace guanxi::directory {

// Adds all that is wrong with the role's permissions, field policies and unmasked classes, by path
// relative to the role.
void CheckRights(const access::v1::Role& next, Violations* violations);

// The path of an entry of a list: `permissions[3]`.
std::string Entry(absl::string_view path, int i);

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_ROLE_RIGHTS_H_
