// What a quantity costs at a price: per unit, or by tiers (price.proto). Pure and thread-safe.
#ifndef GUANXI_LEAD_SVC_PRICES_TIERS_H_
#define GUANXI_LEAD_SVC_PRICES_TIERS_H_

#include "common/money/exact.h"
#include "guanxi/lead/v1/price.pb.h"

namespace guanxi::lead {

// Decimal places of quantities.
inline constexpr int kQuantityPlaces = 6;
// Decimal places of ExactPrice.
inline constexpr int kExactPlaces = money::kMaxPlaces + kQuantityPlaces;

// What `quantity` costs at `price`, which is in normal form (price_rules.h), before it is rounded:
// in 10^-kExactPlaces of a unit of the currency. `quantity` is above zero, in 10^-kQuantityPlaces.
money::Int ExactPrice(const v1::Price& price, money::Int quantity);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_TIERS_H_
