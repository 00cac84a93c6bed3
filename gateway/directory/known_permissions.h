// Which permissions there are: what the methods of the installation's services ask for, and changes
// of owners of its resources, by their descriptors. docs/permissions.md is the same for readers.
#ifndef GUANXI_GATEWAY_DIRECTORY_KNOWN_PERMISSIONS_H_
#define GUANXI_GATEWAY_DIRECTORY_KNOWN_PERMISSIONS_H_

#include <set>
#include <string>

#include "absl/strings/string_view.h"

namespace guanxi::directory {

// Of methods that everybody may call about what is his own (policy::kOwn): by these, held for all,
// they are about others too.
inline constexpr char kReadSessions[] = "sessions.read";
inline constexpr char kEndSessions[] = "sessions.end";
inline constexpr char kSetPassword[] = "users.setPassword";

// All of them, without policy::kOwn. A new service is added in the .cc file.
const std::set<std::string>& AllPermissions();

// Whether the pattern (rights.h) means at least one that there is.
bool MeansPermission(absl::string_view pattern);

// What was perhaps meant by a pattern that means none, at most three: "customers.read,
// customers.*".
std::string NearestPatterns(absl::string_view pattern);

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_KNOWN_PERMISSIONS_H_
