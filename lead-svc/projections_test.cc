// What opportunities say of their customers, and customers of their opportunities.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/db/sql_lint.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lead-svc/projections_fixture.h"

namespace guanxi::lead {
namespace {

using ::testing::IsEmpty;

TEST_F(ProjectionsTest, AnOpportunitySaysWhatItsCustomerIsCalledAndWorth) {
  const std::string customer = AddCustomer("甲");
  const std::string early = AddOpportunity(customer, 1);
  EXPECT_EQ(Says(early), " GRADE_UNSPECIFIED");  // nothing was told yet
  Settle();
  EXPECT_EQ(Says(early), "甲 GRADE_UNSPECIFIED");
  // From then on at once.
  const std::string late = AddOpportunity(customer, 1);
  EXPECT_EQ(Says(late), "甲 GRADE_UNSPECIFIED");
  Change(customer, "grade", "VIP");
  Change(customer, "display_name", "乙");
  Settle();
  EXPECT_EQ(Says(early), "乙 VIP");
  EXPECT_EQ(Says(late), "乙 VIP");
  Opportunity next = Get(late);
  next.clear_customer();
  ASSERT_THAT(Update(next, {"customer"}), IsOk());
  EXPECT_EQ(Says(late), " GRADE_UNSPECIFIED");
}

TEST_F(ProjectionsTest, ListsGoByWhatIsSaidOfCustomers) {
  const std::string vip = AddCustomer("甲"), other = AddCustomer("乙");
  Change(vip, "grade", "VIP");
  Change(vip, "owner", "bob");
  Change(other, "owner", "carol");
  Settle();
  const std::string wanted = AddOpportunity(vip, 1);
  AddOpportunity(other, 1);
  Settle();
  const std::vector<std::string> filters = {
      "customer_grade = VIP", "customer_display_name = \"甲\"",
      absl::StrCat("customer_owner = \"", User("bob"), "\""), "NOT customer_grade:*"};
  for (const std::string& filter : filters) {
    v1::ListOpportunitiesRequest request;
    request.set_filter(filter);
    const auto page = Opportunities().List<v1::ListOpportunitiesResponse>(service_.call(), request);
    ASSERT_THAT(page, IsOk()) << filter;
    ASSERT_EQ(page->opportunities_size(), 1) << filter;
    EXPECT_EQ(page->opportunities(0).name() == wanted, filter[0] != 'N') << filter;
  }
}

TEST_F(ProjectionsTest, AnOpportunitySaysWhoseItsCustomerIs) {
  const std::string customer = AddCustomer("甲");
  const std::string name = AddOpportunity(customer, 1);
  Settle();
  EXPECT_EQ(Get(name).customer_owner(), GetCustomer(customer).owner());
  for (const char* login : {"bob", "carol"}) {
    Change(customer, "owner", login);
    Settle();
    EXPECT_EQ(Get(name).customer_owner(), User(login));
  }
}

TEST_F(ProjectionsTest, AnEtagSurvivesAHundredProjections) {
  const std::string customer = AddCustomer("甲");
  const std::string name = AddOpportunity(customer, 1);
  Settle();
  const Opportunity before = Get(name);
  const Customer customer_before = GetCustomer(customer);
  for (int i = 0; i < 100; ++i) {
    Change(customer, "display_name", absl::StrCat("名", i));
    Settle();
  }
  const Opportunity after = Get(name);
  EXPECT_EQ(after.customer_display_name(), "名99");
  EXPECT_EQ(after.etag(), before.etag());
  EXPECT_EQ(after.update_time().seconds(), before.update_time().seconds());
  Opportunity next = before;
  next.set_note("回访");
  v1::UpdateOpportunityRequest request;
  *request.mutable_opportunity() = next;
  request.mutable_update_mask()->add_paths("note");
  EXPECT_THAT(Opportunities().Update<Opportunity>(service_.call(), request), IsOk());
  EXPECT_EQ(customer_before.open_opportunity_count(), 1);
}

TEST_F(ProjectionsTest, AClientDoesNotWriteWhatIsProjected) {
  const std::string name = AddOpportunity(AddCustomer("甲"), 1);
  Settle();
  for (const char* path : {"customer_display_name", "customer_owner", "customer_grade"}) {
    EXPECT_THAT(Update(Get(name), {path}), HasReason("INVALID_FIELD_MASK")) << path;
  }
}

TEST_F(ProjectionsTest, ServicesThatProjectEachOtherComeToRest) {
  for (int i = 0; i < 40; ++i) WriteSomething();
  const int events = Settle();
  EXPECT_GT(events, 40);
  EXPECT_EQ(Settle(), 0);
  ExpectRecounted();
}

TEST_F(ProjectionsTest, ACustomerOfManyTellsThemInTurns) {
  const std::string customer = AddCustomer("甲");
  Settle();
  constexpr int kMany = 2 * kToldAtOnce + 50;
  for (int made = 0; made < kMany; made += 50) {
    v1::BatchCreateOpportunitiesRequest request;
    for (int i = 0; i < 50; ++i) {
      Opportunity& one = *request.add_requests()->mutable_opportunity();
      one.set_display_name("框架");
      one.set_stage(offer_);
      one.set_customer(customer);
    }
    ASSERT_THAT(BatchCreate(request), IsOk());
  }
  Settle();
  Change(customer, "display_name", "乙");
  customer_side_.Relay();
  while (Turn(copying_.get())) {
    // It is told anew what it is called while it is being told.
    if (random_() % 2 == 0) continue;
    Change(customer, "display_name", "丙");
    customer_side_.Relay();
    random_.seed(2);
  }
  Change(customer, "display_name", "丁");
  Settle();
  v1::ListOpportunitiesRequest request;
  request.set_filter("NOT customer_display_name = \"丁\"");
  const auto page = Opportunities().List<v1::ListOpportunitiesResponse>(service_.call(), request);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->opportunities_size(), 0);
}

// Its turn fails each time it comes, and the others have theirs.
TEST_F(ProjectionsTest, ACustomerThatCannotBeToldHoldsNobodyUp) {
  const std::string stuck = AddCustomer("甲"), next = AddCustomer("乙");
  Settle();
  for (const std::string& customer : {stuck, next}) {
    for (int made = 0; made < kToldAtOnce + 50; made += 50) {
      v1::BatchCreateOpportunitiesRequest request;
      for (int i = 0; i < 50; ++i) {
        Opportunity& one = *request.add_requests()->mutable_opportunity();
        one.set_display_name("框架");
        one.set_stage(offer_);
        one.set_customer(customer);
      }
      ASSERT_THAT(BatchCreate(request), IsOk());
    }
  }
  Settle();
  for (const std::string& customer : {stuck, next}) Change(customer, "grade", "VIP");
  // As the events leave them: all of their opportunities are yet to be told.
  Execute(
      "INSERT INTO customer_fan_outs (tenant_id, id, after_id) SELECT tenant_id, id, "
      "REPEAT(CHAR(0), 16) FROM customer_copies");
  Execute(
      "UPDATE opportunities o JOIN customer_copies c ON c.tenant_id = o.tenant_id AND "
      "c.id = o.customer_id SET o.body = 'no message' WHERE c.display_name = '甲'");
  const auto left = [&] { return Number("SELECT COUNT(*) FROM customer_fan_outs"); };
  ASSERT_EQ(left(), 2);
  int failed = 0;
  for (int i = 0; i < 8; ++i) failed += GoOn().ok() ? 0 : 1;
  EXPECT_EQ(left(), 1);
  EXPECT_GE(failed, 3);
}

// Pages of the source are read while events go on arriving, and everything comes to what it is.
TEST_F(ProjectionsTest, BothAreRebuiltWhileEventsArrive) {
  for (int i = 0; i < 60; ++i) WriteSomething();
  Settle();
  for (int i = 0; i < 20; ++i) WriteSomething();
  // What was not read yet is removed from both logs: only the records tell it.
  customer_side_.Relay();
  lead_side_.Relay();
  service_.clock.Advance(absl::Hours(24 * 31));
  ASSERT_THAT(customer_side_.log().Trim(), IsOk());
  ASSERT_THAT(lead_side_.log().Trim(), IsOk());
  int writes = 0;
  const auto write = [this, &writes] {
    if (++writes < 60) WriteSomething();
    if (writes % 3 == 0) customer_side_.Relay();
    if (writes % 4 == 0) lead_side_.Relay();
  };
  customer_side_.before_page = write;
  lead_side_.before_page = write;
  for (int i = 0; i < 20; ++i) WriteSomething();  // so that the logs go on
  Settle();
  EXPECT_GT(rebuilt_, 0);
  EXPECT_GT(writes, 0);
  EXPECT_EQ(Settle(), 0);
  ExpectRecounted();
}

TEST_F(ProjectionsTest, OfAnotherLogEverythingIsReadAnew) {
  for (int i = 0; i < 40; ++i) WriteSomething();
  Settle();
  ASSERT_THAT(customer_side_.log().Renew(), IsOk());
  ASSERT_THAT(lead_side_.log().Renew(), IsOk());
  for (int i = 0; i < 20; ++i) WriteSomething();
  Settle();
  EXPECT_GT(rebuilt_, 0);
  ExpectRecounted();
}

TEST_F(ProjectionsTest, StatementsBindTheirTenant) {
  EXPECT_THAT(db::LintQueries(CustomerCopiesQueries()), IsEmpty());
}

}  // namespace
}  // namespace guanxi::lead
