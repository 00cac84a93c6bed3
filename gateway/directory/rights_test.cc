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

// Of who has these roles in the department "b", for somebody below it.
std::string Missing(const std::vector<Role>& own, const Role& given) {
  return directory::Missing({own, "b"}, given, Place{"c", "b", "a"});
}

TEST(MissingTest, NamesAPermissionOrAWiderScope) {
  const Role own = RoleWith("customers.*", access::v1::SUBTREE);
  EXPECT_EQ(Missing({own}, RoleWith("customers.read", access::v1::SELF)), "");
  EXPECT_EQ(Missing({own}, RoleWith("customers.read", access::v1::SUBTREE)), "");
  EXPECT_EQ(Missing({own}, RoleWith("customers.read", access::v1::ALL)), "customers.read for ALL");
  EXPECT_EQ(Missing({own}, RoleWith("leads.read", access::v1::SELF)), "leads.read for SELF");
  EXPECT_EQ(Missing({}, own), "customers.* for SUBTREE");
  EXPECT_EQ(Missing({}, Role()), "");
}

TEST(MissingTest, NamesWhatARoleWithoutPermissionsShows) {
  const Role own = RoleWith("customers.update", access::v1::ALL);
  Role unmasks;
  unmasks.add_unmasks(metadata::v1::PHONE);
  EXPECT_EQ(Missing({own}, unmasks), "PHONE in full");
  EXPECT_EQ(Missing({own, unmasks}, unmasks), "");
}

TEST(MissingTest, DependsOnThePlace) {
  const auto held = [](access::v1::DataScope own, access::v1::DataScope given,
                       const std::optional<Place>& place) {
    return directory::Missing({{RoleWith("a.b", own)}, "b"}, RoleWith("a.b", given), place).empty();
  };
  using namespace access::v1;  // NOLINT: the levels
  const Place below = {"c", "b", "a"}, own = {"b", "a"}, above = {"a"}, none = {};
  EXPECT_TRUE(held(SUBTREE, SUBTREE, below));
  EXPECT_TRUE(held(SUBTREE, DEPARTMENT, below));
  EXPECT_TRUE(held(SUBTREE, SUBTREE, own));
  EXPECT_FALSE(held(SUBTREE, SUBTREE, above));
  EXPECT_FALSE(held(SUBTREE, DEPARTMENT, above));
  EXPECT_TRUE(held(DEPARTMENT, DEPARTMENT, own));
  EXPECT_FALSE(held(DEPARTMENT, DEPARTMENT, below));
  EXPECT_FALSE(held(DEPARTMENT, SUBTREE, own));
  // Who is in no department has nothing by it; a role may be anybody's.
  EXPECT_TRUE(held(SELF, SUBTREE, none));
  EXPECT_FALSE(held(SUBTREE, DEPARTMENT, std::nullopt));
  EXPECT_TRUE(held(SUBTREE, SELF, std::nullopt));
  EXPECT_TRUE(held(ALL, SUBTREE, std::nullopt));
  EXPECT_TRUE(held(ALL, ALL, none));
  EXPECT_FALSE(held(SUBTREE, ALL, none));
}

TEST(MissingTest, NamesAClassOfPersonalData) {
  Role seeing = RoleWith("a.b", access::v1::SELF);
  seeing.add_unmasks(metadata::v1::PHONE);
  const Role blind = RoleWith("a.b", access::v1::SELF);
  EXPECT_EQ(Missing({seeing}, blind), "");
  EXPECT_EQ(Missing({blind}, seeing), "PHONE in full");
  EXPECT_EQ(Missing({blind, seeing}, seeing), "");
  // What another role shows of other things is no right to see it here.
  Role elsewhere = RoleWith("c.d", access::v1::ALL);
  elsewhere.add_unmasks(metadata::v1::PHONE);
  EXPECT_EQ(Missing({blind, elsewhere}, seeing), "PHONE in full");
}

TEST(MissingTest, NamesAFieldThatIsNarrowerForOneself) {
  const Role plain = RoleWith("a.b", access::v1::SELF);
  const Role own = Hiding(plain, "grade", FieldPolicy::MASKED);
  EXPECT_EQ(Missing({own}, Hiding(plain, "grade", FieldPolicy::HIDDEN)), "");
  EXPECT_EQ(Missing({own}, Hiding(plain, "grade", FieldPolicy::MASKED)), "");
  EXPECT_EQ(Missing({own}, Hiding(plain, "grade", FieldPolicy::READ_ONLY)),
            "guanxi.dev/Customer.grade");
  const Role fixed = Hiding(plain, "grade", FieldPolicy::READ_ONLY);
  EXPECT_EQ(Missing({fixed}, own), "guanxi.dev/Customer.grade");
  EXPECT_EQ(Missing({fixed}, Hiding(plain, "grade", FieldPolicy::HIDDEN)), "");
  EXPECT_EQ(Missing({own}, plain), "guanxi.dev/Customer.grade");
  EXPECT_EQ(Missing({own, plain}, plain), "");
  EXPECT_EQ(Missing({own, RoleWith("c.d", access::v1::ALL)}, plain), "guanxi.dev/Customer.grade");
  EXPECT_EQ(Missing({own}, Role()), "");
}

}  // namespace
}  // namespace guanxi::directory
