// Prices by tiers, against examples that others have published.
#include "lead-svc/prices/tiers.h"

#include <string>
#include <vector>

#include "common/money/amount.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

struct Tier {
  const char* up_to;
  const char* unit_price;
  const char* flat_price = "";
};

google::type::Money Usd(const char* text) {
  return money::MoneyOf(money::ParseScaled(text, money::kMaxPlaces).value(), money::kMaxPlaces,
                        "USD");
}

v1::Price MakePrice(v1::Price::Model model, const std::vector<Tier>& tiers) {
  v1::Price price;
  price.set_model(model);
  for (const Tier& tier : tiers) {
    v1::PriceTier& one = *price.add_tiers();
    if (*tier.up_to != '\0') one.mutable_up_to()->set_value(tier.up_to);
    if (*tier.unit_price != '\0') *one.mutable_unit_price() = Usd(tier.unit_price);
    if (*tier.flat_price != '\0') *one.mutable_flat_price() = Usd(tier.flat_price);
  }
  return price;
}

std::string Cost(const v1::Price& price, const char* quantity) {
  const money::Int exact = ExactPrice(price, money::ParseScaled(quantity, kQuantityPlaces).value());
  return money::FormatScaled(exact, kExactPlaces);
}

// docs.stripe.com/subscriptions/pricing-models/tiered-pricing: fonts at 7 USD up to 5, 6.50 up to
// 10, 6 from 11 on.
const std::vector<Tier> kFonts = {{"5", "7"}, {"10", "6.5"}, {"", "6"}};

TEST(VolumePrices, AreThoseThatStripePublishes) {
  const v1::Price price = MakePrice(v1::Price::VOLUME, kFonts);
  EXPECT_EQ(Cost(price, "1"), "7");
  EXPECT_EQ(Cost(price, "5"), "35");
  EXPECT_EQ(Cost(price, "6"), "39");
  EXPECT_EQ(Cost(price, "20"), "120");
  EXPECT_EQ(Cost(price, "25"), "150");
}

// stripe.com/docs/billing/subscriptions/tiers: 5 USD up to 5, then 4, 3, 2 and 1 from 20 on.
TEST(VolumePrices, MayCostLessForMoreAsStripePublishes) {
  const v1::Price price =
      MakePrice(v1::Price::VOLUME, {{"5", "5"}, {"10", "4"}, {"15", "3"}, {"20", "2"}, {"", "1"}});
  EXPECT_EQ(Cost(price, "1"), "5");
  EXPECT_EQ(Cost(price, "5"), "25");
  EXPECT_EQ(Cost(price, "6"), "24");
  EXPECT_EQ(Cost(price, "20"), "40");
  EXPECT_EQ(Cost(price, "25"), "25");
}

// getlago.com/docs/guide/plans/charges/charge-models/volume: 65,000 calls at 0.0006 USD and a flat
// fee of 10 USD.
TEST(VolumePrices, HaveTheFlatFeeThatLagoPublishes) {
  const v1::Price price = MakePrice(v1::Price::VOLUME, {{"10000", "0.0010", "10"},
                                                        {"50000", "0.0008", "10"},
                                                        {"100000", "0.0006", "10"},
                                                        {"", "0.0004", "10"}});
  EXPECT_EQ(Cost(price, "65000"), "49");
}

// stripe.com/docs/billing/subscriptions/tiers, the same tiers: 6 are 25 USD for five and 4 for one.
TEST(GraduatedPrices, AreThoseThatStripePublishes) {
  const v1::Price price = MakePrice(v1::Price::GRADUATED,
                                    {{"5", "5"}, {"10", "4"}, {"15", "3"}, {"20", "2"}, {"", "1"}});
  EXPECT_EQ(Cost(price, "5"), "25");
  EXPECT_EQ(Cost(price, "6"), "29");
}

// docs.useautumn.com/documentation/modelling-pricing/graduated-pricing: 15,000 requests are 107
// USD. zuplo.com/docs/articles/monetization/pricing-models: 15,000 units are 600 USD.
TEST(GraduatedPrices, AddUpOverTiersAsPublished) {
  EXPECT_EQ(
      Cost(MakePrice(v1::Price::GRADUATED, {{"1000", "0.01"}, {"10000", "0.008"}, {"", "0.005"}}),
           "15000"),
      "107");
  EXPECT_EQ(
      Cost(MakePrice(v1::Price::GRADUATED, {{"1000", "0.10"}, {"10000", "0.05"}, {"", "0.01"}}),
           "15000"),
      "600");
}

// docs.oracle.com, Liquidity Management, "Examples for Tier Based Amount": slabs of 250, 500 and
// more, charged 10, 20 and 30 USD: 1,000 are 60; by unit 1, 2 and 3 USD: 2,250.
TEST(GraduatedPrices, AddFlatPricesOfTiersThatAreReachedAsOraclePublishes) {
  EXPECT_EQ(
      Cost(MakePrice(v1::Price::GRADUATED, {{"250", "", "10"}, {"500", "", "20"}, {"", "", "30"}}),
           "1000"),
      "60");
  EXPECT_EQ(Cost(MakePrice(v1::Price::GRADUATED, {{"250", "1"}, {"500", "2"}, {"", "3"}}), "1000"),
            "2250");
}

// docs.recurly.com, "Tiered, volume and stairstep pricing": 50 USD for 1-10 seats, 100 for 11-20,
// 150 for 21 and more; 25 seats cost what 100 do.
TEST(StairStepPrices, AreThoseThatRecurlyPublishes) {
  const v1::Price price =
      MakePrice(v1::Price::STAIR_STEP, {{"10", "", "50"}, {"20", "", "100"}, {"", "", "150"}});
  EXPECT_EQ(Cost(price, "1"), "50");
  EXPECT_EQ(Cost(price, "10"), "50");
  EXPECT_EQ(Cost(price, "11"), "100");
  EXPECT_EQ(Cost(price, "20"), "100");
  EXPECT_EQ(Cost(price, "25"), "150");
  EXPECT_EQ(Cost(price, "100"), "150");
}

// The same page of Oracle's: variable amounts of 10, 20 and 30 USD, for 1,000: 30.
TEST(StairStepPrices, AreThoseThatOraclePublishes) {
  EXPECT_EQ(
      Cost(MakePrice(v1::Price::STAIR_STEP, {{"250", "", "10"}, {"500", "", "20"}, {"", "", "30"}}),
           "1000"),
      "30");
}

TEST(Tiers, EndWithTheirLastQuantityToTheMillionth) {
  const v1::Price price = MakePrice(v1::Price::STAIR_STEP, {{"10", "", "1"}, {"", "", "2"}});
  EXPECT_EQ(Cost(price, "10"), "1");
  EXPECT_EQ(Cost(price, "10.000001"), "2");
  EXPECT_EQ(Cost(price, "0.000001"), "1");
}

TEST(PricesPerUnit, AreExactForPartsOfThem) {
  v1::Price price;
  price.set_model(v1::Price::PER_UNIT);
  *price.mutable_unit_price() = Usd("0.000000001");
  EXPECT_EQ(Cost(price, "0.000001"), "0.000000000000001");
  *price.mutable_unit_price() = Usd("999999999999.999999999");
  EXPECT_EQ(Cost(price, "999999999.999999"), "999999999999998999999.000000000000001");
}

}  // namespace
}  // namespace guanxi::lead
