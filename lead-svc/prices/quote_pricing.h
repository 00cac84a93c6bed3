// Prices what lines state by what the company's books, products and limits say.
#ifndef GUANXI_LEAD_SVC_PRICES_QUOTE_PRICING_H_
#define GUANXI_LEAD_SVC_PRICES_QUOTE_PRICING_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/money/exact.h"
#include "common/resource/unit_of_work.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "guanxi/lead/v1/price.pb.h"
#include "lead-svc/prices/price_math.h"
#include "lead-svc/prices/price_resources.h"

namespace guanxi::lead {

// What is to be priced, in normal form (price_rules.h).
struct Offer {
  std::string price_book;
  std::string currency;
  absl::CivilDay day;
  google::protobuf::RepeatedPtrField<v1::QuoteLine> lines;
  v1::Discount discount;
};

// What that comes to.
struct PricedOffer {
  google::protobuf::RepeatedPtrField<v1::PricedLine> lines;
  v1::PriceTotals totals;
  bool tax_included = false;
  LargestDiscount largest;
  int line_without_product = -1;    // the first one; none: -1
  int line_below_floor = -1;        // the first one; none: -1
  std::optional<money::Int> limit;  // of who asks, in 10^-6 of a percent
};

// Reads through `work`, writes nothing.
//   INVALID_ARGUMENT     INVALID_FIELD         `lines[i].product` is absent or deleted; and as
//                                              PriceLines
//   NOT_FOUND            PRICE_BOOK_NOT_FOUND  the book is absent or deleted
//   FAILED_PRECONDITION  NO_PRICE, PRODUCT_DISCONTINUED  as the proto says
absl::StatusOr<PricedOffer> PriceOffer(resource::UnitOfWork& work, const PriceResources& types,
                                       const Offer& offer);

// That no more is taken off than who asks may, and no line is below its floor: what a quote is
// `above_limit` by.
//   FAILED_PRECONDITION  DISCOUNT_ABOVE_LIMIT  the metadata name `line`, `percent` and `limit`
//   FAILED_PRECONDITION  PRICE_BELOW_FLOOR     no more is taken off: the metadata name `line`,
//                                              and not the floor, which who writes may not see
absl::Status CheckLimit(const PricedOffer& priced);

// Quote.largest_discount.
google::type::Decimal LargestDiscountOf(const PricedOffer& priced);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_QUOTE_PRICING_H_
