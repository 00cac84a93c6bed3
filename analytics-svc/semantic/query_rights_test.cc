// What a question shows depends on who asks.
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/answer.h"
#include "analytics-svc/semantic/cube_meta.h"
#include "analytics-svc/semantic/facts_testing.h"
#include "analytics-svc/semantic/query_compiler.h"
#include "common/policy/policy.h"
#include "common/policy/rights.h"
#include "common/policy/rights_testing.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using testing::HasSubstr;
using testing::Not;

class QueryRightsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = new FactsWorld; }
  static void TearDownTestSuite() { delete world_; }

  // User 1, in department 1, which is below department 0 and above departments 3 and 4.
  void AskAs(const std::string& permissions) {
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(permissions, role));
    role->set_name("roles/r");
    for (int i = 0; i < FactsWorld::kDepartments; ++i) {
      auto* const department = snapshot.add_departments();
      department->set_name(NameOf("departments", "department", i));
      if (i > 0) department->set_parent(NameOf("departments", "department", (i - 1) / 2));
      department->set_active(true);
    }
    auto* const user = snapshot.add_users();
    user->set_name(NameOf("users", "user", 1));
    user->set_department(NameOf("departments", "department", 1));
    user->set_active(true);
    user->add_roles("roles/r");
    context_.principal.tenant = kTenantA;
    context_.principal.subject = user->name();
    context_.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                    ->Decide(context_.principal, "analytics.read")
                                    .value();
  }

  static std::string NameOf(const std::string& collection, const std::string& kind, int n) {
    return absl::StrCat(collection, "/", IdOf(kind, n).ToString());
  }

  int64_t Count(const std::string& measure) {
    v1::Query query;
    query.add_measures(measure);
    const auto compiled = CompileQuery(query, context_);
    EXPECT_THAT(compiled, IsOk());
    if (!compiled.ok()) return -1;
    return world_->duck()->Run(compiled->front().query, {}).value().Int64(0, 0);
  }

  // How many live opportunities there are whose owner or department is one of these.
  static int64_t Wanted(bool own, int first_department, int last_department) {
    const Table& table = FactOpportunity();
    int64_t count = 0;
    for (int row = 0; row < FactsWorld::kRows; ++row) {
      if (row % 11 == 10) continue;
      const SqlValue owner = FactsWorld::ValueOf(table, *table.Find("owner_id"), row);
      const SqlValue department = FactsWorld::ValueOf(table, *table.Find("department_id"), row);
      bool seen = own && owner == SqlValue(IdOf("user", 1));
      for (int i = first_department; i <= last_department; ++i) {
        seen = seen || department == SqlValue(IdOf("department", i));
      }
      if (seen) ++count;
    }
    return count;
  }

  static FactsWorld* world_;
  QueryContext context_;
};

FactsWorld* QueryRightsTest::world_ = nullptr;

TEST_F(QueryRightsTest, SameQuestionOtherFigures) {
  const std::string mine =
      "permissions {pattern: 'analytics.read' scope: ALL} "
      "permissions {pattern: 'opportunities.read' scope: ";
  AskAs(mine + "SELF}");
  const int64_t self = Count("opportunities.count");
  EXPECT_EQ(self, Wanted(true, 1, 0));
  AskAs(mine + "DEPARTMENT}");
  const int64_t department = Count("opportunities.count");
  EXPECT_EQ(department, Wanted(true, 1, 1));
  AskAs(mine + "SUBTREE}");
  EXPECT_GT(Count("opportunities.count"), department);
  AskAs(mine + "ALL}");
  EXPECT_GT(Count("opportunities.count"), department);
  EXPECT_LT(self, department);
}

TEST_F(QueryRightsTest, WhoMayNotReadTheRecordsGetsNoFigures) {
  AskAs("permissions {pattern: 'analytics.read' scope: ALL}");
  v1::Query query;
  query.add_measures("opportunities.count");
  EXPECT_THAT(CompileQuery(query, context_), HasReason("METHOD_NOT_ALLOWED"));
  EXPECT_THAT(CubeMeta(context_, "en"), Not(HasSubstr("opportunities.count")));
}

TEST_F(QueryRightsTest, JoinedRecordsNeedTheirOwnPermission) {
  AskAs(
      "permissions {pattern: 'analytics.read' scope: ALL} "
      "permissions {pattern: 'opportunities.read' scope: ALL}");
  v1::Query query;
  query.add_measures("opportunities.count");
  query.add_dimensions("customers.region");
  EXPECT_THAT(CompileQuery(query, context_), HasReason("METHOD_NOT_ALLOWED"));
}

