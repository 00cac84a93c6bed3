// Permissions of methods, and the patterns by which roles grant them.
#ifndef GUANXI_COMMON_POLICY_PERMISSION_H_
#define GUANXI_COMMON_POLICY_PERMISSION_H_

#include "absl/strings/string_view.h"

namespace guanxi::policy {

// A method with this permission touches nothing but what belongs to the caller himself, such as the
// operations that he started: every active user and client has it, whatever their roles.
inline constexpr absl::string_view kOwn = "own";

// Whether a pattern grants `permission`: `*` stands for any text ("customers.*", "*.read", "*"),
// everything else for itself.
bool Matches(absl::string_view pattern, absl::string_view permission);

}  // namespace guanxi::policy

#endif  // GUANXI_COMMON_POLICY_PERMISSION_H_
