#include "common/policy/policy.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/policy/permission.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::policy {
namespace {

using access::v1::ALL;
using access::v1::DATA_SCOPE_UNSPECIFIED;
using access::v1::DEPARTMENT;
using access::v1::PolicySnapshot;
using access::v1::SELF;
using access::v1::SUBTREE;

Uuid Id(const std::string& text) { return DeriveUuid("policy_test", text); }
std::string User(const std::string& text) { return "users/" + Id(text).ToString(); }
std::string Client(const std::string& text) { return "clients/" + Id(text).ToString(); }
std::string Department(const std::string& text) { return "departments/" + Id(text).ToString(); }

Principal Of(const std::string& subject, const std::string& actor = "") {
  Principal principal;
  principal.tenant = Id("tenant");
  principal.subject = subject;
  principal.actor = actor;
  return principal;
}

// hq, with east (and east1 below it) and west.
class PolicyTest : public ::testing::Test {
 protected:
  PolicyTest() {
    for (const auto& [name, parent] : std::map<std::string, std::string>{
             {"hq", ""}, {"east", "hq"}, {"east1", "east"}, {"west", "hq"}}) {
      auto* node = snapshot_.add_departments();
      node->set_name(Department(name));
      if (!parent.empty()) node->set_parent(Department(parent));
      node->set_active(true);
    }
  }

  access::v1::RoleRights* AddRole(const std::string& name, const std::string& text = "") {
    auto* role = snapshot_.add_roles();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, role)) << text;
    role->set_name("roles/" + name);
    return role;
  }
  void AddUser(const std::string& name, const std::string& department,
               const std::vector<std::string>& roles, bool active = true) {
    auto* user = snapshot_.add_users();
    user->set_name(User(name));
    if (!department.empty()) user->set_department(Department(department));
    for (const std::string& role : roles) user->add_roles("roles/" + role);
    user->set_active(active);
  }
  void AddClient(const std::string& name, const std::vector<std::string>& roles, bool active) {
    auto* client = snapshot_.add_clients();
    client->set_name(Client(name));
    for (const std::string& role : roles) client->add_roles("roles/" + role);
    client->set_active(active);
  }
  auto Compiled() const { return Policy::Compile(snapshot_); }
  auto Decide(const Principal& principal, const std::string& permission) const {
    return Policy::Compile(snapshot_)->Decide(principal, permission);
  }
  DataScope ScopeOf(const Principal& principal, const std::string& permission) const {
    const auto rights = Decide(principal, permission);
    return rights.ok() ? (*rights)->ScopeOf(permission) : DATA_SCOPE_UNSPECIFIED;
  }

  PolicySnapshot snapshot_;
};

TEST(MatchesTest, AStarStandsForAnyText) {
  const std::pair<const char*, const char*> good[] = {
      {"*", "customers.read"},       {"customers.*", "customers.read"},
      {"*.read", "customers.read"},  {"customers.read", "customers.read"},
      {"c*s.r*d", "customers.read"}, {"**", "a.b"},
      {"customers.*", "customers."},
  };
  for (const auto& [pattern, text] : good) EXPECT_TRUE(Matches(pattern, text)) << pattern;
  const std::pair<const char*, const char*> bad[] = {
      {"", "customers.read"},          {"customers.*", "customer.read"},
      {"customers", "customers.read"}, {"customers.read", "customers.reads"},
      {"*.read", "customers.readall"}, {"Customers.*", "customers.read"},
      {"*x", "customers.read"},
  };
  for (const auto& [pattern, text] : bad) EXPECT_FALSE(Matches(pattern, text)) << pattern;
}

TEST_F(PolicyTest, TheNamesOfRolesAreThoseThatThereAre) {
  AddRole("b", "permissions {pattern: 'customers.*' scope: SELF}");
  AddRole("a");
  AddUser("u", "east", {"b", "a", "gone"});
  EXPECT_EQ((*Decide(Of(User("u")), "customers.read"))->RoleNames(),
            (std::vector<std::string>{"roles/a", "roles/b"}));
  EXPECT_TRUE(AllRights()->RoleNames().empty());
}

