// Figures are of the rows that lists show: in every cube, whatever a question says besides.
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/answer.h"
#include "analytics-svc/semantic/facts_testing.h"
#include "analytics-svc/semantic/query_compiler.h"
#include "common/policy/policy.h"
#include "common/policy/rights.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

std::string User(int n) { return absl::StrCat("users/", IdOf("user", n).ToString()); }

// Of user 1, who sees what is his own.
std::shared_ptr<const policy::Rights> OwnRights() {
  access::v1::PolicySnapshot snapshot;
  access::v1::RoleRights& role = *snapshot.add_roles();
  role.set_name("roles/r");
  auto& permission = *role.add_permissions();
  permission.set_pattern("*");
  permission.set_scope(access::v1::SELF);
  auto& user = *snapshot.add_users();
  user.set_name(User(1));
  user.set_active(true);
  user.add_roles("roles/r");
  Principal principal;
  principal.tenant = kTenantA;
  principal.subject = user.name();
  return policy::Policy::Compile(std::move(snapshot))->Decide(principal, "analytics.read").value();
}

class QueryScopeTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = new FactsWorld; }
  static void TearDownTestSuite() { delete world_; }

  QueryScopeTest() {
    context_.principal.tenant = kTenantA;
    context_.now = absl::FromCivil(absl::CivilDay(2026, 6, 15), absl::UTCTimeZone());
  }

  // All measures of the cube that add up, as text.
  std::string Figures(const Cube& cube, std::shared_ptr<const policy::Rights> rights,
                      const std::string& owner) {
    v1::Query query;
    for (const Measure& measure : cube.measures) {
      if (measure.unit == Unit::kMoney) continue;
      query.add_measures(absl::StrCat(cube.name, ".", measure.name));
    }
    if (!owner.empty()) {
      v1::QueryFilter& filter = *query.add_filters();
      filter.set_member(absl::StrCat(cube.name, ".owner"));
      filter.set_operator_(v1::QueryFilter::EQUALS);
      filter.add_values(owner);
    }
    context_.principal.rights = std::move(rights);
    const auto compiled = CompileQuery(query, context_);
    EXPECT_THAT(compiled, IsOk()) << cube.name;
    if (!compiled.ok()) return "";
    const auto result = world_->duck()->Run(compiled->front().query, {});
    EXPECT_THAT(result, IsOk()) << cube.name;
    return result.ok() ? ReadAnswer(compiled->front(), *result, "en").rows(0).ShortDebugString()
                       : "";
  }

  inline static FactsWorld* world_ = nullptr;
  QueryContext context_;
};

TEST_F(QueryScopeTest, OwnFiguresAreThoseOfOwnRecords) {
  int cubes = 0;
  for (const Cube* const cube : Cubes()) {
    if (cube->measures.empty() || cube->FindDimension("owner") == nullptr) continue;
    ++cubes;
    const auto all = policy::AllRights();
    EXPECT_EQ(Figures(*cube, OwnRights(), ""), Figures(*cube, all, User(1))) << cube->name;
    EXPECT_NE(Figures(*cube, OwnRights(), ""), Figures(*cube, all, "")) << cube->name;
    // Whoever is asked for: of others there is nothing.
    EXPECT_EQ(Figures(*cube, OwnRights(), User(2)), Figures(*cube, all, User(99))) << cube->name;
  }
  EXPECT_GT(cubes, 10);
}

}  // namespace
}  // namespace guanxi::analytics
