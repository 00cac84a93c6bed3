// Customers whose keys rules do not hold against each other.
#include <string>

#include "common/testing/status_matchers.h"
#include "customer-svc/duplicates/policy.h"
#include "customer-svc/duplicates/testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kMobile[] = "+8613800138000";

class PolicyExceptionsTest : public DuplicatesTest {
 protected:
  absl::Status GivePhone(const std::string& name) {
    v1::UpdateCustomerRequest request;
    request.mutable_customer()->set_name(name);
    request.mutable_customer()->add_phones()->set_number(kMobile);
    return service_.customers->Update<v1::Customer>(service_.call(), request).status();
  }
  void Distinguish(const std::string& one, const std::string& other) {
    v1::DistinguishCustomersRequest request;
    request.add_customers(one);
    request.add_customers(other);
    ASSERT_THAT(distinctions_.DistinguishCustomers(service_.call(), request), IsOk());
  }
};

TEST_F(PolicyExceptionsTest, WhoWasSaidNotToBeTheSameMayHaveTheSameKey) {
  AddRule("action: BLOCK keys: PHONE");
  const std::string holder = Add(Company("云帆", kMobile));
  const std::string other = Add(Company("海岳")), third = Add(Company("江月"));
  EXPECT_THAT(GivePhone(other), StatusIs(absl::StatusCode::kAlreadyExists));
  Distinguish(other, holder);
  EXPECT_THAT(GivePhone(other), IsOk());
  EXPECT_THAT(GivePhone(third), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(PolicyExceptionsTest, NobodyIsWarnedOfThoseWhoWereSaidNotToBeTheSame) {
  AddRule("action: WARN keys: PHONE");
  const std::string holder = Add(Company("云帆", kMobile)), other = Add(Company("海岳"));
  Distinguish(holder, other);
  EXPECT_THAT(GivePhone(other), IsOk());
  EXPECT_THAT(Clusters(), IsEmpty());
  EXPECT_THAT(GivePhone(Add(Company("江月"))), IsOk());
  EXPECT_THAT(Clusters(), SizeIs(1));
}

TEST_F(PolicyExceptionsTest, DepartmentsShareTheCodeOfTheirCompanyOnAnyLevel) {
  AddRule("action: BLOCK keys: CREDIT_CODE");
  const std::string code = "91330106MA27XK5L0C";
  v1::Customer department = Company("云帆集团财务部", "", code);
  department.set_parent_organization(Add(Company("云帆集团", "", code)));
  v1::Customer team = Company("云帆集团财务部出纳组", "", code);
  team.set_parent_organization(Add(department));
  const std::string lowest = Add(team);
  team.set_parent_organization(lowest);
  EXPECT_THAT(TryCreate(team), IsOk());
  team.clear_parent_organization();
  EXPECT_THAT(TryCreate(team), StatusIs(absl::StatusCode::kAlreadyExists));
}

}  // namespace
}  // namespace guanxi::customer
