#include "common/db/value.h"

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::db {
namespace {

using ::testing::Eq;

template <typename T>
T Get(const Value& value) {
  return std::get<T>(value.data());
}

TEST(ValueTest, KeepsKindAndContent) {
  EXPECT_TRUE(Value().is_null());
  EXPECT_TRUE(Value(nullptr).is_null());
  EXPECT_TRUE(Value(std::nullopt).is_null());
  EXPECT_EQ(Get<int64_t>(true), 1);
  EXPECT_EQ(Get<int64_t>(-7), -7);
  EXPECT_EQ(Get<uint64_t>(uint64_t{18446744073709551615u}), 18446744073709551615u);
  EXPECT_EQ(Get<double>(0.1), 0.1);
  EXPECT_EQ(Get<std::string>("text"), "text");
  EXPECT_EQ(Get<std::string>(absl::string_view("a\0b", 3)), std::string("a\0b", 3));
  EXPECT_EQ(Get<std::string>(Value::Decimal("12.340000")), "12.340000");
}

TEST(ValueTest, EmptyOptionalIsNull) {
  EXPECT_TRUE(Value(std::optional<int64_t>()).is_null());
  EXPECT_EQ(Get<int64_t>(std::optional<int64_t>(5)), 5);
}

TEST(ValueTest, TimeIsUtcTruncatedToMicroseconds) {
  const absl::Time time =
      absl::FromCivil(absl::CivilSecond(2026, 11, 22, 8, 30, 5), absl::UTCTimeZone()) +
      absl::Nanoseconds(1999);
  EXPECT_EQ(Get<std::string>(time), "2026-11-22 08:30:05.000001");
}

TEST(ValueTest, ByteSizeGrowsWithBytes) {
  EXPECT_EQ(Value("four").ByteSize() - Value("").ByteSize(), 4u);
}

TEST(ParseDateTimeTest, ReadsWhatTheServerWrites) {
  const absl::Time second =
      absl::FromCivil(absl::CivilSecond(2026, 11, 22, 8, 30, 5), absl::UTCTimeZone());
  EXPECT_THAT(ParseDateTime("2026-11-22 08:30:05"), IsOkAndHolds(Eq(second)));
  EXPECT_THAT(ParseDateTime("2026-11-22 08:30:05.000001"),
              IsOkAndHolds(Eq(second + absl::Microseconds(1))));
  EXPECT_THAT(ParseDateTime("2026-11-22 08:30:05.5"),
              IsOkAndHolds(Eq(second + absl::Milliseconds(500))));
}

TEST(ParseDateTimeTest, RefusesAnythingElse) {
  for (const char* text :
       {"", "2026-11-22", "2026-11-22T08:30:05", "2026-11-22 08:30:05Z", "2026-11-22 08:30:05.",
        "2026-11-22 08:30:05.1234567", "26-11-22 08:30:05", "2026-11-22 08:30:5x"}) {
    EXPECT_FALSE(ParseDateTime(text).ok()) << text;
  }
}

}  // namespace
}  // namespace guanxi::db
