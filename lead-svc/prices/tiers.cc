#include "lead-svc/prices/tiers.h"

#include "common/money/amount.h"

namespace guanxi::lead {
namespace {

using money::Int;
using v1::Price;
using v1::PriceTier;

// What `quantity` costs in a tier, of which it is reached for the first time.
Int InTier(const PriceTier& tier, Int quantity) {
  return money::NanosOf(tier.unit_price()) * quantity +
         money::NanosOf(tier.flat_price()) * money::PowerOfTen(kQuantityPlaces);
}

// The end of a tier; nothing is above that of the last one.
bool IsWithin(const PriceTier& tier, Int quantity) {
  return !tier.has_up_to() || quantity <= money::ScaledOf(tier.up_to(), kQuantityPlaces);
}

Int Graduated(const Price& price, Int quantity) {
  Int sum = 0;
  Int begin = 0;
  for (const PriceTier& tier : price.tiers()) {
    if (IsWithin(tier, quantity)) return sum + InTier(tier, quantity - begin);
    const Int end = money::ScaledOf(tier.up_to(), kQuantityPlaces);
    sum += InTier(tier, end - begin);
    begin = end;
  }
  return sum;
}

}  // namespace

Int ExactPrice(const Price& price, Int quantity) {
  switch (price.model()) {
    case Price::PER_UNIT:
      return money::NanosOf(price.unit_price()) * quantity;
    case Price::GRADUATED:
      return Graduated(price, quantity);
    default:  // VOLUME, and STAIR_STEP, whose tiers have no unit prices
      for (const PriceTier& tier : price.tiers()) {
        if (IsWithin(tier, quantity)) return InTier(tier, quantity);
      }
      return 0;
  }
}

}  // namespace guanxi::lead
