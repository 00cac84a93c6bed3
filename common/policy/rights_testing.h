// Rights of a user with one role, for tests of what field policies take away.
#ifndef GUANXI_COMMON_POLICY_RIGHTS_TESTING_H_
#define GUANXI_COMMON_POLICY_RIGHTS_TESTING_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/auth/principal.h"
#include "common/policy/policy.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"

namespace guanxi::policy {

// Of `subject` (`users/{uuid}`), who may do everything but for what his role, in the text form of
// access.v1.RoleRights, says besides; as decided for `permission`.
inline std::shared_ptr<const Rights> RightsOfRole(const std::string& subject,
                                                  const std::string& role_text,
                                                  const std::string& permission) {
  access::v1::PolicySnapshot snapshot;
  auto* const role = snapshot.add_roles();
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat("permissions {pattern: '*' scope: ALL} ", role_text), role));
  role->set_name("roles/r");
  auto* const user = snapshot.add_users();
  user->set_name(subject);
  user->set_active(true);
  user->add_roles("roles/r");
  Principal principal;
  principal.subject = subject;
  return Policy::Compile(std::move(snapshot))->Decide(principal, permission).value();
}

// What a role says that hides a field.
inline std::string Hiding(const std::string& resource_type, const std::string& path) {
  return absl::StrCat(" field_policies {resource_type: '", resource_type, "' path: '", path,
                      "' access: HIDDEN}");
}

}  // namespace guanxi::policy

#endif  // GUANXI_COMMON_POLICY_RIGHTS_TESTING_H_
