// What was said is seen no further than the like of it in the lead.
#include <memory>
#include <string>
#include <utility>

#include "common/auth/principal.h"
#include "common/base/uuid.h"
#include "common/policy/field_view.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/touch.pb.h"

namespace guanxi::lead {
namespace {

using policy::FieldAccess;

std::shared_ptr<const policy::FieldView> ViewWith(const std::string& role) {
  access::v1::PolicySnapshot snapshot;
  auto* const made = snapshot.add_roles();
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(role, made));
  made->set_name("roles/r");
  Principal principal;
  principal.tenant = DeriveUuid("tenant", "a");
  principal.subject = "users/" + DeriveUuid("user", "alice").ToString();
  auto* const user = snapshot.add_users();
  user->set_name(principal.subject);
  user->add_roles("roles/r");
  user->set_active(true);
  const auto rights = policy::Policy::Compile(std::move(snapshot))->Decide(principal, "leads.read");
  EXPECT_THAT(rights, IsOk());
  return (*rights)->ViewOf(v1::Touch::descriptor());
}

TEST(TouchRightsTest, WhatIsHiddenOfLeadsIsHiddenOfTouches) {
  const auto view = ViewWith(
      "permissions { pattern: '*' scope: ALL } unmasks: NAME unmasks: PHONE unmasks: EMAIL "
      "unmasks: NOTE field_policies { resource_type: 'guanxi.dev/Lead' path: 'phones' access: "
      "HIDDEN } field_policies { resource_type: 'guanxi.dev/Lead' path: 'note' access: HIDDEN }");
  EXPECT_EQ(view->AccessTo("values.phone"), FieldAccess::kHidden);
  EXPECT_EQ(view->AccessTo("values.text"), FieldAccess::kHidden);
  EXPECT_EQ(view->AccessTo("values.email"), FieldAccess::kFull);
  EXPECT_EQ(view->AccessTo("values.person"), FieldAccess::kFull);
}

TEST(TouchRightsTest, EachKindOfValueIsMaskedByItsClass) {
  const auto view = ViewWith("permissions { pattern: '*' scope: ALL } unmasks: NOTE unmasks: NAME");
  EXPECT_EQ(view->AccessTo("values.phone"), FieldAccess::kMasked);
  EXPECT_EQ(view->AccessTo("values.email"), FieldAccess::kMasked);
  EXPECT_EQ(view->AccessTo("values.text"), FieldAccess::kFull);
  EXPECT_EQ(view->AccessTo("values.company"), FieldAccess::kFull);
}

}  // namespace
}  // namespace guanxi::lead
