// What of views and time lines those see who do not see everything.
#include <string>

#include "customer-svc/view/view_testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::TimelineEntry;

constexpr char kUnmask[] = " unmasks: NAME unmasks: PHONE unmasks: EMAIL unmasks: NOTE";

class ViewRightsTest : public ViewTest {
 protected:
  // A contract with a payment and a plan, of a user in a department.
  void Agree(const std::string& what, const std::string& owner, const std::string& department) {
    Sell(Contract(what, absl::StrCat("display_name: '", what,
                                     "' state: ACTIVE amount { "
                                     "currency_code: 'CNY' units: 7 }",
                                     Named("owner", owner), Named("department", department))));
    Sell(Payment("p" + what, what, "kind: RECEIPT state: ENTERED"));
    Sell(Plan("q" + what, what, "display_name: '首付' state: UNPAID outstanding: true"));
  }
  static std::string Role(const std::string& permissions) { return permissions + kUnmask; }
};

TEST_F(ViewRightsTest, ASectionWithoutItsPermissionIsAbsentFromBoth) {
  Agree("c", User("somebody"), "");
  Work(Todo("t", customer_, "title: '拜访' state: OPEN"));
  Talk(100);
  const rpc::Call call = CallWith(
      Role("permissions { pattern: 'customers.*' scope: ALL } permissions { pattern: 'todos.read' "
           "scope: ALL }"));
  const auto view = View(call);
  ASSERT_THAT(view, IsOk());
  EXPECT_FALSE(view->has_contracts());
  EXPECT_FALSE(view->has_receivables());
  EXPECT_FALSE(view->has_opportunities());
  EXPECT_FALSE(view->has_approvals());
  EXPECT_EQ(view->todos().todos_size(), 1);
  EXPECT_EQ(view->interactions().interactions_size(), 1);
  EXPECT_THAT(KindsIn(Timeline(call)), ElementsAre(TimelineEntry::TODO, TimelineEntry::FIELD_CHANGE,
                                                   TimelineEntry::INTERACTION));
  // Nor does he get it by asking for it.
  v1::ListTimelineRequest request;
  request.add_kinds(TimelineEntry::CONTRACT);
  EXPECT_THAT(KindsIn(Timeline(call, request)), IsEmpty());
}

TEST_F(ViewRightsTest, OfOthersRecordsHeSeesWhatHisScopeReaches) {
  const std::string here = "departments/" + DeriveUuid("department", "here").ToString();
  const std::string there = "departments/" + DeriveUuid("department", "there").ToString();
  Agree("own", User("alice"), there);
  Agree("near", User("bob"), here);
  Agree("far", User("bob"), there);
  const std::string customers = "permissions { pattern: 'customers.*' scope: ALL } ";
  v1::ListTimelineRequest money;
  money.add_kinds(TimelineEntry::CONTRACT);
  money.add_kinds(TimelineEntry::PAYMENT);
  const struct {
    const char* scope;
    int seen;
  } kCases[] = {{"SELF", 1}, {"DEPARTMENT", 2}, {"ALL", 3}};
  for (const auto& one : kCases) {
    SCOPED_TRACE(one.scope);
    const rpc::Call call = CallWith(
        Role(absl::StrCat(customers, "permissions { pattern: 'contracts.read' scope: ", one.scope,
                          " }")),
        here);
    const auto view = View(call);
    ASSERT_THAT(view, IsOk());
    EXPECT_EQ(view->contracts().contracts_size(), one.seen);
    // They are the contract's, who has no owner of their own.
    EXPECT_EQ(view->receivables().payment_plans_size(), one.seen);
    EXPECT_EQ(KindsIn(Timeline(call, money)).size(), 2 * one.seen);
    // What lies outside does not show in how old the section is.
    EXPECT_EQ(view->contracts().state().as_of().seconds(), kNow + 60 * (1 + 3 * (one.seen - 1)));
  }
}

