// What a principal is trusted with; and who acts where no token says it, and the gateway itself
// vouches for it.
#ifndef GUANXI_GATEWAY_DIRECTORY_TRUSTED_H_
#define GUANXI_GATEWAY_DIRECTORY_TRUSTED_H_

#include <string>

#include "absl/strings/string_view.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"

namespace guanxi::directory {

// A principal who may do everything in `tenant`. `subject` is whose doing history says it is: the
// user whose login is looked at, or kOperator (names.h). Never made of what a caller says.
Principal Trusted(const Uuid& tenant, std::string subject);

// Whether the principal may do everything without having been granted it: no rule about rights
// binds it.
bool IsTrusted(const Principal& principal);

// Whether the principal has `permission` ("sessions.end") for all of the tenant.
bool HoldsForAll(const Principal& principal, absl::string_view permission);

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_TRUSTED_H_
