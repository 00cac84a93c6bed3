// Lists of opportunities by amount, close date and tags, over a real database.
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"
#include "lead-svc/test_service.h"

namespace guanxi::lead {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;
using v1::Opportunity;

class OpportunityListTest : public ::testing::Test {
 protected:
  OpportunityListTest() : stage_(service_.CreateStage(service_.CreatePipeline(), "需求确认", 10)) {}

  // Of an amount in `currency` unless that is empty, in the given day of May unless that is 0.
  std::string Make(const std::string& title, int64_t amount, const std::string& currency, int day,
                   const std::vector<std::string>& tags = {}) {
    v1::CreateOpportunityRequest request;
    Opportunity& next = *request.mutable_opportunity();
    next.set_display_name(title);
    next.set_stage(stage_);
    next.set_owner(kOwner);
    next.mutable_tags()->Assign(tags.begin(), tags.end());
    if (!currency.empty()) {
      next.mutable_amount()->set_units(amount);
      next.mutable_amount()->set_currency_code(currency);
    }
    if (day != 0) {
      next.mutable_close_date()->set_year(2026);
      next.mutable_close_date()->set_month(5);
      next.mutable_close_date()->set_day(day);
    }
    return service_.catalog->Of<v1::Opportunity>()
        .Create<v1::Opportunity>(service_.call(), request)
        ->name();
  }

  v1::ListOpportunitiesRequest Asking(const std::string& filter, const std::string& order_by) {
    v1::ListOpportunitiesRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    return request;
  }

  // Their titles, by pages of two.
  std::vector<std::string> List(const std::string& filter, const std::string& order_by) {
    std::vector<std::string> titles;
    v1::ListOpportunitiesRequest request = Asking(filter, order_by);
    request.set_page_size(2);
    do {
      const auto page =
          Opportunities().List<v1::ListOpportunitiesResponse>(service_.call(), request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) return titles;
      for (const Opportunity& one : page->opportunities()) titles.push_back(one.display_name());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return titles;
  }
  const resource::Methods& Opportunities() { return service_.catalog->Of<Opportunity>(); }

  static constexpr char kOwner[] = "users/0190a6a0-0000-7000-8000-000000000001";
  TestService service_;
  const std::string stage_;
};

TEST_F(OpportunityListTest, AmountsCompareWithinTheirCurrency) {
  Make("small", 900, "CNY", 1);
  Make("large", 1000001, "CNY", 2);
  Make("foreign", 2000000, "USD", 3);
  Make("none", 0, "", 4);
  EXPECT_THAT(List("amount > \"1000000 CNY\"", "close_date"), ElementsAre("large"));
  EXPECT_THAT(List("amount <= \"900.00 CNY\" OR amount > \"1 USD\"", "close_date"),
              ElementsAre("small", "foreign"));
  EXPECT_THAT(List("NOT amount:*", ""), ElementsAre("none"));
}

TEST_F(OpportunityListTest, InTheOrderOfTheirCloseDates) {
  Make("second", 1, "CNY", 9);
  Make("undated", 1, "CNY", 0);
  Make("third", 1, "CNY", 20);
  Make("first", 1, "CNY", 2);
  EXPECT_THAT(List("", "close_date"), ElementsAre("undated", "first", "second", "third"));
  EXPECT_THAT(List("", "close_date desc"), ElementsAre("third", "second", "first", "undated"));
  EXPECT_THAT(List("close_date >= \"2026-05-09\"", "close_date"), ElementsAre("second", "third"));
  EXPECT_THAT(List("close_date < \"2026-05-09\" amount:* state = OPEN", "update_time"),
              ElementsAre("first"));
  const std::string mine = absl::StrCat("owner = \"", kOwner, "\"");
  EXPECT_THAT(List(mine + " close_date < \"2026-05-10\"", "close_date desc"),
              ElementsAre("second", "first"));
  for (const std::string& filter : {std::string(), mine}) {
    EXPECT_EQ(Opportunities().reader().ListLane(Asking(filter, "close_date")), rpc::Lane::kPoint);
  }
}

TEST_F(OpportunityListTest, ByTags) {
  Make("a", 1, "CNY", 1, {"重点", "续约"});
  Make("b", 1, "CNY", 2, {" 重点 "});
  Make("c", 1, "CNY", 3);
  EXPECT_THAT(List("tags:\"重点\"", "name"), ElementsAre("a", "b"));
  EXPECT_THAT(List("tags:\"重点\" NOT tags:\"续约\"", "close_date"), ElementsAre("b"));
  EXPECT_THAT(List("NOT tags:*", ""), ElementsAre("c"));
  EXPECT_THAT(List("tags:\"重*\"", ""), UnorderedElementsAre("a", "b"));
  EXPECT_EQ(Opportunities().reader().ListLane(Asking("tags:\"重点\"", "name")), rpc::Lane::kPoint);
  EXPECT_EQ(Opportunities().reader().ListLane(Asking("tags:\"重点\"", "close_date")),
            rpc::Lane::kScan);
}

TEST_F(OpportunityListTest, AmountsWithoutACurrencyAreRefusedOnce) {
  v1::CreateOpportunityRequest request;
  request.mutable_opportunity()->set_display_name("x");
  request.mutable_opportunity()->set_stage(stage_);
  request.mutable_opportunity()->mutable_amount()->set_units(5);
  const auto refused =
      service_.catalog->Of<v1::Opportunity>().Create<v1::Opportunity>(service_.call(), request);
  EXPECT_THAT(refused, HasReason("INVALID_FIELD"));
  EXPECT_EQ(FieldViolations(refused.status()).size(), 1);
}

TEST_F(OpportunityListTest, ValuesAreFoundInAnySpelling) {
  Make("甲", 0, "", 0, {"ＶＩＰ 客户"});
  std::string capitals = absl::AsciiStrToUpper(stage_);
  capitals = absl::StrReplaceAll(capitals, {{"PIPELINES", "pipelines"}, {"STAGES", "stages"}});
  ASSERT_NE(capitals, stage_);
  EXPECT_THAT(List(absl::StrCat("stage = \"", capitals, "\""), "create_time"), ElementsAre("甲"));
  EXPECT_THAT(List("tags:\"ＶＩＰ　客户\"", "create_time"), ElementsAre("甲"));
  EXPECT_THAT(List("tags:\" VIP 客户 \"", "name"), ElementsAre("甲"));
}

}  // namespace
}  // namespace guanxi::lead
