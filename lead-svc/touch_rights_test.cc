// What was said is seen no further than the like of it in the lead.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/touch.pb.h"
#include "lead-svc/capture_values.h"

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

// A value of every kind that is taken in.
v1::Touch SaidOfEverything() {
  v1::Touch touch;
  Violations violations;
  for (const auto& [field, said] :
       std::vector<std::pair<std::string, std::string>>{{"display_name", "王芳"},
                                                        {"company", "灵动传媒"},
                                                        {"job_title", "采购经理"},
                                                        {"phones", "13800138000"},
                                                        {"emails", "li@example.com"},
                                                        {"credit_code", "91350100M000100Y43"},
                                                        {"industry", "制造业"},
                                                        {"region", "浙江"},
                                                        {"city", "杭州"},
                                                        {"note", "要试用"}}) {
    ReadValue("values", field, said, touch.add_values(), &violations);
  }
  EXPECT_THAT(violations.ToStatus(), IsOk());
  return touch;
}

// Every field of leads that a value can be for has a policy of its own: a new one is named here.
TEST(TouchRightsTest, APolicyTakesTheValuesOfItsFieldAndNoOthers) {
  const v1::Touch said = SaidOfEverything();
  const auto* const lead = v1::Lead::descriptor();
  int taken = 0;
  for (int i = 0; i < lead->field_count(); ++i) {
    if (IsCapturable(lead->field(i)->name())) ++taken;
  }
  EXPECT_EQ(said.values_size(), taken);
  for (const v1::TouchValue& hidden : said.values()) {
    const auto view = ViewWith(absl::StrCat(
        "permissions { pattern: '*' scope: ALL } unmasks: NAME unmasks: PHONE unmasks: EMAIL "
        "unmasks: NOTE field_policies { resource_type: 'guanxi.dev/Lead' access: HIDDEN path: '",
        hidden.field(), "' }"));
    v1::Touch seen = said;
    view->Present(&seen);
    for (int i = 0; i < said.values_size(); ++i) {
      const bool is_hidden = said.values(i).field() == hidden.field();
      EXPECT_EQ(TextOf(seen.values(i)), is_hidden ? "" : TextOf(said.values(i)))
          << hidden.field() << " hides " << said.values(i).field();
    }
  }
}

TEST(TouchRightsTest, WhereALeadCameFromIsHiddenOfTouchesToo) {
  for (const auto& [field, copy] : std::vector<std::pair<std::string, std::string>>{
           {"source", "source"}, {"attribution", "attribution"}, {"customer", "candidates"}}) {
    const auto view =
        ViewWith(absl::StrCat("permissions { pattern: '*' scope: ALL } field_policies { "
                              "resource_type: 'guanxi.dev/Lead' access: HIDDEN path: '",
                              field, "' }"));
    EXPECT_EQ(view->AccessTo(copy), FieldAccess::kHidden) << field;
  }
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
