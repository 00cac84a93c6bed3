// What the tree links is found to be the same by nobody.
#include "customer-svc/duplicates/tree_facts.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "customer-svc/duplicates/testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kCode[] = "91330106MA27XK5L0C";

class TreeFactsTest : public DuplicatesTest {
 protected:
  std::string AddBelow(const std::string& title, const std::string& parent) {
    v1::Customer customer = Company(title, "", kCode);
    customer.set_parent_organization(parent);
    return Add(customer);
  }
  v1::FindDuplicatesResponse FindOf(const std::string& name) {
    v1::FindDuplicatesRequest request;
    request.set_name(name);
    return duplicates_.FindDuplicates(service_.call(), request).value();
  }

  const std::string company_ = Add(Company("云帆集团", "", kCode));
  const std::string sales_ = AddBelow("云帆集团销售部", company_);
  const std::string team_ = AddBelow("云帆集团华东组", sales_);
};

TEST_F(TreeFactsTest, SayWhoIsAboveTheParent) {
  dedupe::Facts facts;
  facts.parent = team_;
  const auto read = [&](db::Transaction& tx) {
    return ReadAboveParent(tx, service_.tenant, &facts);
  };
  ASSERT_THAT(service_.database->ReadOnly({}, read), IsOk());
  EXPECT_THAT(facts.above_parent, ElementsAre(sales_, company_));
  facts.parent.clear();
  ASSERT_THAT(service_.database->ReadOnly({}, read), IsOk());
  EXPECT_THAT(facts.above_parent, IsEmpty());
}

TEST_F(TreeFactsTest, DepartmentsAreNotTheSameHoweverFarApart) {
  EXPECT_EQ(Scan().clusters(), 0);
  for (const std::string& one : {company_, sales_, team_}) {
    EXPECT_THAT(FindOf(one).matches(), IsEmpty());
  }
}

TEST_F(TreeFactsTest, TheCodeOfTheirCompanySaysNothingOfDepartments) {
  const std::string finance = AddBelow("云帆集团财务部", company_);
  for (const std::string& one : {sales_, team_}) {
    for (const v1::DuplicateMatch& match : FindOf(one).matches()) {
      EXPECT_EQ(match.customer(), finance);
      EXPECT_LT(match.certainty(), 1000);
      for (const auto& field : match.fields()) {
        EXPECT_NE(field.field(), "organization.credit_code");
      }
    }
  }
}

}  // namespace
}  // namespace guanxi::customer
