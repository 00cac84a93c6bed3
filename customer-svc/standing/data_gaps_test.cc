// Lists of what is to be completed, over a real MariaDB.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/standing/quality_service.h"
#include "customer-svc/standing/standing_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "guanxi/customer/v1/quality_policy_service.pb.h"
#include "guanxi/customer/v1/quality_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Customer;
using v1::QualityPolicy;

class DataGapsTest : public StandingTest {
 protected:
  DataGapsTest() {
    v1::CreateQualityPolicyRequest request;
    QualityPolicy& policy = *request.mutable_quality_policy();
    policy.set_display_name("企业客户");
    policy.set_customer_type(Customer::ORGANIZATION);
    for (const char* field : {"industry", "region", "city", "source"}) {
      policy.add_needs()->set_field(field);
    }
    EXPECT_THAT(
        service_.catalog->Of<QualityPolicy>().Create<QualityPolicy>(service_.call(), request),
        IsOk());
  }
  static std::string User(const std::string& name) {
    return absl::StrCat("users/", DeriveUuid("user", name).ToString());
  }
  // With so many of the four, somebody's.
  std::string AddWith(int fields, const std::string& owner) {
    Customer customer = TestService::Company("灵动传媒");
    customer.set_owner(User(owner));
    if (fields > 0) customer.set_industry("传媒");
    if (fields > 1) customer.set_region("华东");
    if (fields > 2) customer.set_city("杭州");
    if (fields > 3) customer.set_source("展会");
    return service_.Create(customer).name();
  }
  absl::StatusOr<v1::ListDataGapsResponse> List(const v1::ListDataGapsRequest& request) {
    return quality_.ListDataGaps(service_.call(), request);
  }
  static std::vector<std::string> NamesOf(const v1::ListDataGapsResponse& response) {
    std::vector<std::string> names;
    for (const v1::DataGap& gap : response.gaps()) names.push_back(gap.customer());
    return names;
  }

  QualityServiceImpl quality_{service_.engine.get(), &book_, kin_, &service_.timers};
};

TEST_F(DataGapsTest, TheLeastCompleteComeFirstAndTheCompleteNotAtAll) {
  const std::string two = AddWith(2, "alice"), none = AddWith(0, "ben"), one = AddWith(1, "alice");
  AddWith(4, "alice");
  Settle();
  const auto all = List({});
  ASSERT_THAT(all, IsOk());
  EXPECT_THAT(NamesOf(*all), ElementsAre(none, one, two));
  EXPECT_EQ(all->gaps(1).completeness(), 25);
  EXPECT_EQ(all->gaps(1).owner(), User("alice"));
  EXPECT_THAT(all->gaps(1).missing_fields(), ElementsAre("region", "city", "source"));
  EXPECT_THAT(all->gaps(1).stale_fields(), IsEmpty());
  EXPECT_EQ(all->next_page_token(), "");
  v1::ListDataGapsRequest narrow;
  narrow.set_owner(User("alice"));
  narrow.set_complete_below(50);
  EXPECT_THAT(NamesOf(*List(narrow)), ElementsAre(one));
}

TEST_F(DataGapsTest, PagesEndWhereTheNextBegins) {
  for (int i = 0; i < 7; ++i) AddWith(i % 2, i % 3 == 0 ? "ben" : "alice");
  Settle();
  for (const char* owner : {"", "alice"}) {
    v1::ListDataGapsRequest request;
    if (*owner != 0) request.set_owner(User(owner));
    const std::vector<std::string> all = NamesOf(*List(request));
    EXPECT_GT(all.size(), 3u);
    std::vector<std::string> paged;
    request.set_page_size(2);
    do {
      const auto page = List(request);
      ASSERT_THAT(page, IsOk());
      for (const std::string& name : NamesOf(*page)) paged.push_back(name);
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(paged, all);
  }
}

TEST_F(DataGapsTest, ATokenIsOfItsListAlone) {
  AddWith(0, "alice");
  AddWith(0, "alice");
  Settle();
  v1::ListDataGapsRequest request;
  request.set_page_size(1);
  request.set_page_token(List(request)->next_page_token());
  request.set_complete_below(30);
  EXPECT_THAT(List(request), HasReason("INVALID_PAGE_TOKEN"));
}

TEST_F(DataGapsTest, WhoSeesHisOwnAloneIsShownThem) {
  const std::string his = AddWith(1, "alice");
  AddWith(0, "ben");
  Settle();
  rpc::Call call = service_.call();
  call.principal.subject = User("alice");
  access::v1::PolicySnapshot snapshot;
  auto* const user = snapshot.add_users();
  user->set_name(call.principal.subject);
  user->set_active(true);
  user->add_roles("roles/0196b0a0-0000-7000-8000-000000000009");
  auto* const role = snapshot.add_roles();
  role->set_name(user->roles(0));
  auto* const own = role->add_permissions();
  own->set_pattern("customers.read");
  own->set_scope(access::v1::SELF);
  call.principal.rights = policy::Policy::Compile(std::move(snapshot))
                              ->Decide(call.principal, "customers.read")
                              .value();
  const auto seen = quality_.ListDataGaps(call, {});
  ASSERT_THAT(seen, IsOk());
  EXPECT_THAT(NamesOf(*seen), ElementsAre(his));
  const auto board = quality_.ReadQualityBoard(call, {});
  ASSERT_THAT(board, IsOk());
  EXPECT_EQ(board->customer_count(), 1);
}

TEST_F(DataGapsTest, WhatIsWrongIsNamed) {
  v1::ListDataGapsRequest request;
  request.set_owner("customers/x");
  EXPECT_THAT(List(request), HasReason("INVALID_FIELD"));
  request.clear_owner();
  request.set_complete_below(101);
  EXPECT_THAT(List(request), HasReason("INVALID_FIELD"));
  request.set_complete_below(0);
  request.set_page_size(-1);
  EXPECT_THAT(List(request), HasReason("INVALID_PAGE_SIZE"));
}

}  // namespace
}  // namespace guanxi::customer