TEST_F(PolicyTest, OfSeveralRolesTheWidestScopeHolds) {
  AddRole("a", "permissions {pattern: 'customers.*' scope: SELF}");
  AddRole("b",
          "permissions {pattern: '*.read' scope: DEPARTMENT}"
          "permissions {pattern: 'customers.read' scope: SUBTREE}");
  AddUser("u", "east", {"a", "b", "gone"});
  EXPECT_EQ(ScopeOf(Of(User("u")), "customers.read"), SUBTREE);
  EXPECT_EQ(ScopeOf(Of(User("u")), "customers.update"), SELF);
  EXPECT_EQ(ScopeOf(Of(User("u")), "leads.read"), DEPARTMENT);
  EXPECT_THAT(Decide(Of(User("u")), "leads.update"), HasReason("METHOD_NOT_ALLOWED"));
  EXPECT_THAT(Decide(Of(User("u")), "leads.update"), StatusIs(absl::StatusCode::kPermissionDenied));
  // A method that lacks a permission is nobody's.
  EXPECT_THAT(Decide(Of(User("u")), ""), HasReason("METHOD_NOT_ALLOWED"));
}

TEST_F(PolicyTest, DaysAreThoseOfTheTenant) {
  EXPECT_FALSE(Compiled()->place().has_value());
  auto& calendar = *snapshot_.mutable_calendar();
  calendar.set_time_zone("Mars/Olympus");
  EXPECT_FALSE(Compiled()->place().has_value());
  calendar.set_time_zone("Pacific/Kiritimati");
  calendar.add_working_week(access::v1::Tenant::SUNDAY);
  const auto policy = Compiled();
  ASSERT_TRUE(policy->place().has_value());
  EXPECT_EQ(policy->place()->zone.name(), "Pacific/Kiritimati");
  EXPECT_TRUE(policy->place()->calendar->IsWorkday(absl::CivilDay(2026, 11, 29)));
  EXPECT_FALSE(policy->place()->calendar->IsWorkday(absl::CivilDay(2026, 11, 30)));
  EXPECT_EQ(policy->place()->currency, "CNY");
  auto& day = *calendar.add_holidays();
  day.set_year(2026);
  day.set_month(11);
  day.set_day(29);
  *calendar.add_workdays() = day;
  calendar.mutable_workdays(0)->set_day(30);
  EXPECT_FALSE(Compiled()->place()->calendar->IsWorkday(absl::CivilDay(2026, 11, 29)));
  EXPECT_TRUE(Compiled()->place()->calendar->IsWorkday(absl::CivilDay(2026, 11, 30)));
  snapshot_.set_currency("EUR");
  EXPECT_EQ(Compiled()->place()->currency, "EUR");
}

TEST_F(PolicyTest, DepartmentsBelowAndAbove) {
  AddRole("a", "permissions {pattern: '*' scope: SUBTREE}");
  AddUser("boss", "hq", {"a"});
  AddUser("eve", "east", {"a"});
  AddUser("free", "", {"a"});
  const auto boss = Decide(Of(User("boss")), "customers.read").value();
  const auto eve = Decide(Of(User("eve")), "customers.read").value();
  const auto free = Decide(Of(User("free")), "customers.read").value();
  EXPECT_EQ(boss->DepartmentsIn(SUBTREE).size(), 4u);
  std::vector<Uuid> east = {Id("east"), Id("east1")};
  std::sort(east.begin(), east.end());
  EXPECT_EQ(eve->DepartmentsIn(SUBTREE), absl::MakeConstSpan(east));
  EXPECT_EQ(eve->DepartmentsIn(DEPARTMENT).size(), 1u);
  EXPECT_TRUE(eve->DepartmentsIn(SELF).empty());
  const std::vector<Uuid> above = {Id("east"), Id("hq")};
  EXPECT_EQ(eve->memberships(), absl::MakeConstSpan(above));
  EXPECT_TRUE(free->DepartmentsIn(SUBTREE).empty());
  EXPECT_TRUE(free->memberships().empty());
  EXPECT_EQ(free->DepartmentOf(User("eve")), Id("east"));
  EXPECT_TRUE(free->DepartmentOf(User("nobody")).IsNil());
  EXPECT_TRUE(free->IsActive(User("eve")));
  EXPECT_TRUE(free->IsActive(Department("west")));
  EXPECT_FALSE(free->IsActive(User("nobody")));
  EXPECT_FALSE(free->IsActive(Department("nowhere")));
}

