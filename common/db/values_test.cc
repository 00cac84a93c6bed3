// What goes into a real server comes out of it.
#include <limits>

#include "common/db/items_fixture.h"

namespace guanxi::db {
namespace {

constexpr char kCreateValues[] =
    "CREATE TABLE vals (id INT NOT NULL, i BIGINT, u BIGINT UNSIGNED, small TINYINT, d DOUBLE, "
    "m DECIMAL(20,6), t DATETIME(6), day DATE, s VARCHAR(50), b BLOB, fixed BINARY(16), j JSON, "
    "big LONGBLOB, PRIMARY KEY (id)) "
    "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci";

// One column at a time, NULL in the others.
class ValuesTest : public ItemsTest {
 protected:
  ValuesTest() { EXPECT_THAT(mariadb_->Execute(kCreateValues, server_.schema), IsOk()); }

  absl::Status Write(const std::string& column, const Value& value) {
    const Query query{"vals.replace", "INSERT INTO vals (id, " + column + ") VALUES (1, ?) " +
                                          "ON DUPLICATE KEY UPDATE " + column + " = VALUES(" +
                                          column + ")"};
    return database_->ReadWrite(
        {}, [&](Transaction& tx) { return tx.Execute(query, {value}).status(); });
  }

  Rows ReadBack(const std::string& column) {
    return Read({"vals.select", "SELECT " + column + " FROM vals WHERE id = ?"}, {1}).value();
  }

