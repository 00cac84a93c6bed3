// What figures of sales come to, reckoned by hand.
#include <string>
#include <utility>
#include <vector>

#include "analytics-svc/semantic/answer.h"
#include "analytics-svc/semantic/query_compiler.h"
#include "analytics-svc/semantic/rows_testing.h"
#include "common/policy/rights.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using ::testing::ElementsAre;

const absl::CivilDay kToday(2026, 6, 15);

SqlValue Text(const char* text) { return std::string(text); }
absl::Time At(int hours) {
  return absl::FromCivil(absl::CivilHour(2026, 6, 1) + hours, absl::UTCTimeZone());
}

class SalesCubesTest : public ::testing::Test {
 protected:
  SalesCubesTest() {
    context_.principal.tenant = FactRows::Tenant();
    context_.principal.rights = policy::AllRights();
    context_.now = absl::FromCivil(absl::CivilHour(kToday) + 12, absl::UTCTimeZone());
    context_.currency = "CNY";
  }

  // The measures' figures; "-" where there is none.
  std::vector<std::string> Figures(const std::vector<std::string>& measures) {
    v1::Query query;
    for (const std::string& measure : measures) query.add_measures(measure);
    std::vector<std::string> figures;
    const auto compiled = CompileQuery(query, context_);
    EXPECT_THAT(compiled, IsOk());
    if (!compiled.ok()) return figures;
    const auto result = rows_.engine()->Run(compiled->front().query, {});
    EXPECT_THAT(result, IsOk());
    if (!result.ok()) return figures;
    for (size_t i = 0; i < measures.size(); ++i) {
      figures.push_back(ValueText(compiled->front(), *result, 0, i).value_or("-"));
    }
    return figures;
  }

  void AddOpportunity(const char* state, SqlValue closed) {
    rows_.Add(FactOpportunity(),
              {{"state", Text(state)}, {"create_time", At(0)}, {"closed_time", std::move(closed)}});
  }
  void AddOrder(const char* customer, absl::CivilDay day, const char* amount,
                const char* state = "DELIVERED") {
    rows_.Add(FactOrder(), {{"customer_id", DeriveUuid("customer", customer)},
                            {"order_date", day},
                            {"state", Text(state)},
                            {"base_amount", Decimal{amount}},
                            {"base_currency", Text("CNY")}});
  }
  Uuid AddContract(const char* name, const char* base_currency, SqlValue breach_time = {}) {
    const Uuid id = DeriveUuid("contract", name);
    rows_.Add(FactContract(), {{"id", id},
                               {"state", Text("ACTIVE")},
                               {"sign_date", absl::CivilDay(2026, 1, 5)},
                               {"base_currency", Text(base_currency)},
                               {"breach_time", std::move(breach_time)}});
    return id;
  }
  void AddPlan(const Uuid& contract, absl::CivilDay due, const char* open, const char* rate) {
    rows_.Add(FactPaymentPlan(), {{"contract_id", contract},
                                  {"state", Text("PENDING")},
                                  {"outstanding", int64_t{1}},
                                  {"amount", Decimal{"1000"}},
                                  {"open_amount", Decimal{open}},
                                  {"base_rate", Decimal{rate}},
                                  {"due_date", due}});
  }

  FactRows rows_;
  QueryContext context_;
};

TEST_F(SalesCubesTest, TheWinRateIsOfClosedOnesAndTheCycleOfWonOnes) {
  AddOpportunity("WON", At(36));
  AddOpportunity("WON", At(12));
  AddOpportunity("WON", At(24));
  AddOpportunity("LOST", At(240));
  AddOpportunity("OPEN", {});
  EXPECT_THAT(Figures({"opportunities.win_rate", "opportunities.sales_cycle",
                       "opportunities.closed_count"}),
              ElementsAre("0.75", "1", "4"));
}

TEST_F(SalesCubesTest, NothingWonHasNoCycleAndNothingClosedNoRate) {
  AddOpportunity("OPEN", {});
  EXPECT_THAT(Figures({"opportunities.win_rate", "opportunities.sales_cycle",
                       "opportunities.average_won_amount"}),
              ElementsAre("-", "-", "-"));
}

