// Sums of lines: discounts, taxes, and what rounding leaves.
#include "lead-svc/prices/price_math.h"

#include <string>

#include "common/errors/errors.h"
#include "common/money/amount.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

using google::type::Money;

Money Amount(const std::string& text, const std::string& currency = "CNY") {
  return money::MoneyOf(money::ParseScaled(text, money::kMaxPlaces).value(), money::kMaxPlaces,
                        currency);
}
std::string Text(const Money& amount) {
  return money::FormatScaled(money::NanosOf(amount), money::kMaxPlaces);
}

class PriceMath : public ::testing::Test {
 protected:
  PriceMath() { terms_.currency = "CNY"; }

  // A line of `quantity` at a price for each.
  v1::QuoteLine& Add(const std::string& unit_price, const std::string& quantity = "1",
                     const std::string& rate = "0") {
    v1::PricedLine& priced = *priced_.Add();
    priced.mutable_price()->set_model(v1::Price::PER_UNIT);
    *priced.mutable_price()->mutable_unit_price() = Amount(unit_price, terms_.currency);
    priced.mutable_tax_rate()->set_value(rate);
    v1::QuoteLine& line = *lines_.Add();
    line.mutable_quantity()->set_value(quantity);
    return line;
  }
  absl::StatusOr<v1::PriceTotals> Price() { return PriceLines(terms_, lines_, &priced_); }

  PriceTerms terms_;
  google::protobuf::RepeatedPtrField<v1::QuoteLine> lines_;
  google::protobuf::RepeatedPtrField<v1::PricedLine> priced_;
};

TEST_F(PriceMath, RoundsALineOnceAndHalfAwayFromZero) {
  Add("0.0349", "1.5");  // 0.05235
  Add("0.005");          // 0.005
  const auto totals = Price();
  ASSERT_THAT(totals, IsOk());
  EXPECT_EQ(Text(priced_[0].list_amount()), "0.05");
  EXPECT_EQ(Text(priced_[1].list_amount()), "0.01");
  EXPECT_EQ(Text(totals->gross_amount()), "0.06");
}

TEST_F(PriceMath, SpreadsTheDiscountOnTheWholeToTheCent) {
  for (int i = 0; i < 3; ++i) Add("10");
  *terms_.discount.mutable_amount() = Amount("0.01");
  const auto totals = Price();
  ASSERT_THAT(totals, IsOk());
  EXPECT_EQ(Text(priced_[0].header_discount()), "0.01");
  EXPECT_EQ(Text(priced_[1].header_discount()), "0");
  EXPECT_EQ(Text(totals->discount_amount()), "0.01");
  EXPECT_EQ(Text(totals->gross_amount()), "29.99");
}

TEST_F(PriceMath, TakesTheLinesOwnDiscountFirst) {
  Add("100").mutable_discount()->mutable_percent()->set_value("10");
  Add("10");
  terms_.discount.mutable_percent()->set_value("10");
  const auto totals = Price();
  ASSERT_THAT(totals, IsOk());
  EXPECT_EQ(Text(priced_[0].line_discount()), "10");
  EXPECT_EQ(Text(priced_[0].header_discount()), "9");
  EXPECT_EQ(Text(totals->discount_amount()), "20");
  const LargestDiscount largest = FindLargestDiscount(priced_);
  EXPECT_EQ(largest.line, 0);
  EXPECT_EQ(largest.percent, 19'000'000);
}

TEST_F(PriceMath, AddsTaxToPricesWithoutIt) {
  Add("99.99", "1", "13");
  const auto totals = Price();
  ASSERT_THAT(totals, IsOk());
  EXPECT_EQ(Text(totals->net_amount()), "99.99");
  EXPECT_EQ(Text(totals->tax_amount()), "13");
  EXPECT_EQ(Text(totals->gross_amount()), "112.99");
}

// The worked example of tax invoices: 113 yuan with 13 % tax in them are 100 without.
TEST_F(PriceMath, TakesTaxOutOfPricesWithIt) {
  terms_.tax_included = true;
  Add("113", "1", "13");
  Add("100", "1", "6");
  const auto totals = Price();
  ASSERT_THAT(totals, IsOk());
  EXPECT_EQ(Text(priced_[0].net_amount()), "100");
  EXPECT_EQ(Text(priced_[0].tax_amount()), "13");
  EXPECT_EQ(Text(priced_[1].net_amount()), "94.34");
  EXPECT_EQ(Text(priced_[1].tax_amount()), "5.66");
  EXPECT_EQ(Text(totals->gross_amount()), "213");
}