TEST_F(QueryRightsTest, InteractionsGoByWhatTheyAreAbout) {
  AskAs(
      "permissions {pattern: 'analytics.read' scope: ALL} "
      "permissions {pattern: '*.read' scope: ALL}");
  const int64_t all = Count("interactions.count");
  AskAs(
      "permissions {pattern: 'analytics.read' scope: ALL} "
      "permissions {pattern: 'leads.read' scope: ALL}");
  const int64_t of_leads = Count("interactions.count");
  EXPECT_GT(of_leads, 0);
  EXPECT_LT(of_leads, all);
}

TEST_F(QueryRightsTest, HiddenFieldMakesNoFigures) {
  context_.principal.tenant = kTenantA;
  context_.principal.rights = policy::RightsOfRole(
      NameOf("users", "user", 1), policy::Hiding("guanxi.dev/Opportunity", "base_amount"),
      "analytics.read");
  v1::Query query;
  query.add_measures("opportunities.average_won_amount");
  EXPECT_THAT(CompileQuery(query, context_), HasReason("FIELD_NOT_ALLOWED"));
  query.set_measures(0, "opportunities.count");
  EXPECT_THAT(CompileQuery(query, context_), IsOk());
  auto& filter = *query.add_filters();
  filter.set_member("opportunities.won_amount");
  filter.set_operator_(v1::QueryFilter::GT);
  filter.add_values("1");
  EXPECT_THAT(CompileQuery(query, context_), HasReason("FIELD_NOT_ALLOWED"));
  EXPECT_THAT(CubeMeta(context_, "en"), Not(HasSubstr("opportunities.won_amount")));
}

TEST_F(QueryRightsTest, HiddenFieldIsHiddenInWhateverIsMadeOfIt) {
  struct Case {
    const char *resource_type, *hidden, *measure, *dimension;
  };
  const Case cases[] = {
      // Copies.
      {"guanxi.dev/Opportunity", "amount", "opportunities.won_amount", ""},
      {"guanxi.dev/Contract", "received_amount", "contracts.received_amount", ""},
      {"guanxi.dev/LeadInteraction", "occur_time", "leads.average_answer_time", ""},
      // What the record above hands down.
      {"guanxi.dev/Customer", "owner", "orders.count", "orders.owner"},
      {"guanxi.dev/Customer", "department", "orders.count", "departments.level1"},
      {"guanxi.dev/Contract", "base_rate", "payment_plans.receivable_amount", ""},
      // What is read beside.
      {"guanxi.dev/Contract", "base_amount", "payment_plans.receivable_amount", ""},
      {"guanxi.dev/Quote", "state", "quote_lines.cross_sell_rate", ""},
      // What fills several rows.
      {"guanxi.dev/Opportunity", "stage_history", "stage_changes.average_duration", ""},
      {"guanxi.dev/Opportunity", "owner", "stage_changes.count", "stage_changes.owner"},
      // Which other record it goes with.
      {"guanxi.dev/Contract", "customer", "contracts.count", "customers.region"},
      {"guanxi.dev/Opportunity", "stage", "opportunities.count", "stages.display_name"},
  };
  context_.principal.tenant = kTenantA;
  for (const Case& one : cases) {
    context_.principal.rights =
        policy::RightsOfRole(NameOf("users", "user", 1),
                             policy::Hiding(one.resource_type, one.hidden), "analytics.read");
    v1::Query query;
    query.add_measures(one.measure);
    if (one.dimension[0] != '\0') query.add_dimensions(one.dimension);
    EXPECT_THAT(CompileQuery(query, context_), HasReason("FIELD_NOT_ALLOWED"))
        << one.hidden << " in " << one.measure << " by " << one.dimension;
    context_.principal.rights = policy::AllRights();
    EXPECT_THAT(CompileQuery(query, context_), IsOk()) << one.measure;
  }
}

TEST_F(QueryRightsTest, NobodyDecidedIsNoRight) {
  context_.principal.tenant = kTenantA;
  v1::Query query;
  query.add_measures("opportunities.count");
  EXPECT_THAT(CompileQuery(query, context_), HasReason("RIGHTS_MISSING"));
}

}  // namespace
}  // namespace guanxi::analytics
