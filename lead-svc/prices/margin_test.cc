#include "lead-svc/prices/margin.h"

#include <map>
#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

v1::Quote MakeQuote() {
  v1::Quote quote;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(currency: "CNY"
         lines { product: "products/a" quantity { value: "1.5" } }
         lines { product: "products/b" quantity { value: "2" } }
         priced_lines { net_amount { currency_code: "CNY" units: 10 } }
         priced_lines { net_amount { currency_code: "CNY" units: 20 } })",
      &quote));
  return quote;
}

v1::ProductCost Cost(int64_t units, int nanos) {
  v1::ProductCost cost;
  cost.mutable_unit_cost()->set_currency_code("CNY");
  cost.mutable_unit_cost()->set_units(units);
  cost.mutable_unit_cost()->set_nanos(nanos);
  return cost;
}

TEST(MarginOf, RoundsTheCostOfEachLine) {
  const auto margin =
      MarginOf(MakeQuote(), {{"products/a", Cost(3, 330'000'000)}, {"products/b", Cost(11, 0)}});
  ASSERT_EQ(margin.lines_size(), 2);
  // 4.995 is 5.00.
  EXPECT_EQ(margin.lines(0).cost_amount().units(), 5);
  EXPECT_EQ(margin.lines(0).margin_amount().units(), 5);
  EXPECT_EQ(margin.lines(1).margin_amount().units(), -2);
  EXPECT_EQ(margin.cost_amount().units(), 27);
  EXPECT_EQ(margin.margin_amount().units(), 3);
  EXPECT_EQ(margin.margin_percent().value(), "10");
}

TEST(MarginOf, SaysNothingOfTheWholeWhereACostIsMissing) {
  const auto margin = MarginOf(MakeQuote(), {{"products/a", Cost(3, 0)}});
  EXPECT_TRUE(margin.lines(0).has_cost_amount());
  EXPECT_FALSE(margin.lines(1).has_cost_amount());
  EXPECT_EQ(margin.net_amount().units(), 30);
  EXPECT_FALSE(margin.has_cost_amount());
  EXPECT_FALSE(margin.has_margin_percent());
}

}  // namespace
}  // namespace guanxi::lead
