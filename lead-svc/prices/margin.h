// What the company would earn by a quote. Pure.
#ifndef GUANXI_LEAD_SVC_PRICES_MARGIN_H_
#define GUANXI_LEAD_SVC_PRICES_MARGIN_H_

#include <map>
#include <string>

#include "guanxi/lead/v1/product_cost.pb.h"
#include "guanxi/lead/v1/quote.pb.h"
#include "guanxi/lead/v1/quote_service.pb.h"

namespace guanxi::lead {

// As the proto says; `costs` are those of the quote's day and currency, by product.
v1::GetQuoteMarginResponse MarginOf(const v1::Quote& quote,
                                    const std::map<std::string, v1::ProductCost>& costs);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_MARGIN_H_
