#include "common/text/money.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

using ::testing::HasSubstr;

TEST(ParseMoney, ReadsWhatRegistersWrite) {
  const struct {
    const char* text;
    const char* currency;
    int64_t units;
    int32_t nanos;
  } kCases[] = {
      {"1000万元", "CNY", 10'000'000, 0},
      {"1000万元人民币", "CNY", 10'000'000, 0},
      {"1000万人民币元", "CNY", 10'000'000, 0},
      {"1000万人民币", "CNY", 10'000'000, 0},
      {"1000000", "CNY", 1'000'000, 0},
      {"1000000.00元", "CNY", 1'000'000, 0},
      {"1,000.50万美元", "USD", 10'005'000, 0},
      {"500 万美元", "USD", 5'000'000, 0},
      {"(人民币)500万", "CNY", 5'000'000, 0},
      {"（人民币）500万元整", "CNY", 5'000'000, 0},
      {"人民币：500万元", "CNY", 5'000'000, 0},
      {"500万元（人民币）", "CNY", 5'000'000, 0},
      {"1.5亿元", "CNY", 150'000'000, 0},
      {"2千万元", "CNY", 20'000'000, 0},
      {"1.23456万元", "CNY", 12'345, 600'000'000},
      {"1000萬港幣", "HKD", 10'000'000, 0},
      {"3億日圓", "JPY", 300'000'000, 0},
      {"￥1,000,000", "CNY", 1'000'000, 0},
      {"1000,0000元", "CNY", 10'000'000, 0},
      {"RMB 100", "CNY", 100, 0},
      {"USD 500万", "USD", 5'000'000, 0},
      {"100 eur", "EUR", 100, 0},
      {"HK$ 1,000", "HKD", 1000, 0},
      {"US$100", "USD", 100, 0},
      {"€0.5", "EUR", 0, 500'000'000},
      {"CNY 1000000.50", "CNY", 1'000'000, 500'000'000},
      {"CNY -1.5", "CNY", -1, -500'000'000},
      {"CNY -0.5", "CNY", 0, -500'000'000},
      {"CNY 0.000000001", "CNY", 0, 1},
      {"９００万元", "CNY", 9'000'000, 0},
      {"1.234万元", "CNY", 12'340, 0},
      {"EUR 0.125", "EUR", 0, 125'000'000},
      {"EUR 12.1250", "EUR", 12, 125'000'000},
      {"EUR 1000.000", "EUR", 1000, 0},
      {"EUR 1,000.000", "EUR", 1000, 0},
  };
  for (const auto& c : kCases) {
    const auto money = ParseMoney(c.text, "CN");
    ASSERT_THAT(money, IsOk()) << c.text;
    EXPECT_EQ(money->currency, c.currency) << c.text;
    EXPECT_EQ(money->units, c.units) << c.text;
    EXPECT_EQ(money->nanos, c.nanos) << c.text;
  }
}

TEST(ParseMoney, RefusesWhatItDoesNotUnderstand) {
  for (const char* text : {"元 100",
                           "$100",
                           "100$",
                           "10%",
                           "500-1000万",
                           "约1000万",
                           "1000万股",
                           "五百万元",
                           "(500)",
                           "1e6",
                           "1,5",
                           "1,00,000",
                           "1.000.000,50",
                           "CNY",
                           "CNY 1.",
                           "CNY 1.-5",
                           "CNY --1",
                           "CNY 1.2.3",
                           "ABC 5",
                           "XXX 5",
                           "CNY 5 USD",
                           "1000万元以上",
                           "100元/月",
                           "",
                           "CNY 1.0000000001",
                           "\xFF",
                           "99999999999999999999",
                           "99999999999999亿"}) {
    EXPECT_THAT(ParseMoney(text, "CN"), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
  EXPECT_THAT(ParseMoney("$100", "CN").status().message(), HasSubstr("USD, HKD"));
}

TEST(ParseMoney, DoesNotGuessWhatAPointBeforeThreeDigitsIs) {
  for (const char* text : {"EUR 1.000", "250.000", "€ 12.500", "999.999元", "-1.000"}) {
    EXPECT_THAT(ParseMoney(text, "CN"),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("between thousands")))
        << text;
  }
}

TEST(ParseMoney, AnAmountWithoutACurrencyIsChineseInChinaOnly) {
  for (const char* text : {"1000000", "100万元", "¥100"}) {
    EXPECT_THAT(ParseMoney(text, "US"),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("currency is missing")))
        << text;
  }
  EXPECT_EQ(ParseMoney("100万美元", "JP")->currency, "USD");
}

TEST(IsCurrencyCode, IsThreeLettersOfIso4217) {
  for (const char* code : {"CNY", "USD", "HKD", "TWD", "MOP", "EUR", "DEM", "XCG"}) {
    EXPECT_TRUE(IsCurrencyCode(code)) << code;
  }
  for (const char* code :
       {"", "元", "￥", "123", "cny", "RMB", "ABC", "XXX", "CN¥", "CNYY", "CN"}) {
    EXPECT_FALSE(IsCurrencyCode(code)) << code;
  }
}

}  // namespace
}  // namespace guanxi::text