TEST_F(SalesCubesTest, WhoBuysOnAnotherDayBuysAgain) {
  AddOrder("once", absl::CivilDay(2026, 3, 1), "100");
  AddOrder("once", absl::CivilDay(2026, 3, 1), "50.50");  // of one day: one purchase
  AddOrder("again", absl::CivilDay(2026, 3, 1), "10");
  AddOrder("again", absl::CivilDay(2026, 4, 1), "0.25");
  AddOrder("took back", absl::CivilDay(2026, 3, 1), "7");
  AddOrder("took back", absl::CivilDay(2026, 5, 1), "900", "CANCELLED");
  AddOrder("never", absl::CivilDay(2026, 5, 1), "900", "CANCELLED");
  EXPECT_THAT(Figures({"orders.count", "orders.customers", "orders.repeat_customers",
                       "orders.amount", "orders.average_amount"}),
              ElementsAre("5", "3", "1", "167.75", "33.55"));
  EXPECT_EQ(Figures({"orders.repurchase_rate"})[0].substr(0, 6), "0.3333");
}

TEST_F(SalesCubesTest, ContractsThatWereEverBreachedCount) {
  AddContract("kept", "CNY");
  AddContract("breached", "CNY", At(0));
  AddContract("kept too", "CNY");
  AddContract("kept as well", "CNY");
  EXPECT_THAT(Figures({"contracts.breached_count", "contracts.breach_rate"}),
              ElementsAre("1", "0.25"));
}

TEST_F(SalesCubesTest, WhatIsDueBeforeTodayIsOverdue) {
  const Uuid home = AddContract("home", "CNY");
  const Uuid abroad = AddContract("abroad", "CNY");
  AddPlan(home, kToday - 1, "300", "1");
  AddPlan(home, kToday, "500.05", "1");
  AddPlan(abroad, kToday + 30, "28.57", "7.0001");  // 199.992857
  EXPECT_THAT(Figures({"payment_plans.receivable_amount", "payment_plans.overdue_amount",
                       "payment_plans.overdue_count", "payment_plans.unpriced_count"}),
              ElementsAre("1000.04", "300", "1", "0"));
  EXPECT_EQ(Figures({"payment_plans.overdue_rate"})[0].substr(0, 6), "0.2999");
}

TEST_F(SalesCubesTest, ARateIntoAnotherCurrencyIsNone) {
  AddPlan(AddContract("now", "CNY"), kToday - 1, "300", "1");
  AddPlan(AddContract("before", "USD"), kToday - 1, "700", "0.14");
  const std::vector<std::string> asked = {
      "payment_plans.receivable_amount", "payment_plans.overdue_amount",
      "payment_plans.planned_amount", "payment_plans.unpriced_count"};
  EXPECT_THAT(Figures(asked), ElementsAre("300", "300", "1000", "1"));
  context_.currency = "USD";
  EXPECT_THAT(Figures(asked), ElementsAre("98", "98", "140", "1"));
}

TEST_F(SalesCubesTest, ReceiptsInAnotherCurrencyAreNotAmongThem) {
  const auto add = [&](const char* amount, SqlValue currency) {
    rows_.Add(FactContract(), {{"state", Text("ACTIVE")},
                               {"sign_date", absl::CivilDay(2026, 1, 5)},
                               {"base_currency", Text("CNY")},
                               {"received_base_amount", Decimal{amount}},
                               {"received_base_currency", std::move(currency)}});
  };
  add("100.25", Text("CNY"));
  add("14", Text("USD"));
  add("1", {});
  EXPECT_THAT(Figures({"contracts.received_amount"}), ElementsAre("101.25"));
}

TEST_F(SalesCubesTest, LeadsAreAnsweredAfterTheyCame) {
  for (const int answered : {2, 4, 0}) {
    rows_.Add(FactLead(),
              {{"state", Text("WORKING")},
               {"create_time", At(0)},
               {"first_call_time", answered > 0 ? SqlValue(At(answered)) : SqlValue()}});
  }
  EXPECT_THAT(Figures({"leads.average_answer_time", "leads.answered_count"}),
              ElementsAre("10800", "2"));
}

TEST_F(SalesCubesTest, ClocksOfServiceLevelsTakeWorkingTime) {
  for (const auto& [state, hours] :
       {std::pair<const char*, int>{"STOPPED", 1}, {"STOPPED", 4}, {"RUNNING", 90}}) {
    rows_.Add(FactSla(), {{"state", Text(state)},
                          {"elapsed", int64_t{hours} * 3'600'000'000},
                          {"breach_time", hours == 4 ? SqlValue(At(9)) : SqlValue()}});
  }
  rows_.Add(FactSla(), {{"state", Text("CANCELLED")}, {"breach_time", At(9)}});
  EXPECT_THAT(Figures({"service_levels.count", "service_levels.breached_count",
                       "service_levels.average_elapsed"}),
              ElementsAre("3", "1", "9000"));
}

}  // namespace
}  // namespace guanxi::analytics