TEST_F(PolicyTest, ACycleOfDepartmentsEnds) {
  for (auto& node : *snapshot_.mutable_departments()) {
    if (node.name() == Department("hq")) node.set_parent(Department("east1"));
  }
  AddRole("a", "permissions {pattern: '*' scope: SUBTREE}");
  AddUser("eve", "east", {"a"});
  EXPECT_GE(Decide(Of(User("eve")), "x.read").value()->DepartmentsIn(SUBTREE).size(), 2u);
}

TEST_F(PolicyTest, WhoIsNotActiveIsRefused) {
  AddRole("a", "permissions {pattern: '*' scope: ALL}");
  AddUser("off", "east", {"a"}, /*active=*/false);
  AddUser("on", "east", {"a"});
  AddClient("service", {"a"}, true);
  AddClient("dead", {"a"}, false);
  EXPECT_THAT(Decide(Of(User("off")), "x.read"), HasReason("ACCOUNT_DISABLED"));
  EXPECT_THAT(Decide(Of(User("off")), "own"), HasReason("ACCOUNT_DISABLED"));
  EXPECT_THAT(Decide(Of(User("nobody")), "x.read"), HasReason("ACCOUNT_DISABLED"));
  EXPECT_THAT(Decide(Of(Client("dead")), "x.read"), HasReason("ACCOUNT_DISABLED"));
  EXPECT_THAT(Decide(Of(User("on"), Client("dead")), "x.read"), HasReason("ACCOUNT_DISABLED"));
  EXPECT_THAT(Decide(Of(User("on"), Client("service")), "x.read"), IsOk());
  EXPECT_THAT(Decide(Of(Client("service")), "x.read"), IsOk());
}

TEST_F(PolicyTest, AnEndedSessionIsRefused) {
  AddRole("a", "permissions {pattern: '*' scope: ALL}");
  AddUser("u", "", {"a"});
  snapshot_.add_ended_sessions("s1");
  Principal principal = Of(User("u"));
  principal.session = "s1";
  EXPECT_THAT(Decide(principal, "x.read"), HasReason("SESSION_ENDED"));
  principal.session = "s2";
  EXPECT_THAT(Decide(principal, "x.read"), IsOk());
}

TEST_F(PolicyTest, WhatIsOnesOwnNeedsNoRole) {
  AddUser("u", "", {});
  EXPECT_THAT(Decide(Of(User("u")), "own"), IsOk());
}

TEST_F(PolicyTest, OfWorkOnBehalfOfSomebodyBothMustHaveTheRight) {
  AddRole("self", "permissions {pattern: 'customers.*' scope: SELF}");
  AddRole("reader", "permissions {pattern: '*.read' scope: ALL}");
  AddUser("u", "", {"self"});
  AddClient("service", {"reader"}, true);
  const Principal both = Of(User("u"), Client("service"));
  EXPECT_EQ(ScopeOf(both, "customers.read"), SELF);
  EXPECT_THAT(Decide(both, "customers.update"), HasReason("METHOD_NOT_ALLOWED"));
  EXPECT_THAT(Decide(both, "leads.read"), HasReason("METHOD_NOT_ALLOWED"));
  EXPECT_EQ(Decide(both, "customers.read").value()->user(), Id("u"));
}

FieldAccess AccessTo(const Rights& rights, const std::string& path,
                     metadata::v1::PersonalData data) {
  return rights.AccessTo({"guanxi.dev/Customer", path, data, "customers.read"});
}

