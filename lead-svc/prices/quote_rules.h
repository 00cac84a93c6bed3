// What quotes, products, books, costs, limits and rates may state. Pure.
#ifndef GUANXI_LEAD_SVC_PRICES_QUOTE_RULES_H_
#define GUANXI_LEAD_SVC_PRICES_QUOTE_RULES_H_

#include "common/errors/errors.h"
#include "guanxi/lead/v1/discount_limit.pb.h"
#include "guanxi/lead/v1/exchange_rate.pb.h"
#include "guanxi/lead/v1/price_book.pb.h"
#include "guanxi/lead/v1/product.pb.h"
#include "guanxi/lead/v1/product_cost.pb.h"
#include "guanxi/lead/v1/quote.pb.h"

namespace guanxi::lead {

// Bring every value into its normal form, and say where that is impossible.
void NormalizeProduct(v1::Product* product, Violations* violations);
void NormalizePriceBook(v1::PriceBook* book, Violations* violations);
void NormalizePriceEntry(v1::PriceEntry* entry, Violations* violations);
void NormalizeProductCost(v1::ProductCost* cost, Violations* violations);
void NormalizeDiscountLimit(v1::DiscountLimit* limit, Violations* violations);
void NormalizeExchangeRate(v1::ExchangeRate* rate, Violations* violations);
void NormalizeQuote(v1::Quote* quote, Violations* violations);

// Whether both state the same content: all but `owner`, `department` and `note`.
bool HaveSameContent(const v1::Quote& a, const v1::Quote& b);
// Whether both state the same of what they are priced by.
bool ArePricedAlike(const v1::Quote& a, const v1::Quote& b);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_QUOTE_RULES_H_
