#include "gateway/directory/rights.h"

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::directory {
namespace {

using access::v1::FieldPolicy;
using access::v1::Role;

Role RoleWith(const std::string& pattern, access::v1::DataScope scope) {
  Role role;
  auto& permission = *role.add_permissions();
  permission.set_pattern(pattern);
  permission.set_scope(scope);
  return role;
}

Role Hiding(Role role, const std::string& path, FieldPolicy::Access access) {
  auto& policy = *role.add_field_policies();
  policy.set_resource_type("guanxi.dev/Customer");
  policy.set_path(path);
  policy.set_access(access);
  return role;
}

TEST(PatternTest, HasAResourceAndAVerb) {
  for (const char* good : {"*", "customers.*", "customers.read", "*.read", "*.*",
                           "users.setPassword", "field_definitions.read"}) {
    EXPECT_TRUE(IsPattern(good)) << good;
  }
  for (const char* bad : {"", "customers", "customers.", ".read", "a.b.c", "custom*.read", "a b.c",
                          "customers.read ", "客户.read"}) {
    EXPECT_FALSE(IsPattern(bad)) << bad;
  }
}

TEST(PatternTest, CoversWhatItMeans) {
  EXPECT_TRUE(Covers("*", "*"));
  EXPECT_TRUE(Covers("*", "customers.read"));
  EXPECT_TRUE(Covers("customers.*", "customers.read"));
  EXPECT_TRUE(Covers("customers.*", "customers.*"));
  EXPECT_TRUE(Covers("*.read", "leads.read"));
  EXPECT_FALSE(Covers("customers.*", "*"));
  EXPECT_FALSE(Covers("customers.*", "*.read"));
  EXPECT_FALSE(Covers("customers.read", "customers.*"));
  EXPECT_FALSE(Covers("*.read", "leads.*"));
  EXPECT_FALSE(Covers("customers.*", "customersX.read"));
}

TEST(RightsTest, AddUpAndTheMildestPolicyWins) {
  const Role strict = Hiding(RoleWith("a.*", access::v1::SELF), "grade", FieldPolicy::HIDDEN);
  const Role mild = Hiding(RoleWith("b.*", access::v1::ALL), "grade", FieldPolicy::READ_ONLY);
  const Role open = RoleWith("c.*", access::v1::ALL);
  const Rights both = RightsOf({strict, mild});
  EXPECT_EQ(both.permissions.size(), 2u);
  ASSERT_EQ(both.field_policies.size(), 1u);
  EXPECT_EQ(both.field_policies.begin()->second, FieldPolicy::READ_ONLY);
  EXPECT_TRUE(RightsOf({strict, open}).field_policies.empty());
  EXPECT_TRUE(RightsOf({open, strict}).field_policies.empty());
  EXPECT_TRUE(RightsOf({}).permissions.empty());
}

TEST(RightsTest, HoldForAllOnlyByThatScope) {
  EXPECT_TRUE(HoldsForAll(RightsOf({RoleWith("sessions.*", access::v1::ALL)}), "sessions.end"));
  EXPECT_FALSE(
      HoldsForAll(RightsOf({RoleWith("sessions.*", access::v1::SUBTREE)}), "sessions.end"));
  EXPECT_FALSE(HoldsForAll(RightsOf({RoleWith("users.*", access::v1::ALL)}), "sessions.end"));
  EXPECT_FALSE(HoldsForAll(RightsOf({}), "sessions.end"));
}

TEST(MissingTest, NamesAPermissionOrAWiderScope) {
  const Rights own = RightsOf({RoleWith("customers.*", access::v1::SUBTREE)});
  EXPECT_EQ(Missing(own, RightsOf({RoleWith("customers.read", access::v1::SELF)})), "");
  EXPECT_EQ(Missing(own, RightsOf({RoleWith("customers.read", access::v1::SUBTREE)})), "");
  EXPECT_EQ(Missing(own, RightsOf({RoleWith("customers.read", access::v1::ALL)})),
            "customers.read for ALL");
  EXPECT_EQ(Missing(own, RightsOf({RoleWith("leads.read", access::v1::SELF)})),
            "leads.read for SELF");
  EXPECT_EQ(Missing(RightsOf({}), own), "customers.* for SUBTREE");
}

TEST(MissingTest, NamesAClassOfPersonalData) {
  Role seeing = RoleWith("a.b", access::v1::SELF);
  seeing.add_unmasks(metadata::v1::PHONE);
  const Role blind = RoleWith("a.b", access::v1::SELF);
  EXPECT_EQ(Missing(RightsOf({seeing}), RightsOf({blind})), "");
  EXPECT_EQ(Missing(RightsOf({blind}), RightsOf({seeing})), "PHONE in full");
}

TEST(MissingTest, NamesAFieldThatIsNarrowerForOneself) {
  const Role plain = RoleWith("a.b", access::v1::SELF);
  const Rights own = RightsOf({Hiding(plain, "grade", FieldPolicy::MASKED)});
  EXPECT_EQ(Missing(own, RightsOf({Hiding(plain, "grade", FieldPolicy::HIDDEN)})), "");
  EXPECT_EQ(Missing(own, RightsOf({Hiding(plain, "grade", FieldPolicy::MASKED)})), "");
  EXPECT_EQ(Missing(own, RightsOf({Hiding(plain, "grade", FieldPolicy::READ_ONLY)})),
            "guanxi.dev/Customer.grade");
  EXPECT_EQ(Missing(own, RightsOf({plain})), "guanxi.dev/Customer.grade");
  EXPECT_EQ(Missing(own, RightsOf({Role()})), "");
}

}  // namespace
}  // namespace guanxi::directory
