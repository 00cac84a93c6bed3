#include "analytics-svc/facts/parts.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/db/value.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/lead/v1/lead_source.pb.h"
#include "guanxi/lead/v1/quote.pb.h"

namespace guanxi::analytics {
namespace {

// What a row of the table says in a column.
db::Value In(const Table& table, const PartValues& row, absl::string_view column) {
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == column) return row[i];
  }
  ADD_FAILURE() << "no column " << column;
  return {};
}

// What a column says of a customer whose own field is `text`.
db::Value Read(const char* column, const std::string& text) {
  customer::v1::Customer customer;
  (*customer.mutable_custom())["area"].set_string_value(text);
  const auto rows = CustomValues("customers").make(customer);
  EXPECT_EQ(rows.size(), 1u);
  return In(FactCustomValue(), rows[0], column);
}

TEST(PartsTest, TextsThatReadAsTimesAreTimesToo) {
  EXPECT_EQ(Read("time_value", "2024-03-01"), db::Value("2024-03-01 00:00:00.000000"));
  EXPECT_EQ(Read("time_value", "2024-03-01T08:00:00+08:00"),
            db::Value("2024-03-01 00:00:00.000000"));
  EXPECT_EQ(Read("time_value", "2024-02-30"), db::Value());
}

// Else the database refuses the row, and the customer's events wait for ever.
TEST(PartsTest, TimesThatNoColumnHoldsAreTextsAlone) {
  for (const char* text : {"infinite-future", "infinite-past", "99999-01-01T00:00:00Z",
                           "-0001-01-01T00:00:00Z", "-001-01-01", "0000-01-01"}) {
    EXPECT_EQ(Read("time_value", text), db::Value()) << text;
    EXPECT_EQ(Read("text_value", text), db::Value(text)) << text;
  }
}

TEST(PartsTest, EmptyTextsSayNothing) { EXPECT_EQ(Read("text_value", ""), db::Value()); }

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
  EXPECT_EQ(In(table, rows[0], "month"), db::Value(int64_t{202601}));
  EXPECT_EQ(In(table, rows[1], "month"), db::Value(int64_t{202612}));
  EXPECT_EQ(In(table, rows[1], "start_date"), db::Value("2026-12-01"));
  EXPECT_EQ(In(table, rows[1], "amount"), db::Value::Decimal("1000.12"));
  EXPECT_EQ(In(table, rows[1], "currency"), db::Value("CNY"));
}

TEST(PartsTest, LinesOfAQuoteAreRowsInTheirOrder) {
  lead::v1::Quote quote;
  for (const int units : {100, 7}) {
    auto& line = *quote.add_priced_lines();
    line.set_product("products/" + DeriveUuid("product", absl::StrCat(units)).ToString());
    line.mutable_list_amount()->set_units(units + 3);
    line.mutable_line_discount()->set_units(2);
    line.mutable_header_discount()->set_units(1);
    line.mutable_net_amount()->set_units(units);
    line.mutable_net_amount()->set_nanos(250'000'000);
    line.mutable_net_amount()->set_currency_code("CNY");
  }
  const PartsMaker lines = QuoteLines();
  EXPECT_EQ(lines.field, "priced_lines");
  const auto rows = lines.make(quote);
  const Table& table = FactQuoteLine();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(In(table, rows[1], "line"), db::Value(int64_t{1}));
  EXPECT_EQ(In(table, rows[1], "product_id"), db::Value(DeriveUuid("product", "7").bytes()));
  EXPECT_EQ(In(table, rows[1], "discount_amount"), db::Value::Decimal("3"));
  EXPECT_EQ(In(table, rows[1], "net_amount"), db::Value::Decimal("7.25"));
  EXPECT_EQ(In(table, rows[1], "currency"), db::Value("CNY"));
}

TEST(PartsTest, ASourceWithoutCostsHasNoRows) {
  EXPECT_TRUE(SourceCosts().make(lead::v1::LeadSource()).empty());
}

}  // namespace
}  // namespace guanxi::analytics
