#include "analytics-svc/reports/ranking_report.h"

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_world.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Day = absl::CivilDay;
using Request = v1::GetRankingRequest;
using World = ReportWorld;

class RankingReportTest : public ::testing::Test {
 protected:
  void AddPayment(const char* owner, Day day, const char* amount, const char* kind = "RECEIPT",
                  const char* state = "CONFIRMED") {
    world_.Add("fact_payment", absl::StrCat("payment", ++payments_),
               {{"owner_id", World::Id(owner)},
                {"department_id", World::Id("east")},
                {"pay_date", day},
                {"base_amount", Decimal{amount}},
                {"kind", std::string(kind)},
                {"state", std::string(state)}});
  }

  static Request Receipts() {
    Request request;
    request.set_measure(Request::RECEIPTS);
    request.set_to_date(Request::MONTH_TO_DATE);
    return request;
  }

  World world_;
  int payments_ = 0;
};

TEST_F(RankingReportTest, MoneyIsExactAndRefundsAreTakenOff) {
  AddPayment("li", Day(2026, 11, 3), "100.10");
  AddPayment("li", Day(2026, 11, 30), "0.20");
  AddPayment("li", Day(2026, 11, 30), "0.05", "REFUND");
  AddPayment("li", Day(2026, 11, 30), "999", "RECEIPT", "ENTERED");
  AddPayment("wang", Day(2026, 11, 1), "250");
  AddPayment("wang", Day(2026, 10, 30), "7");    // the month before
  AddPayment("wang", Day(2026, 10, 31), "500");  // a day more than this month has had
  AddPayment("li", Day(2025, 11, 2), "80");
  const auto report = MakeRankingReport(world_.All(), Receipts());
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->entries_size(), 2);
  EXPECT_EQ(report->entries(0).subject(), World::Name("users", "wang"));
  EXPECT_EQ(report->entries(0).amount().units(), 250);
  EXPECT_EQ(report->entries(0).previous_amount().units(), 7);
  EXPECT_EQ(report->entries(0).previous_rank(), 1);
  EXPECT_EQ(report->entries(0).last_year_rank(), 0);
  EXPECT_EQ(report->entries(1).amount().units(), 100);
  EXPECT_EQ(report->entries(1).amount().nanos(), 250'000'000);
  EXPECT_EQ(report->entries(1).last_year_amount().units(), 80);
  EXPECT_EQ(report->period().first_day().day(), 1);
  EXPECT_EQ(report->last_year().last_day().year(), 2025);
}

TEST_F(RankingReportTest, WhatWasConvertedIntoAnotherCurrencyIsNoAmount) {
  AddPayment("li", Day(2026, 11, 3), "100");
  // When the company reckoned in dollars.
  world_.Add("fact_payment", "of old",
             {{"owner_id", World::Id("li")},
              {"pay_date", Day(2026, 11, 2)},
              {"base_amount", Decimal{"7"}},
              {"base_currency", std::string("USD")},
              {"kind", std::string("RECEIPT")},
              {"state", std::string("CONFIRMED")}});
  const auto report = MakeRankingReport(world_.All(), Receipts());
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->entries(0).amount().units(), 100);
  EXPECT_EQ(report->without_amount(), 1);
}

TEST_F(RankingReportTest, TiesShareAPlaceAndWhoIsCutOffIsCounted) {
  for (const char* owner : {"a", "b", "c"}) AddPayment(owner, Day(2026, 11, 3), "50");
  Request request = Receipts();
  request.set_limit(2);
  const auto report = MakeRankingReport(world_.All(), request);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->entries_size(), 2);
  EXPECT_EQ(report->entries(1).rank(), 1);
  EXPECT_EQ(report->entries(1).tied(), 3);
  EXPECT_EQ(report->total(), 3);
  EXPECT_EQ(report->tied_beyond(), 1);
}

TEST_F(RankingReportTest, DepartmentsAreCompared) {
  AddPayment("li", Day(2026, 11, 3), "50");
  AddPayment("wang", Day(2026, 11, 3), "60");
  Request request = Receipts();
  request.set_by(Request::DEPARTMENTS);
  const auto report = MakeRankingReport(world_.All(), request);
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->entries_size(), 1);
  EXPECT_EQ(report->entries(0).subject(), World::Name("departments", "east"));
  EXPECT_EQ(report->entries(0).amount().units(), 110);
}

TEST_F(RankingReportTest, CountsAreByTheZone) {
  // Noon in UTC on the last of October is the evening of that day in Shanghai.
  world_.Add("fact_customer", "a",
             {{"owner_id", World::Id("li")}, {"create_time", World::Noon(Day(2026, 10, 31))}});
  world_.Add("fact_customer", "b",
             {{"owner_id", World::Id("li")}, {"create_time", World::Noon(Day(2026, 11, 1))}});
  Request request = Receipts();
  request.set_measure(Request::NEW_CUSTOMERS);
  EXPECT_EQ(MakeRankingReport(world_.All(), request)->entries(0).count(), 1);
  request.set_time_zone("Pacific/Auckland");
  EXPECT_EQ(MakeRankingReport(world_.All(), request)->entries(0).count(), 2);
}

TEST_F(RankingReportTest, EverybodySeesHisOwnAlone) {
  AddPayment("li", Day(2026, 11, 3), "50");
  AddPayment("wang", Day(2026, 11, 3), "60");
  const auto report = MakeRankingReport(world_.Own("li"), Receipts());
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->entries_size(), 1);
  EXPECT_EQ(report->entries(0).subject(), World::Name("users", "li"));
}

TEST_F(RankingReportTest, WhoDoesNotSeeWhoseRecordsAreRanksNobodyByThem) {
  AddPayment("li", Day(2026, 11, 3), "50");
  // Of a payment that is its contract's, of an amount the one that it is a copy of.
  const auto without = [&](const char* type, const char* field, const Request& request) {
    return MakeRankingReport(world_.Without(type, field), request);
  };
  EXPECT_THAT(without("guanxi.dev/Contract", "owner", Receipts()), HasReason("FIELD_NOT_ALLOWED"));
  Request request = Receipts();
  request.set_by(Request::DEPARTMENTS);
  EXPECT_THAT(without("guanxi.dev/Contract", "owner", request), IsOk());
  EXPECT_THAT(without("guanxi.dev/Contract", "department", request),
              HasReason("FIELD_NOT_ALLOWED"));
  request.mutable_filter()->add_owners(World::Name("users", "li"));
  EXPECT_THAT(without("guanxi.dev/Contract", "owner", request), HasReason("FIELD_NOT_ALLOWED"));
}

TEST_F(RankingReportTest, EitherDaysOrToDateAreStated) {
  Request request = Receipts();
  *request.mutable_period() = Period(Day(2026, 11, 1), Day(2026, 11, 2));
  EXPECT_THAT(MakeRankingReport(world_.All(), request), HasReason("INVALID_FIELD"));
  request.clear_to_date();
  EXPECT_THAT(MakeRankingReport(world_.All(), request), IsOk());
  request.clear_period();
  EXPECT_THAT(MakeRankingReport(world_.All(), request), HasReason("INVALID_FIELD"));
}

}  // namespace
}  // namespace guanxi::analytics