TEST_F(PriceMath, KnowsTheSmallestUnitOfACurrency) {
  terms_.currency = "JPY";
  Add("10.5", "1", "10");
  ASSERT_THAT(Price(), IsOk());
  EXPECT_EQ(Text(priced_[0].list_amount()), "11");
  EXPECT_EQ(Text(priced_[0].tax_amount()), "1");
}

TEST_F(PriceMath, RefusesMoreThanThereIs) {
  *Add("10").mutable_discount()->mutable_amount() = Amount("10.01");
  const absl::Status status = Price().status();
  ASSERT_EQ(FieldViolations(status).size(), 1);
  EXPECT_EQ(FieldViolations(status)[0].path, "lines[0].discount.amount");
  lines_[0].clear_discount();
  *terms_.discount.mutable_amount() = Amount("10.01");
  EXPECT_EQ(FieldViolations(Price().status())[0].path, "discount.amount");
}

TEST_F(PriceMath, RefusesWhatIsTooMuchToAddUp) {
  Add("999999999999", "999");
  Add("999999999999", "999");
  EXPECT_EQ(FieldViolations(Price().status())[0].path, "lines");
  lines_[0].mutable_quantity()->set_value("1001");
  EXPECT_EQ(FieldViolations(Price().status())[0].path, "lines[0]");
}

TEST_F(PriceMath, ALittleOverALimitIsOver) {
  Add("3");
  *lines_[0].mutable_discount()->mutable_amount() = Amount("0.31");
  ASSERT_THAT(Price(), IsOk());
  EXPECT_EQ(FindLargestDiscount(priced_).percent, 10'333'334);
}

TEST_F(PriceMath, WhatRoundingAddsIsNotOverALimit) {
  constexpr money::Int kTenPercent = 10'000'000;
  Add("99.99");
  Add("0.05");
  lines_[0].mutable_discount()->mutable_percent()->set_value("10");
  lines_[1].mutable_discount()->mutable_percent()->set_value("10");
  ASSERT_THAT(Price(), IsOk());
  EXPECT_GT(FindLargestDiscount(priced_).percent, kTenPercent);
  EXPECT_EQ(FindAboveLimit(priced_, kTenPercent).line, -1);
  // The smaller part of its line, and more than is allowed there.
  *lines_[0].mutable_discount()->mutable_amount() = Amount("10.01");
  ASSERT_THAT(Price(), IsOk());
  EXPECT_EQ(FindLargestDiscount(priced_).line, 1);
  EXPECT_EQ(FindAboveLimit(priced_, kTenPercent).line, 0);
  EXPECT_EQ(FindAboveLimit(priced_, 0).line, 1);
}

TEST(Exchange, RoundsToTheOtherCurrency) {
  google::type::Decimal rate;
  rate.set_value("7.1234");
  EXPECT_EQ(Text(*Exchange(Amount("100", "USD"), rate, "CNY")), "712.34");
  EXPECT_EQ(Text(*Exchange(Amount("-0.07", "USD"), rate, "CNY")), "-0.5");
  rate.set_value("0.005");
  EXPECT_EQ(Text(*Exchange(Amount("1", "USD"), rate, "CNY")), "0.01");
  EXPECT_EQ(Text(*Exchange(Amount("99", "CNY"), rate, "JPY")), "0");
  EXPECT_EQ(Text(*Exchange(Amount("100", "CNY"), rate, "JPY")), "1");
  EXPECT_EQ(Exchange(Amount("100", "CNY"), rate, "JPY")->currency_code(), "JPY");
}

TEST(Exchange, KeepsToWhatAmountsMayBe) {
  google::type::Decimal rate;
  rate.set_value("999999999.999999999");
  EXPECT_EQ(Text(*Exchange(Amount("1000000", "USD"), rate, "CNY")), "1000000000000000");
  EXPECT_EQ(FieldViolations(Exchange(Amount("1000001", "USD"), rate, "CNY").status())[0].path,
            "amount");
  // What is no amount that prices know would not fit into what they reckon by.
  google::type::Money huge = Amount("1", "USD");
  huge.set_units(9'000'000'000'000'000'000);
  EXPECT_EQ(FieldViolations(Exchange(huge, rate, "CNY").status())[0].path, "amount");
  rate.set_value("0.000000001");
  EXPECT_EQ(Text(*Exchange(Amount("1000000000000000", "CNY"), rate, "KWD")), "1000000");
}

}  // namespace
}  // namespace guanxi::lead
