#include "common/filter/literal.h"

#include "absl/status/status.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

std::string Canonical(absl::string_view text) {
  const auto decimal = ParseDecimal(text);
  return decimal.ok() ? decimal->text : "refused";
}

TEST(ParseDecimal, HasOneFormForEveryNumber) {
  EXPECT_EQ(Canonical("12.50"), "12.5");
  EXPECT_EQ(Canonical("-0012.5"), "-12.5");
  EXPECT_EQ(Canonical("-0.00"), "0");
  EXPECT_EQ(Canonical("100"), "100");
  EXPECT_EQ(Canonical("2.997e9"), "2997000000");
  EXPECT_EQ(Canonical("5E-3"), "0.005");
  EXPECT_EQ(Canonical("0.5e1"), "5");
}

TEST(ParseDecimal, RefusesWhatIsNoNumberOrTooLong) {
  for (const char* text : {"", "-", ".", "1.", ".5", "1e", "e5", "1.2.3", "+1", "1e41", "0x10",
                           "nan", "123456789012345678901234567890", "0.1234567891", "1 "}) {
    EXPECT_EQ(Canonical(text), "refused") << text;
  }
  EXPECT_EQ(Canonical("12345678901234567890123456789.123456789"),
            "12345678901234567890123456789.123456789");
}

TEST(ParseDouble, FindsWhatADoubleBecame) {
  for (const auto& [text, number] :
       {std::pair("1e23", 1e23), std::pair("100000000000000000000000", 1e23), std::pair("0.1", 0.1),
        std::pair("-0", 0.0), std::pair("0.12345678949999", 0.12345678949999),
        std::pair("1.7E+3", 1700.0), std::pair("-9.9e28", -9.9e28)}) {
    EXPECT_EQ(ParseDouble(text)->text, DecimalOf(number).text) << text;
  }
  EXPECT_EQ(DecimalOf(-1e-12).text, "0");
  EXPECT_EQ(DecimalOf(1.5).text, "1.5");
  for (const char* text : {"", "nan", "inf", "1e29", "-1e400", "0x10", "1e", "one", "1 "}) {
    EXPECT_FALSE(ParseDouble(text).ok()) << text;
  }
}

TEST(Compare, OrdersDecimalsByValue) {
  const char* ascending[] = {"-100", "-12.5", "-12.25", "-0.5", "0", "0.05", "0.5", "9", "10.01"};
  for (size_t i = 0; i < std::size(ascending); ++i) {
    for (size_t j = 0; j < std::size(ascending); ++j) {
      const int order = Compare(Decimal{ascending[i]}, Decimal{ascending[j]}).value();
      EXPECT_EQ(order < 0, i < j) << ascending[i] << " and " << ascending[j];
      EXPECT_EQ(order > 0, i > j) << ascending[i] << " and " << ascending[j];
    }
  }
}

TEST(Compare, IgnoresBlanksAtTheEndOfStrings) {
  const auto order = [](std::string a, std::string b) { return Compare(a, b).value(); };
  EXPECT_EQ(order("a", "a  "), 0);
  EXPECT_EQ(order("", " "), 0);
  EXPECT_LT(order("a", "ab"), 0);
  EXPECT_GT(order("a", "a\t"), 0);  // a tab sorts before the blank that fills up "a"
  EXPECT_LT(order("Z", "a"), 0);
  EXPECT_LT(order("z", "华"), 0);
}

TEST(Compare, KnowsNoOrderBetweenTypes) {
  EXPECT_EQ(Compare(int64_t{1}, std::string("1")), std::nullopt);
  EXPECT_EQ(Compare(int64_t{1}, int64_t{1}), 0);
  EXPECT_EQ(Compare(Bytes{"a"}, Bytes{"b"}), -1);
}

TEST(ParseMoney, TakesAnAmountAndACurrency) {
  const auto money = ParseMoney("12.50 CNY");
  ASSERT_THAT(money, IsOk());
  EXPECT_EQ(money->amount.text, "12.5");
  EXPECT_EQ(money->currency, "CNY");
  for (const char* text : {"", "12.5", "12.5 ", "12.5 cny", "CNY 12.5", "12.5  CNY", "1 CNYX",
                           "12.5CNY", "0.1234567891 CNY"}) {
    EXPECT_FALSE(ParseMoney(text).ok()) << text;
  }
}

TEST(DecimalOf, JoinsUnitsAndNanos) {
  EXPECT_EQ(DecimalOf(12, 500000000).text, "12.5");
  EXPECT_EQ(DecimalOf(-12, -1).text, "-12.000000001");
  EXPECT_EQ(DecimalOf(0, -250000000).text, "-0.25");
  EXPECT_EQ(DecimalOf(0, 0).text, "0");
  EXPECT_EQ(DecimalOf(INT64_MIN, -10).text, "-9223372036854775808.00000001");
}

TEST(Compare, KnowsNoOrderBetweenCurrencies) {
  const auto cny = [](const char* amount) { return Money{Decimal{amount}, "CNY"}; };
  EXPECT_EQ(Compare(cny("9"), cny("10")), -1);
  EXPECT_EQ(Compare(cny("9"), Money{Decimal{"9"}, "USD"}), std::nullopt);
}

TEST(Compare, OrdersWholeNumbersAndDecimals) {
  EXPECT_LT(*Compare(int64_t{1}, Decimal{"1.5"}), 0);
  EXPECT_GT(*Compare(Decimal{"1.5"}, int64_t{1}), 0);
  EXPECT_EQ(*Compare(int64_t{-2}, Decimal{"-2"}), 0);
}

TEST(QuoteString, EscapesQuotesBackslashesAndStars) {
  EXPECT_EQ(QuoteString("a\"b\\c*"), R"("a\"b\\c\*")");
}

}  // namespace
}  // namespace guanxi::filter
