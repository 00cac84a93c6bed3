#include "lead-svc/prices/price_samples.h"

#include <utility>

namespace guanxi::lead {
namespace {

std::vector<contract::Sample> OfPrices() {
  return {{"guanxi.lead.v1.Product",
           R"(tax_rate { value: "13" })",
           R"(tax_rate { value: "6.5" })",
           {},
           {}},
          {"guanxi.lead.v1.PriceEntry",
           R"(currency: "CNY" start_date { year: 2026 month: 1 day: 1 }
                end_date { year: 2027 month: 1 day: 1 }
                price { model: GRADUATED
                        tiers { up_to { value: "10" }
                                unit_price { currency_code: "CNY" units: 7 }
                                flat_price { currency_code: "CNY" units: 1 } }
                        tiers { unit_price { currency_code: "CNY" units: 6 nanos: 500000000 } } }
                floor_price { currency_code: "CNY" units: 5 })",
           R"(currency: "CNY" start_date { year: 2026 month: 2 day: 1 }
                end_date { year: 2027 month: 2 day: 1 }
                price { model: VOLUME
                        tiers { up_to { value: "20.5" }
                                unit_price { currency_code: "CNY" units: 8 }
                                flat_price { currency_code: "CNY" units: 2 } }
                        tiers { flat_price { currency_code: "CNY" units: 60 } } }
                floor_price { currency_code: "CNY" units: 4 nanos: 500000000 })",
           /*without=*/{"price.unit_price"},
           /*fixed=*/{"currency", "price.tiers"}},
          {"guanxi.lead.v1.PriceEntry",
           R"(currency: "USD" start_date { year: 2026 month: 1 day: 1 }
                price { model: PER_UNIT unit_price { currency_code: "USD" units: 7 } }
                floor_price { currency_code: "USD" units: 6 })",
           R"(currency: "USD" start_date { year: 2026 month: 2 day: 1 }
                price { model: PER_UNIT unit_price { currency_code: "USD" units: 8 } }
                floor_price { currency_code: "USD" units: 5 })",
           /*without=*/{"price.tiers", "end_date"},
           /*fixed=*/{"currency", "price.model"}},
          {"guanxi.lead.v1.ProductCost",
           R"(currency: "CNY" start_date { year: 2026 month: 1 day: 1 }
                unit_cost { currency_code: "CNY" units: 3 })",
           R"(currency: "CNY" start_date { year: 2026 month: 2 day: 1 }
                unit_cost { currency_code: "CNY" units: 4 nanos: 250000000 })",
           {},
           /*fixed=*/{"currency"}},
          {"guanxi.lead.v1.DiscountLimit",
           R"(max_percent { value: "10" })",
           R"(max_percent { value: "12.5" })",
           {},
           {}},
          {"guanxi.lead.v1.ExchangeRate",
           R"(from_currency: "USD" to_currency: "CNY" start_date { year: 2026 month: 1 day: 1 }
                rate { value: "7.1" })",
           R"(from_currency: "EUR" to_currency: "JPY" start_date { year: 2026 month: 2 day: 1 }
                rate { value: "163.25" })",
           {},
           {}}};
}

std::vector<contract::Sample> OfQuotes() {
  return {// A line without a product: what a product costs, its book would have to say.
          {"guanxi.lead.v1.Quote",
           R"(currency: "CNY" price_date { year: 2026 month: 1 day: 1 }
                expire_date { year: 2030 month: 1 day: 1 } language: ZH
                lines { description: "实施" quantity { value: "2" } tax_rate { value: "6" }
                        price { model: PER_UNIT
                                unit_price { currency_code: "CNY" units: 100 } }
                        discount { percent { value: "5" } } }
                discount { percent { value: "10" } })",
           R"(currency: "CNY" price_date { year: 2026 month: 2 day: 1 }
                expire_date { year: 2030 month: 2 day: 1 } language: EN
                lines { description: "培训" quantity { value: "3.5" } tax_rate { value: "13" }
                        price { model: PER_UNIT
                                unit_price { currency_code: "CNY" units: 200 } }
                        discount { percent { value: "2" } } }
                discount { percent { value: "1.5" } })",
           /*without=*/
           {"lines.product", "lines.price.tiers", "lines.discount.amount", "discount.amount"},
           /*fixed=*/{"currency"}},
          {"guanxi.lead.v1.Quote",
           R"(currency: "CNY"
                lines { description: "实施" quantity { value: "2" }
                        price { model: PER_UNIT
                                unit_price { currency_code: "CNY" units: 100 } } }
                discount { amount { currency_code: "CNY" units: 5 } })",
           R"(currency: "CNY"
                lines { description: "实施" quantity { value: "2" }
                        price { model: PER_UNIT
                                unit_price { currency_code: "CNY" units: 100 } } }
                discount { amount { currency_code: "CNY" units: 7 nanos: 500000000 } })",
           /*without=*/{"discount.percent", "price_date", "expire_date"},
           /*fixed=*/{"currency"}}};
}

}  // namespace

std::vector<contract::Sample> PriceSamples() {
  std::vector<contract::Sample> samples = OfPrices();
  for (contract::Sample& sample : OfQuotes()) samples.push_back(std::move(sample));
  return samples;
}

}  // namespace guanxi::lead
