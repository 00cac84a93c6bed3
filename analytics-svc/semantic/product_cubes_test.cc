// What is sold, by what it is.
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

SqlValue Text(const char* text) { return std::string(text); }

class ProductCubesTest : public ::testing::Test {
 protected:
  using Lines = std::vector<std::pair<const char*, const char*>>;  // products and amounts

  static Uuid Id(const char* name) { return DeriveUuid("sales", name); }

  void AddQuote(const char* name, const char* customer, const char* state, const Lines& lines) {
    rows_.Add(FactQuote(), {{"id", Id(name)}, {"state", Text(state)}});
    int64_t place = 0;
    for (const auto& [product, amount] : lines) {
      rows_.Add(FactQuoteLine(), {{"id", Id(name)},
                                  {"line", place++},
                                  {"customer_id", Id(customer)},
                                  {"product_id", Id(product)},
                                  {"net_amount", Decimal{amount}},
                                  {"currency", Text("CNY")}});
    }
  }

  // All cells, row by row.
  std::vector<std::string> Ask(const v1::Query& query) {
    QueryContext context;
    context.principal.tenant = FactRows::Tenant();
    context.principal.rights = policy::AllRights();
    context.now = absl::FromCivil(absl::CivilDay(2026, 6, 15), absl::UTCTimeZone());
    context.currency = "CNY";
    std::vector<std::string> cells;
    const auto compiled = CompileQuery(query, context);
    EXPECT_THAT(compiled, IsOk());
    if (!compiled.ok()) return cells;
    const auto result = rows_.engine()->Run(compiled->front().query, {});
    EXPECT_THAT(result, IsOk());
    if (!result.ok()) return cells;
    for (size_t row = 0; row < result->rows(); ++row) {
      for (size_t i = 0; i < compiled->front().columns.size(); ++i) {
        cells.push_back(ValueText(compiled->front(), *result, row, i).value_or("-"));
      }
    }
    return cells;
  }

  FactRows rows_;
};

TEST_F(ProductCubesTest, AcceptedLinesAreSalesByLineOfProducts) {
  for (const auto& [product, category] :
       {std::pair<const char*, const char*>{"crm", "软件"}, {"erp", "软件"}, {"box", "硬件"}}) {
    rows_.Add(FactProduct(), {{"id", Id(product)}, {"category", Text(category)}});
  }
  AddQuote("first", "a", "ACCEPTED", {{"crm", "100.10"}, {"box", "7"}});
  AddQuote("second", "b", "ACCEPTED", {{"erp", "20"}});
  AddQuote("third", "c", "REJECTED", {{"box", "5000"}});
  v1::Query query;
  query.add_measures("quote_lines.net_amount");
  query.add_dimensions("products.category");
  for (const auto& [member, value] :
       {std::pair<const char*, const char*>{"quotes.state", "ACCEPTED"},
        {"quote_lines.currency", "CNY"}}) {
    v1::QueryFilter& filter = *query.add_filters();
    filter.set_member(member);
    filter.set_operator_(v1::QueryFilter::EQUALS);
    filter.add_values(value);
  }
  EXPECT_THAT(Ask(query), ElementsAre("软件", "120.1", "硬件", "7"));
}

TEST_F(ProductCubesTest, WhoBoughtSeveralProductsIsACrossBuyer) {
  AddQuote("first", "a", "ACCEPTED", {{"crm", "100"}});
  AddQuote("second", "a", "ACCEPTED", {{"box", "7"}});
  AddQuote("third", "b", "ACCEPTED", {{"crm", "20"}, {"crm", "30"}});
  AddQuote("fourth", "b", "REJECTED", {{"box", "5000"}});
  AddQuote("fifth", "c", "DRAFT", {{"box", "1"}, {"crm", "1"}});
  v1::Query query;
  query.add_measures("quote_lines.buyers");
  query.add_measures("quote_lines.cross_buyers");
  query.add_measures("quote_lines.cross_sell_rate");
  EXPECT_THAT(Ask(query), ElementsAre("2", "1", "0.5"));
}

}  // namespace
}  // namespace guanxi::analytics