TEST_F(ViewRightsTest, FieldPoliciesOfTheRecordHoldForItsGlance) {
  Agree("c", User("alice"), "");
  Sell(Opportunity("o",
                   "display_name: '年框' stage: 's1' state: OPEN amount { currency_code: "
                   "'CNY' units: 5 }"));
  const rpc::Call call = CallWith(
      Role("permissions { pattern: '*' scope: ALL } "
           "field_policies { resource_type: 'guanxi.dev/Contract' path: 'amount' access: HIDDEN } "
           "field_policies { resource_type: 'guanxi.dev/Opportunity' path: 'display_name' access: "
           "MASKED }"));
  const auto view = View(call);
  ASSERT_THAT(view, IsOk());
  EXPECT_FALSE(view->contracts().contracts(0).has_amount());
  EXPECT_EQ(view->contracts().contracts(0).display_name(), "c");
  EXPECT_EQ(view->opportunities().opportunities(0).amount().units(), 5);
  EXPECT_EQ(view->opportunities().opportunities(0).display_name(), "****");
  const auto page = Timeline(call);
  ASSERT_THAT(page, IsOk());
  for (const TimelineEntry& entry : page->entries()) {
    EXPECT_FALSE(entry.contract().has_amount());
    if (!entry.has_opportunity()) continue;
    EXPECT_EQ(entry.opportunity().display_name(), "****");
  }
}

// Where it stands among others, and its time, would tell what he does not see.
TEST_F(ViewRightsTest, WhatIsOrderedByAHiddenFieldIsAbsent) {
  Talk(100);
  const rpc::Call call = CallWith(Role(
      "permissions { pattern: '*' scope: ALL } "
      "field_policies { resource_type: 'guanxi.dev/Interaction' path: 'occur_time' access: MASKED "
      "} field_policies { resource_type: 'guanxi.dev/Order' path: 'order_date' access: HIDDEN } "
      "field_policies { resource_type: 'guanxi.dev/Opportunity' path: 'stage' access: HIDDEN } "
      "field_policies { resource_type: 'guanxi.dev/Contract' path: 'state' access: MASKED } "
      "field_policies { resource_type: 'guanxi.dev/Todo' path: 'due_time' access: HIDDEN }"));
  Sell(Opportunity("o", "stage: 's1' state: OPEN"));
  Sell(Contract("c", "state: ACTIVE"));
  Work(Todo("t", customer_, "title: '拜访' state: OPEN"));
  EXPECT_THAT(KindsIn(Timeline(call)),
              ElementsAre(TimelineEntry::TODO, TimelineEntry::FIELD_CHANGE));
  const auto view = View(call);
  ASSERT_THAT(view, IsOk());
  EXPECT_FALSE(view->has_interactions());
  EXPECT_FALSE(view->has_orders());
  EXPECT_FALSE(view->has_contracts());
  EXPECT_FALSE(view->has_todos());
  EXPECT_TRUE(view->has_contacts());
  EXPECT_EQ(view->opportunities().opportunities_size(), 1);
}

TEST_F(ViewRightsTest, PersonalDataIsMaskedInBothAndInChanges) {
  Talk(100, "他的电话是 13800138000");
  const rpc::Call call = CallWith("permissions { pattern: '*' scope: ALL }");
  const auto view = View(call);
  ASSERT_THAT(view, IsOk());
  EXPECT_EQ(view->customer().display_name(), "灵**");
  EXPECT_EQ(view->interactions().interactions(0).summary(), "****");
  const auto page = Timeline(call);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->DebugString().find("灵动传媒"), std::string::npos);
  EXPECT_EQ(page->DebugString().find("13800138000"), std::string::npos);
}

TEST_F(ViewRightsTest, ACustomerOutsideTheScopeHasNeither) {
  const rpc::Call call = CallWith(Role("permissions { pattern: '*' scope: SELF }"));
  EXPECT_THAT(View(call), HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_THAT(Timeline(call), HasReason("CUSTOMER_NOT_FOUND"));
}

}  // namespace
}  // namespace guanxi::customer
