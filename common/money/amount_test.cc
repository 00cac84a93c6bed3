#include "common/money/amount.h"

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::money {
namespace {

google::type::Money Cny(int64_t units, int nanos) {
  google::type::Money money;
  money.set_currency_code("CNY");
  money.set_units(units);
  money.set_nanos(nanos);
  return money;
}

TEST(PlacesOf, IsWhatIsoSays) {
  EXPECT_EQ(PlacesOf("CNY"), 2);
  EXPECT_EQ(PlacesOf("USD"), 2);
  EXPECT_EQ(PlacesOf("JPY"), 0);
  EXPECT_EQ(PlacesOf("KWD"), 3);
  EXPECT_EQ(PlacesOf("元"), 2);
}

TEST(SmallestOf, IsExactOrNothing) {
  EXPECT_EQ(SmallestOf(Cny(12, 340'000'000), 2), Int{1234});
  EXPECT_EQ(SmallestOf(Cny(-12, -340'000'000), 2), Int{-1234});
  EXPECT_EQ(SmallestOf(Cny(12, 345'000'000), 2), std::nullopt);
  EXPECT_EQ(SmallestOf(Cny(12, 345'000'000), 9), Int{12'345'000'000});
}

TEST(MoneyOf, ReadsBack) {
  for (const Int value : {Int{0}, Int{5}, Int{-5}, Int{123456}, Int{-100}, MaxSmallest(2)}) {
    const auto money = MoneyOf(value, 2, "CNY");
    EXPECT_EQ(SmallestOf(money, 2), value);
    EXPECT_EQ(money.currency_code(), "CNY");
  }
  EXPECT_EQ(MoneyOf(-5, 2, "CNY").nanos(), -50'000'000);
  EXPECT_EQ(MoneyOf(77, 0, "JPY").units(), 77);
}

TEST(TakeDecimal, NormalizesWithinItsBounds) {
  google::type::Decimal decimal;
  decimal.set_value("012.500");
  Violations violations;
  EXPECT_EQ(TakeDecimal("rate", PercentBounds(), &decimal, &violations), Int{12'500'000});
  EXPECT_EQ(decimal.value(), "12.5");
  EXPECT_EQ(ScaledOf(decimal, 6), 12'500'000);
  EXPECT_TRUE(violations.empty());
}

TEST(TakeDecimal, NamesTheFieldAndTheBounds) {
  for (const char* text : {"100.000001", "-1", "1.0000001", "", "13%", "十三"}) {
    google::type::Decimal decimal;
    decimal.set_value(text);
    Violations violations;
    EXPECT_EQ(TakeDecimal("tax_rate", PercentBounds(), &decimal, &violations), std::nullopt);
    const auto found = FieldViolations(violations.ToStatus());
    ASSERT_EQ(found.size(), 1) << text;
    EXPECT_EQ(found[0].path, "tax_rate");
  }
}

}  // namespace
}  // namespace guanxi::money
