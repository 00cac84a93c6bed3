#include "common/db/rows.h"

#include <limits>

#include "gtest/gtest.h"

namespace guanxi::db {
namespace {

TEST(RowsTest, IteratesRowByRow) {
  const Rows rows(2, {1, "a", 2, "b", 3, "c"});
  std::string seen;
  for (const Row row : rows) seen += std::to_string(row.Int64(0)) + std::string(row.String(1));
  EXPECT_EQ(seen, "1a2b3c");
  EXPECT_EQ(rows.size(), 3u);
  EXPECT_FALSE(rows.empty());
}

TEST(RowsTest, NoRows) {
  EXPECT_TRUE(Rows().empty());
  EXPECT_EQ(Rows(3, {}).size(), 0u);
}

TEST(RowTest, NullReadsAsZero) {
  const Rows rows(1, {Value()});
  const Row row = rows[0];
  EXPECT_TRUE(row.IsNull(0));
  EXPECT_EQ(row.Int64(0), 0);
  EXPECT_EQ(row.Uint64(0), 0u);
  EXPECT_EQ(row.Double(0), 0);
  EXPECT_EQ(row.String(0), "");
  EXPECT_EQ(row.Time(0), absl::UnixEpoch());
}

TEST(RowTest, ConvertsAmongNumbersWithoutLoss) {
  const Rows rows(3, {-5, uint64_t{18446744073709551615u}, "42"});
  EXPECT_EQ(rows[0].Int64(0), -5);
  EXPECT_EQ(rows[0].Uint64(1), 18446744073709551615u);
  EXPECT_EQ(rows[0].Int64(2), 42);
  EXPECT_EQ(rows[0].Double(0), -5.0);
}

TEST(RowDeathTest, MisuseEndsTheProcess) {
  const Rows rows(2, {-1, "text"});
  EXPECT_DEATH(rows[0].Int64(2), "no such column");
  EXPECT_DEATH(rows[0].Uint64(0), "not a uint64");
  EXPECT_DEATH(rows[0].Int64(1), "not an int64");
  EXPECT_DEATH(rows[0].String(0), "not bytes");
  EXPECT_DEATH(rows[0].Time(1), "not a DATETIME");
}

}  // namespace
}  // namespace guanxi::db