TEST_F(PolicyTest, OfFieldPoliciesTheMildestWins) {
  const std::string reads = "permissions {pattern: 'customers.*' scope: ALL}";
  const std::string of = " resource_type: 'guanxi.dev/Customer'";
  AddRole("hides",
          reads + " unmasks: PHONE field_policies {path: 'person' access: HIDDEN" + of + "}");
  AddRole("fixes", reads +
                       " unmasks: BIRTH unmasks: PHONE field_policies {path: 'person.gender' "
                       "access: READ_ONLY" +
                       of + "}");
  AddRole("other", "permissions {pattern: 'tags.*' scope: ALL} unmasks: NAME");
  AddUser("one", "", {"hides", "other"});
  AddUser("two", "", {"hides", "fixes"});
  AddClient("service", {"hides"}, true);
  const auto one = Decide(Of(User("one")), "customers.read").value();
  const auto two = Decide(Of(User("two")), "customers.read").value();
  const auto acted = Decide(Of(User("two"), Client("service")), "customers.read").value();
  using metadata::v1::BIRTH;
  EXPECT_EQ(AccessTo(*one, "person.gender", BIRTH), FieldAccess::kHidden);
  EXPECT_EQ(AccessTo(*two, "person.gender", BIRTH), FieldAccess::kReadOnly);
  EXPECT_EQ(AccessTo(*acted, "person.gender", BIRTH), FieldAccess::kHidden);
  EXPECT_EQ(AccessTo(*one, "personal", metadata::v1::PERSONAL_DATA_UNSPECIFIED),
            FieldAccess::kFull);
  // Personal data is masked unless a role that reads it unmasks its class.
  EXPECT_EQ(AccessTo(*one, "phones.number", metadata::v1::PHONE), FieldAccess::kFull);
  EXPECT_EQ(AccessTo(*one, "display_name", metadata::v1::NAME), FieldAccess::kMasked);
  EXPECT_EQ(AccessTo(*one, "industry", metadata::v1::PERSONAL_DATA_UNSPECIFIED),
            FieldAccess::kFull);
}

// What is shown and whether it may be written: within a role the strictest of each, between roles
// the mildest of each.
TEST_F(PolicyTest, MaskedAndReadOnlyAreTwoThings) {
  const std::string reads = "permissions {pattern: 'customers.*' scope: ALL}";
  const auto policy = [](const std::string& path, const std::string& access) {
    return " field_policies {resource_type: 'guanxi.dev/Customer' path: '" + path +
           "' access: " + access + "}";
  };
  AddRole("fixed", reads + policy("phones", "READ_ONLY"));
  AddRole("masked", reads + " unmasks: PHONE" + policy("phones", "MASKED"));
  AddRole("nested", reads + " unmasks: PHONE" + policy("phones", "MASKED") +
                        policy("phones.number", "READ_ONLY"));
  AddRole("open_and_fixed", reads + " unmasks: PHONE" + policy("phones", "READ_ONLY"));
  AddUser("fixed", "", {"fixed"});
  AddUser("nested", "", {"nested"});
  AddUser("both", "", {"masked", "open_and_fixed"});
  AddUser("stricter", "", {"fixed", "nested"});
  AddClient("service", {"masked"}, true);
  const auto access = [&](const Principal& principal) {
    return AccessTo(*Decide(principal, "customers.read").value(), "phones.number",
                    metadata::v1::PHONE);
  };
  EXPECT_EQ(access(Of(User("fixed"))), FieldAccess::kMaskedReadOnly);  // by its class masked
  EXPECT_EQ(access(Of(User("nested"))), FieldAccess::kMaskedReadOnly);
  EXPECT_EQ(access(Of(User("both"))), FieldAccess::kFull);
  EXPECT_EQ(access(Of(User("stricter"))), FieldAccess::kMaskedReadOnly);
  EXPECT_EQ(access(Of(User("fixed"), Client("service"))), FieldAccess::kMaskedReadOnly);
}

