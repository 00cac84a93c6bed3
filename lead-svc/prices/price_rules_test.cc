#include "lead-svc/prices/price_rules.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <typename M>
M Parse(const std::string& text) {
  M message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

std::vector<std::string> Paths(const Violations& violations) {
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(violations.ToStatus())) {
    paths.push_back(one.path);
  }
  return paths;
}

std::vector<std::string> FaultsOf(const std::string& price_text) {
  auto price = Parse<v1::Price>(price_text);
  Violations violations;
  NormalizePrice("price", "CNY", &price, &violations);
  return Paths(violations);
}

TEST(NormalizePrice, TakesEachModelAsItIs) {
  EXPECT_THAT(FaultsOf("model: PER_UNIT unit_price { currency_code: 'cny' units: 1 }"), IsEmpty());
  EXPECT_THAT(FaultsOf("model: VOLUME tiers { up_to { value: '5' } unit_price { currency_code: "
                       "'CNY' units: 1 } } tiers { flat_price { currency_code: 'CNY' } }"),
              IsEmpty());
  EXPECT_THAT(FaultsOf("model: STAIR_STEP tiers { flat_price { currency_code: 'CNY' } }"),
              IsEmpty());
}

TEST(NormalizePrice, NamesWhatDoesNotBelongToTheModel) {
  EXPECT_THAT(FaultsOf(""), ElementsAre("price.model"));
  EXPECT_THAT(FaultsOf("model: PER_UNIT"), ElementsAre("price.unit_price"));
  EXPECT_THAT(FaultsOf("model: GRADUATED unit_price { currency_code: 'CNY' units: 1 }"),
              ElementsAre("price.unit_price", "price.tiers"));
  EXPECT_THAT(FaultsOf("model: STAIR_STEP tiers { unit_price { currency_code: 'CNY' units: 1 } }"),
              ElementsAre("price.tiers[0].unit_price"));
}

TEST(NormalizePrice, WantsTiersThatGrowAndOneWithoutAnEnd) {
  EXPECT_THAT(FaultsOf("model: VOLUME tiers { up_to { value: '5' } } tiers { up_to { value: '5' } }"
                       " tiers {}"),
              ElementsAre("price.tiers[1].up_to"));
  EXPECT_THAT(FaultsOf("model: VOLUME tiers { up_to { value: '5' } }"),
              ElementsAre("price.tiers[0].up_to"));
  EXPECT_THAT(FaultsOf("model: VOLUME tiers {} tiers {}"), ElementsAre("price.tiers[0].up_to"));
  EXPECT_THAT(FaultsOf("model: VOLUME tiers { up_to { value: '0' } } tiers {}"),
              ElementsAre("price.tiers[0].up_to"));
}

TEST(NormalizePrice, HasOneCurrencyAndNoNegativeAmounts) {
  EXPECT_THAT(FaultsOf("model: PER_UNIT unit_price { currency_code: 'USD' units: 1 }"),
              ElementsAre("price.unit_price.currency_code"));
  EXPECT_THAT(FaultsOf("model: PER_UNIT unit_price { currency_code: 'CNY' units: -1 }"),
              ElementsAre("price.unit_price"));
  EXPECT_THAT(FaultsOf("model: PER_UNIT unit_price { currency_code: 'CNY' units: 1000000000000 }"),
              ElementsAre("price.unit_price"));
}

TEST(NormalizeDiscount, IsInPercentOrWholeCents) {
  const auto faults = [](const std::string& text) {
    auto discount = Parse<v1::Discount>(text);
    Violations violations;
    NormalizeDiscount("discount", "CNY", &discount, &violations);
    return Paths(violations);
  };
  EXPECT_THAT(faults("percent { value: '12.5' }"), IsEmpty());
  EXPECT_THAT(faults("percent { value: '101' }"), ElementsAre("discount.percent"));
  EXPECT_THAT(faults("amount { currency_code: 'CNY' units: 1 nanos: 5000000 }"),
              ElementsAre("discount.amount"));
  EXPECT_THAT(faults("amount { currency_code: 'USD' units: 1 }"),
              ElementsAre("discount.amount.currency_code"));
}

TEST(NormalizeLines, WritesDecimalsInTheirShortestForm) {
  google::protobuf::RepeatedPtrField<v1::QuoteLine> lines;
  *lines.Add() =
      Parse<v1::QuoteLine>("product: 'products/x' quantity { value: '3.50' } discount {}");
  Violations violations;
  NormalizeLines("lines", "CNY", &lines, &violations);
  EXPECT_THAT(Paths(violations), IsEmpty());
  EXPECT_EQ(lines[0].quantity().value(), "3.5");
  EXPECT_FALSE(lines[0].has_discount());
}

TEST(NormalizeCurrency, IsACodeAndNothingElse) {
  for (const char* code : {"元", "￥", "123", "", "RMB ", "XXX"}) {
    std::string text = code;
    Violations violations;
    NormalizeCurrency("currency", &text, &violations);
    EXPECT_THAT(Paths(violations), ElementsAre("currency")) << code;
  }
  std::string text = "usd";
  Violations violations;
  NormalizeCurrency("currency", &text, &violations);
  EXPECT_EQ(text, "USD");
}

}  // namespace
}  // namespace guanxi::lead
