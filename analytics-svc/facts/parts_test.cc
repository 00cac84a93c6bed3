#include "analytics-svc/facts/parts.h"

#include <string>

#include "common/db/value.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::analytics {
namespace {

// What a column says of a customer whose own field is `text`.
db::Value Read(const char* column, const std::string& text) {
  customer::v1::Customer customer;
  (*customer.mutable_custom())["area"].set_string_value(text);
  const auto rows = CustomValues("customers").make(customer);
  EXPECT_EQ(rows.size(), 1u);
  const Table& table = FactCustomValue();
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == column) return rows[0][i];
  }
  ADD_FAILURE() << "no column " << column;
  return {};
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

}  // namespace
}  // namespace guanxi::analytics
