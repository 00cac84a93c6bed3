// GetCustomerView on a real MariaDB: what is in its sections.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "customer-svc/view/view_testing.h"
#include "gmock/gmock.h"
#include "guanxi/customer/v1/contact_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CustomerViewTest : public ViewTest {
 protected:
  void Know(const std::string& name) {
    v1::CreateContactRequest request;
    request.set_parent(customer_);
    request.mutable_contact()->set_display_name(name);
    ASSERT_THAT(service_.contacts->Create<v1::Contact>(service_.call(), request), IsOk());
    service_.clock.Advance(absl::Seconds(1));
  }
  template <typename List>
  static std::vector<std::string> Titles(const List& list) {
    std::vector<std::string> titles;
    for (const auto& one : list) titles.push_back(one.display_name());
    return titles;
  }
};

TEST_F(CustomerViewTest, ANewCustomerHasEmptySectionsThatSayHowOldTheyAre) {
  const auto view = View(service_.call());
  ASSERT_THAT(view, IsOk());
  EXPECT_EQ(view->customer().name(), customer_);
  EXPECT_EQ(view->customer().display_name(), "灵动传媒");
  EXPECT_EQ(view->contacts().state().as_of().seconds(), kNow);
  EXPECT_FALSE(view->contacts().state().more());
  EXPECT_TRUE(view->has_opportunities());
  // Nothing was heard.
  EXPECT_FALSE(view->opportunities().state().has_as_of());
}

TEST_F(CustomerViewTest, WhatIsOpenIsShownAndHowOldThatIs) {
  Sell(Opportunity("o1", "display_name: '年框' state: OPEN"));
  Sell(Opportunity("o2", "display_name: '试点' state: OPEN"));
  Sell(Opportunity("o3", "display_name: '旧的' state: LOST"));
  const auto view = View(service_.call());
  ASSERT_THAT(view, IsOk());
  EXPECT_THAT(Titles(view->opportunities().opportunities()), ElementsAre("试点", "年框"));
  // The lost one, too, was heard of.
  EXPECT_EQ(view->opportunities().state().as_of().seconds(), kNow + 180);
  EXPECT_FALSE(view->contracts().state().has_as_of());
}

TEST_F(CustomerViewTest, ContractsAndWhatIsToComeIn) {
  Sell(
      Contract("c", "display_name: '框架' state: ACTIVE amount { currency_code: 'CNY' units: 9 }"));
  Sell(Contract("d", "display_name: '完成' state: COMPLETED"));
  Sell(Plan("2", "c",
            "display_name: '尾款' state: UNPAID outstanding: true due_date { year: 2026 month: 9 "
            "day: 1 }"));
  Sell(Plan("3", "c", "display_name: '没日子' state: UNPAID outstanding: true"));
  Sell(Plan(
      "1", "c",
      "display_name: '首付' state: PARTLY_PAID outstanding: true due_date { year: 2026 month: 3 "
      "day: 1 } open_amount { currency_code: 'CNY' units: 4 }"));
  Sell(Plan("0", "c", "display_name: '付了' state: PAID due_date { year: 2026 month: 1 day: 1 }"));
  const auto view = View(service_.call());
  ASSERT_THAT(view, IsOk());
  EXPECT_THAT(Titles(view->contracts().contracts()), ElementsAre("框架"));
  EXPECT_EQ(view->contracts().contracts(0).amount().units(), 9);
  EXPECT_EQ(view->contracts().contracts(0).state(), "ACTIVE");
  EXPECT_THAT(Titles(view->receivables().payment_plans()), ElementsAre("首付", "尾款", "没日子"));
  EXPECT_EQ(view->receivables().payment_plans(0).open_amount().units(), 4);
  EXPECT_EQ(view->receivables().payment_plans(0).name(),
            absl::StrCat("contracts/", Id("c").ToString(), "/paymentPlans/", Id("1").ToString()));
}

// Nothing is due by a contract that has not begun, nor any more by one that was ended.
TEST_F(CustomerViewTest, PlansOfContractsThatAreNotInForceAreNoReceivables) {
  Sell(Contract("c", "state: DRAFT"));
  Sell(Plan("1", "c", "display_name: '首付' state: UNPAID"));
  EXPECT_THAT(View(service_.call())->receivables().payment_plans(), IsEmpty());
  Sell(Plan("1", "c", "display_name: '首付' state: UNPAID outstanding: true"));
  EXPECT_THAT(Titles(View(service_.call())->receivables().payment_plans()), ElementsAre("首付"));
  Sell(Plan("1", "c", "display_name: '首付' state: UNPAID"));
  EXPECT_THAT(View(service_.call())->receivables().payment_plans(), IsEmpty());
}

TEST_F(CustomerViewTest, TodosByWhenTheyAreDueAndApprovalsByAge) {
  const std::string contract = "contracts/" + Id("c").ToString();
  Sell(Contract("c", "state: DRAFT"));
  Work(Todo("1", customer_, "title: '晚' state: OPEN due_time { seconds: 1790009000 }"));
  Work(Todo("2", contract, "title: '早' state: OPEN due_time { seconds: 1790001000 }"));
  Work(Todo("3", customer_, "title: '完成' state: DONE"));
  Work(Approval("b", contract, "title: '二' state: RUNNING create_time { seconds: 20 }"));
  Work(Approval("a", contract, "title: '一' state: RUNNING create_time { seconds: 10 }"));
  auto view = View(service_.call());
  ASSERT_THAT(view, IsOk());
  std::vector<std::string> titles;
  for (const auto& one : view->todos().todos()) titles.push_back(one.title());
  for (const auto& one : view->approvals().approvals()) titles.push_back(one.title());
  EXPECT_THAT(titles, ElementsAre("早", "晚", "一", "二"));
  // Put off, it is behind.
  Work(Todo("2", contract, "title: '早' state: OPEN due_time { seconds: 1790019000 }"));
  Work(Approval("a", contract, "title: '一' state: APPROVED"));
  view = View(service_.call());
  titles.clear();
  for (const auto& one : view->todos().todos()) titles.push_back(one.title());
  for (const auto& one : view->approvals().approvals()) titles.push_back(one.title());
  EXPECT_THAT(titles, ElementsAre("晚", "早", "二"));
}

TEST_F(CustomerViewTest, TenOfASectionAreShownAndThatThereAreMore) {
  for (int i = 0; i < 11; ++i) {
    Talk(100 + i);
    Know(absl::StrCat("联系人", i));
    Work(Todo(absl::StrCat("t", i), customer_, "title: '拜访' state: OPEN"));
  }
  const auto view = View(service_.call());
  ASSERT_THAT(view, IsOk());
  EXPECT_EQ(view->interactions().interactions_size(), 10);
  EXPECT_EQ(view->interactions().interactions(0).occur_time().seconds(), kNow - 100);
  EXPECT_TRUE(view->interactions().state().more());
  EXPECT_EQ(view->contacts().contacts_size(), 10);
  EXPECT_EQ(view->contacts().contacts(0).display_name(), "联系人10");
  EXPECT_TRUE(view->contacts().state().more());
  EXPECT_EQ(view->todos().todos_size(), 10);
  EXPECT_TRUE(view->todos().state().more());
  EXPECT_THAT(view->orders().orders(), IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
