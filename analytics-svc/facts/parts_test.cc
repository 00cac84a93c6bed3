#include "analytics-svc/facts/parts.h"

#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_source.pb.h"

namespace guanxi::analytics {
namespace {

// The place of a column in the rows of its table.
size_t At(const Table& table, absl::string_view name) {
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == name) return i;
  }
  ADD_FAILURE() << name;
  return 0;
}

TEST(PartsTest, CostsOfASourceAreRowsByMonthExactToTheCent) {
  lead::v1::LeadSource source;
  for (const int month : {1, 12}) {
    auto& cost = *source.add_costs();
    cost.set_year(2026);
    cost.set_month(month);
    cost.mutable_amount()->set_currency_code("CNY");
    cost.mutable_amount()->set_units(1000);
    cost.mutable_amount()->set_nanos(10'000'000 * month);
  }
  const PartsMaker costs = SourceCosts();
  EXPECT_EQ(costs.field, "costs");
  const auto rows = costs.make(source);
  const Table& table = FactSourceCost();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0][At(table, "month")], db::Value(int64_t{202601}));
  EXPECT_EQ(rows[1][At(table, "month")], db::Value(int64_t{202612}));
  EXPECT_EQ(rows[1][At(table, "start_date")], db::Value("2026-12-01"));
  EXPECT_EQ(rows[1][At(table, "amount")], db::Value::Decimal("1000.12"));
  EXPECT_EQ(rows[1][At(table, "currency")], db::Value("CNY"));
}

TEST(PartsTest, ASourceWithoutCostsHasNoRows) {
  EXPECT_TRUE(SourceCosts().make(lead::v1::LeadSource()).empty());
}

}  // namespace
}  // namespace guanxi::analytics
