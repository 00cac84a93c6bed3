// What counts of contracts and their money, and how.
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

class MoneyCubesTest : public ::testing::Test {
 protected:
  // The measures' figures; "-" where there is none.
  std::vector<std::string> Figures(const std::vector<std::string>& measures,
                                   const std::string& one_currency_of = "") {
    v1::Query query;
    for (const std::string& measure : measures) query.add_measures(measure);
    if (!one_currency_of.empty()) {
      v1::QueryFilter& filter = *query.add_filters();
      filter.set_member(one_currency_of);
      filter.set_operator_(v1::QueryFilter::EQUALS);
      filter.add_values("CNY");
    }
    QueryContext context;
    context.principal.tenant = FactRows::Tenant();
    context.principal.rights = policy::AllRights();
    context.now = absl::FromCivil(absl::CivilDay(2026, 6, 15), absl::UTCTimeZone());
    context.currency = "CNY";
    std::vector<std::string> figures;
    const auto compiled = CompileQuery(query, context);
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

  void AddInvoice(const char* state, const char* amount, const char* tax, bool is_red_letter) {
    rows_.Add(FactInvoice(), {{"state", std::string(state)},
                              {"amount", Decimal{amount}},
                              {"tax_amount", Decimal{tax}},
                              {"currency", std::string("CNY")},
                              {"red_letter_of_id",
                               is_red_letter ? SqlValue(DeriveUuid("invoice", "1")) : SqlValue()}});
  }
  void AddContract(const char* state, SqlValue sign_date, const char* base_amount) {
    const bool has_base = base_amount[0] != '\0';
    rows_.Add(FactContract(),
              {{"state", std::string(state)},
               {"amount", Decimal{"1000"}},
               {"sign_date", std::move(sign_date)},
               {"base_amount", has_base ? SqlValue(Decimal{base_amount}) : SqlValue()},
               {"base_currency", has_base ? SqlValue(std::string("CNY")) : SqlValue()}});
  }

  FactRows rows_;
};

TEST_F(MoneyCubesTest, RedLettersAreTakenOff) {
  AddInvoice("ISSUED", "100", "13", false);
  AddInvoice("ISSUED", "40", "5.2", true);
  AddInvoice("DRAFT", "7", "1", false);
  EXPECT_THAT(Figures({"invoices.count", "invoices.red_letter_count", "invoices.amount",
                       "invoices.tax_amount"},
                      "invoices.currency"),
              ElementsAre("1", "1", "60", "7.8"));
}

TEST_F(MoneyCubesTest, ContractsCountOnceTheyAreSigned) {
  const absl::CivilDay day(2026, 3, 9);
  AddContract("ACTIVE", day, "100");
  AddContract("TERMINATED", day, "50");
  AddContract("TERMINATED", {}, "");  // given up before it was signed
  AddContract("DRAFT", {}, "");
  EXPECT_THAT(Figures({"contracts.count", "contracts.draft_count", "contracts.amount",
                       "contracts.average_amount", "contracts.unpriced_count"}),
              ElementsAre("2", "1", "150", "75", "0"));
}

TEST_F(MoneyCubesTest, WhatWasConvertedIntoAnotherCurrencyHasNoRate) {
  const absl::CivilDay day(2026, 3, 9);
  AddContract("ACTIVE", day, "100");
  rows_.Add(FactContract(), {{"state", std::string("ACTIVE")},
                             {"amount", Decimal{"1000"}},
                             {"sign_date", day},
                             {"base_amount", Decimal{"140"}},
                             {"base_currency", std::string("USD")}});
  EXPECT_THAT(Figures({"contracts.count", "contracts.amount", "contracts.average_amount",
                       "contracts.unpriced_count"}),
              ElementsAre("2", "100", "100", "1"));
}

TEST_F(MoneyCubesTest, WhatIsInTheCompanysCurrencyNeedsNoRate) {
  const absl::CivilDay day(2026, 3, 9);
  AddContract("ACTIVE", day, "140");
  for (const char* const currency : {"CNY", "USD"}) {
    rows_.Add(FactContract(), {{"state", std::string("ACTIVE")},
                               {"amount", Decimal{"1000"}},
                               {"currency", std::string(currency)},
                               {"sign_date", day}});
  }
  EXPECT_THAT(Figures({"contracts.count", "contracts.amount", "contracts.average_amount",
                       "contracts.unpriced_count"}),
              ElementsAre("3", "1140", "570", "1"));
}

}  // namespace
}  // namespace guanxi::analytics
