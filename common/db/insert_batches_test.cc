#include "common/db/insert_batches.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::db {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<size_t> RowsOf(size_t count, size_t bytes) { return std::vector<size_t>(count, bytes); }

TEST(InsertBatchesTest, PowersOfTwoUpTo256) {
  EXPECT_THAT(InsertBatches({}, 3, 1000), IsEmpty());
  EXPECT_THAT(InsertBatches(RowsOf(1, 10), 3, 1 << 20), ElementsAre(1));
  EXPECT_THAT(InsertBatches(RowsOf(7, 10), 3, 1 << 20), ElementsAre(4, 2, 1));
  EXPECT_THAT(InsertBatches(RowsOf(600, 10), 3, 1 << 20), ElementsAre(256, 256, 64, 16, 8));
}

TEST(InsertBatchesTest, StaysUnderThePlaceholderLimit) {
  // 256 x 300 = 76,800 would be too many.
  EXPECT_THAT(InsertBatches(RowsOf(256, 10), 300, 1 << 20), ElementsAre(128, 128));
}

TEST(InsertBatchesTest, StaysUnderTheByteLimitButForSingleRows) {
  EXPECT_THAT(InsertBatches(RowsOf(4, 600), 3, 1300), ElementsAre(2, 2));
  EXPECT_THAT(InsertBatches({10, 5000, 10, 10}, 3, 1000), ElementsAre(1, 1, 2));
}

TEST(InsertSqlTest, OneGroupOfPlaceholdersPerRow) {
  const InsertQuery query{"t.insert", "INSERT INTO t (a, b) VALUES ",
                          " ON DUPLICATE KEY UPDATE b=1"};
  EXPECT_EQ(InsertSql(query, 2, 2),
            "INSERT INTO t (a, b) VALUES (?,?),(?,?) ON DUPLICATE KEY UPDATE b=1");
}

}  // namespace
}  // namespace guanxi::db
