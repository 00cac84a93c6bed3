// What lines of a quote come to: the arithmetic that price.proto states, exact.
//
// Pure and thread-safe. What is given is in normal form and within its bounds (price_rules.h).
#ifndef GUANXI_LEAD_SVC_PRICES_PRICE_MATH_H_
#define GUANXI_LEAD_SVC_PRICES_PRICE_MATH_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/money/exact.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/type/decimal.pb.h"
#include "google/type/money.pb.h"
#include "guanxi/lead/v1/price.pb.h"

namespace guanxi::lead {

// What lines are reckoned by, besides what they state.
struct PriceTerms {
  std::string currency;
  bool tax_included = false;
  // Of the whole; with neither value it is none.
  v1::Discount discount;
};

// Sets the amounts of `priced`, which has a line for each of `lines` with its `price` and
// `tax_rate`, and returns their sums.
//   INVALID_ARGUMENT  INVALID_FIELD  `lines[i]` or `lines` come to more than money::kMaxUnits;
//                                    `lines[i].discount.amount` or `discount.amount` is more than
//                                    what it is taken off
absl::StatusOr<v1::PriceTotals> PriceLines(
    const PriceTerms& terms, const google::protobuf::RepeatedPtrField<v1::QuoteLine>& lines,
    google::protobuf::RepeatedPtrField<v1::PricedLine>* priced);

// The line of which most was taken off, in parts of what it cost before.
struct LargestDiscount {
  int line = -1;           // none: there are no lines
  money::Int percent = 0;  // in 10^-6 of a percent, rounded up: 10 % and a bit is more than 10 %
};
LargestDiscount FindLargestDiscount(
    const google::protobuf::RepeatedPtrField<v1::PricedLine>& priced);
// The same of those lines of which more was taken off than `limit` (in 10^-6 of a percent) of what
// they cost. What that comes to is rounded up to the smallest unit of the currency: 10 % of 99.99
// are 10.00, and who may take 10 % off may take that.
LargestDiscount FindAboveLimit(const google::protobuf::RepeatedPtrField<v1::PricedLine>& priced,
                               money::Int limit);

// What `amount` is in `currency` at `rate`, which is above zero and
// below 10^9: rounded half away from zero to the smallest unit of that.
//   INVALID_ARGUMENT  INVALID_FIELD  `amount`: it is, or comes to, more than money::kMaxUnits
absl::StatusOr<google::type::Money> Exchange(const google::type::Money& amount,
                                             const google::type::Decimal& rate,
                                             const std::string& currency);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_PRICE_MATH_H_