  std::string RoundTrip(const std::string& column, absl::string_view bytes) {
    EXPECT_THAT(Write(column, bytes), IsOk());
    return std::string(ReadBack(column)[0].String(0));
  }
};

TEST_F(ValuesTest, Integers) {
  for (const int64_t number : {std::numeric_limits<int64_t>::min(), int64_t{-1}, int64_t{0},
                               std::numeric_limits<int64_t>::max()}) {
    ASSERT_THAT(Write("i", number), IsOk());
    EXPECT_EQ(ReadBack("i")[0].Int64(0), number);
  }
  const uint64_t largest = std::numeric_limits<uint64_t>::max();
  ASSERT_THAT(Write("u", largest), IsOk());
  EXPECT_EQ(ReadBack("u")[0].Uint64(0), largest);
  ASSERT_THAT(Write("small", true), IsOk());
  EXPECT_TRUE(ReadBack("small")[0].Bool(0));
}

TEST_F(ValuesTest, DoublesKeepEveryBit) {
  for (const double number : {0.1, 1.0 / 3, 1e300, -5e-324, 0.0}) {
    ASSERT_THAT(Write("d", number), IsOk());
    EXPECT_EQ(ReadBack("d")[0].Double(0), number);
  }
}

TEST_F(ValuesTest, DecimalsAreExact) {
  ASSERT_THAT(Write("m", Value::Decimal("12345678901234.123456")), IsOk());
  EXPECT_EQ(ReadBack("m")[0].String(0), "12345678901234.123456");
  ASSERT_THAT(Write("m", Value::Decimal("-0.1")), IsOk());
  EXPECT_EQ(ReadBack("m")[0].String(0), "-0.100000");
  EXPECT_EQ(ReadBack("SUM(i) + 3")[0].Int64(0), 0);  // NULL
  ASSERT_THAT(Write("i", 7), IsOk());
  EXPECT_EQ(ReadBack("SUM(i)")[0].Int64(0), 7);  // the server's type is DECIMAL
}

TEST_F(ValuesTest, TimesAreUtcWithMicroseconds) {
  const absl::Time time =
      absl::FromCivil(absl::CivilSecond(2026, 3, 29, 1, 59, 59), absl::UTCTimeZone()) +
      absl::Microseconds(999999);
  ASSERT_THAT(Write("t", time), IsOk());
  EXPECT_EQ(ReadBack("t")[0].Time(0), time);
  const absl::Time whole = absl::FromCivil(absl::CivilSecond(1, 1, 1), absl::UTCTimeZone());
  ASSERT_THAT(Write("t", whole), IsOk());
  EXPECT_EQ(ReadBack("t")[0].Time(0), whole);
  EXPECT_EQ(RoundTrip("day", "2024-02-29"), "2024-02-29");
}

TEST_F(ValuesTest, TextOfAllPlanes) {
  for (const char* text :
       {"", "it's \"quoted\" \\ 100% _", "关系 廈門銀行", "😀 𠮷野家", "ß\tÅ\n"}) {
    EXPECT_EQ(RoundTrip("s", text), text);
  }
  EXPECT_EQ(RoundTrip("j", "{\"a\": [1, \"\xe5\x85\xb3\"]}"), "{\"a\": [1, \"\xe5\x85\xb3\"]}");
}

TEST_F(ValuesTest, BytesAreExact) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(RoundTrip("b", all), all);
  EXPECT_EQ(RoundTrip("b", ""), "");
  const std::string id("\x00\x01'\\\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", 16);
  EXPECT_EQ(RoundTrip("fixed", id), id);
}

TEST_F(ValuesTest, BigValuesAndThenSmallOnes) {
  // The connector sends values above 256 KiB in pieces, and must not do so with the next one.
  std::string big(3 << 20, '\0');
  for (size_t i = 0; i < big.size(); ++i) big[i] = static_cast<char>(i * 31 + i / 251);
  EXPECT_TRUE(RoundTrip("big", big) == big);
  EXPECT_EQ(RoundTrip("big", "small"), "small");
  EXPECT_TRUE(RoundTrip("big", big) == big);
}

TEST_F(ValuesTest, NullIsNotEmpty) {
  for (const char* column : {"i", "u", "d", "m", "t", "day", "s", "b", "fixed", "j"}) {
    ASSERT_THAT(Write(column, nullptr), IsOk());
    EXPECT_TRUE(ReadBack(column)[0].IsNull(0)) << column;
  }
  EXPECT_EQ(RoundTrip("s", ""), "");
  EXPECT_FALSE(ReadBack("s")[0].IsNull(0));
}

TEST_F(ValuesTest, KindsMayChangeBetweenExecutions) {
  for (int round = 0; round < 2; ++round) {
    ASSERT_THAT(Write("s", "text"), IsOk());
    ASSERT_THAT(Write("s", 42), IsOk());
    EXPECT_EQ(ReadBack("s")[0].String(0), "42");
    ASSERT_THAT(Write("s", nullptr), IsOk());
    EXPECT_TRUE(ReadBack("s")[0].IsNull(0));
  }
}

TEST_F(ValuesTest, EveryParameterIsBoundAtEachExecution) {
  ASSERT_THAT(Insert("a", "one"), IsOk());
  // The connector alone would store "one" again.
  const absl::Status too_few = database_->ReadWrite(
      {}, [&](Transaction& tx) { return tx.Execute(kInsertItem, {"b"}).status(); });
  EXPECT_THAT(too_few, HasReason("DATABASE_ERROR"));
  const absl::Status too_many = database_->ReadWrite({}, [&](Transaction& tx) {
    return tx.Execute(kInsertItem, {"b", "two", "three"}).status();
  });
  EXPECT_THAT(too_many, HasReason("DATABASE_ERROR"));
  EXPECT_EQ(Count(), 1);
  EXPECT_THAT(Insert("b", "two"), IsOk());
}

TEST_F(ValuesTest, ValuesThatCannotBeStoredAreTheCallersError) {
  const std::pair<const char*, Value> cases[] = {
      {"s", std::string(51, 'x')},         // 1406
      {"s", "\xff\xfe"},                   // 1366
      {"t", "2026-02-30 00:00:00"},        // 1292
      {"t", absl::InfiniteFuture()},       // 1292
      {"j", "{broken"},                    // 4025
      {"small", 1000},                     // 1264
      {"big", std::string(17 << 20, 'x')}  // 1105
  };
  for (const auto& [column, value] : cases) {
    EXPECT_THAT(Write(column, value), HasReason("VALUE_REJECTED")) << column;
  }
  EXPECT_THAT(Write("s", "fine"), IsOk());
}

}  // namespace
}  // namespace guanxi::db