// The mildest wins whatever the scopes: a narrow role opens what a wide one masks, of all rows.
TEST_F(PolicyTest, ANarrowRoleOpensFieldsOfAWideOne) {
  AddRole("wide", "permissions {pattern: '*.read' scope: ALL}");
  AddRole("narrow", "permissions {pattern: 'customers.*' scope: SELF} unmasks: PHONE");
  AddUser("u", "", {"wide", "narrow"});
  const auto rights = Decide(Of(User("u")), "customers.read").value();
  EXPECT_EQ(rights->ScopeOf("customers.read"), ALL);
  EXPECT_EQ(AccessTo(*rights, "phones.number", metadata::v1::PHONE), FieldAccess::kFull);
}

TEST_F(PolicyTest, WhereNoRoleReadsAllRolesSpeakOfFields) {
  const std::string of = " resource_type: 'guanxi.dev/Customer'";
  AddRole("writes",
          "permissions {pattern: 'customers.create' scope: ALL} unmasks: PHONE "
          "field_policies {path: 'note' access: HIDDEN" +
              of + "}");
  AddUser("u", "", {"writes"});
  AddUser("roleless", "", {});
  const auto rights = Decide(Of(User("u")), "customers.create").value();
  EXPECT_EQ(AccessTo(*rights, "note", metadata::v1::NOTE), FieldAccess::kHidden);
  EXPECT_EQ(AccessTo(*rights, "phones", metadata::v1::PHONE), FieldAccess::kFull);
  const auto own = Decide(Of(User("roleless")), "own").value();
  EXPECT_EQ(AccessTo(*own, "phones", metadata::v1::PHONE), FieldAccess::kMasked);
  EXPECT_EQ(AccessTo(*own, "industry", metadata::v1::PERSONAL_DATA_UNSPECIFIED),
            FieldAccess::kFull);
}

// More roles never take anything away, and an actor never adds anything.
TEST_F(PolicyTest, RightsGrowWithRolesAndShrinkWithActors) {
  std::mt19937 random(7);
  const std::vector<std::string> patterns = {"*", "a.*", "*.read", "a.read", "b.update", "b.*"};
  const std::vector<std::string> permissions = {"a.read", "a.update", "b.read", "b.update"};
  for (int i = 0; i < 12; ++i) {
    auto* role = AddRole(absl::StrCat("r", i));
    for (int k = random() % 3; k >= 0; --k) {
      auto* permission = role->add_permissions();
      permission->set_pattern(patterns[random() % patterns.size()]);
      permission->set_scope(static_cast<DataScope>(random() % 5));
    }
  }
  for (int i = 0; i < 200; ++i) {
    std::vector<std::string> few, more;
    for (int k = random() % 3; k > 0; --k) few.push_back(absl::StrCat("r", random() % 12));
    more = few;
    for (int k = random() % 3; k > 0; --k) more.push_back(absl::StrCat("r", random() % 12));
    AddUser(absl::StrCat("few", i), "east", few);
    AddUser(absl::StrCat("more", i), "east", more);
    AddClient(absl::StrCat("c", i), {absl::StrCat("r", random() % 12)}, true);
  }
  const auto policy = Policy::Compile(snapshot_);
  for (int i = 0; i < 200; ++i) {
    for (const std::string& permission : permissions) {
      const auto scope = [&](const Principal& principal) {
        const auto rights = policy->Decide(principal, permission);
        return rights.ok() ? (*rights)->ScopeOf(permission) : DATA_SCOPE_UNSPECIFIED;
      };
      const DataScope few = scope(Of(User(absl::StrCat("few", i))));
      const DataScope more = scope(Of(User(absl::StrCat("more", i))));
      const DataScope client = scope(Of(Client(absl::StrCat("c", i))));
      EXPECT_LE(few, more);
      EXPECT_EQ(scope(Of(User(absl::StrCat("more", i)), Client(absl::StrCat("c", i)))),
                std::min(more, client));
    }
  }
}

TEST(AllRightsTest, ReachEverything) {
  const auto rights = AllRights("customers.read");
  EXPECT_EQ(rights->ScopeOf("anything.atAll"), ALL);
  EXPECT_EQ(rights->AccessTo({"guanxi.dev/Customer", "phones", metadata::v1::PHONE, "x.read"}),
            FieldAccess::kFull);
  EXPECT_TRUE(rights->user().IsNil());
}

}  // namespace
}  // namespace guanxi::policy
