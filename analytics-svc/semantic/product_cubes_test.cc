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

TEST(ProductCubesTest, AcceptedLinesAreSalesByLineOfProducts) {
  FactRows rows;
  const auto id = [](const char* name) { return DeriveUuid("sales", name); };
  for (const auto& [product, category] :
       {std::pair<const char*, const char*>{"crm", "软件"}, {"erp", "软件"}, {"box", "硬件"}}) {
    rows.Add(FactProduct(), {{"id", id(product)}, {"category", Text(category)}});
  }
  const auto quote = [&](const char* name, const char* state,
                         const std::vector<std::pair<const char*, const char*>>& lines) {
    rows.Add(FactQuote(), {{"id", id(name)}, {"state", Text(state)}});
    int64_t place = 0;
    for (const auto& [product, amount] : lines) {
      rows.Add(FactQuoteLine(), {{"id", id(name)},
                                 {"line", place++},
                                 {"product_id", id(product)},
                                 {"net_amount", Decimal{amount}},
                                 {"currency", Text("CNY")}});
    }
  };
  quote("first", "ACCEPTED", {{"crm", "100.10"}, {"box", "7"}});
  quote("second", "ACCEPTED", {{"erp", "20"}});
  quote("third", "REJECTED", {{"box", "5000"}});
  QueryContext context;
  context.principal.tenant = FactRows::Tenant();
  context.principal.rights = policy::AllRights();
  context.now = absl::FromCivil(absl::CivilDay(2026, 6, 15), absl::UTCTimeZone());
  context.currency = "CNY";
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
  const auto compiled = CompileQuery(query, context);
  ASSERT_THAT(compiled, IsOk());
  const auto result = rows.engine()->Run(compiled->front().query, {});
  ASSERT_THAT(result, IsOk());
  ASSERT_EQ(result->rows(), 2u);
  std::vector<std::string> cells;
  for (size_t row = 0; row < 2; ++row) {
    for (size_t i = 0; i < 2; ++i) {
      cells.push_back(ValueText(compiled->front(), *result, row, i).value_or("-"));
    }
  }
  EXPECT_THAT(cells, ElementsAre("软件", "120.1", "硬件", "7"));
}

}  // namespace
}  // namespace guanxi::analytics
