#include "lead-svc/contract_stage.h"

#include <map>
#include <string>

#include "customer-svc/contract_stage.h"
#include "lead-svc/resources.h"
#include "lead-svc/services.h"

namespace guanxi::lead {
namespace {

const Resources& All() {
  static const Resources* const all = Resources::Create(/*customers=*/nullptr).value().release();
  return *all;
}

// What descriptors do not say of valid records.
std::vector<contract::Sample> Samples() {
  return {{"guanxi.lead.v1.Stage",
           R"(required_fields: "amount")",
           R"(required_fields: "owner" required_fields: "amount")",
           {},
           {}},
          // AdvanceStage alone changes the stage.
          {"guanxi.lead.v1.Opportunity", "", "", {}, /*fixed=*/{"stage"}},
          {"guanxi.lead.v1.Product",
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
                        tiers { unit_price { currency_code: "CNY" units: 6 nanos: 500000000 } } })",
           R"(currency: "CNY" start_date { year: 2026 month: 2 day: 1 }
                end_date { year: 2027 month: 2 day: 1 }
                price { model: VOLUME
                        tiers { up_to { value: "20.5" }
                                unit_price { currency_code: "CNY" units: 8 }
                                flat_price { currency_code: "CNY" units: 2 } }
                        tiers { flat_price { currency_code: "CNY" units: 60 } } })",
           /*without=*/{"price.unit_price"},
           /*fixed=*/{"currency", "price.tiers"}},
          {"guanxi.lead.v1.PriceEntry",
           R"(currency: "USD" start_date { year: 2026 month: 1 day: 1 }
                price { model: PER_UNIT unit_price { currency_code: "USD" units: 7 } })",
           R"(currency: "USD" start_date { year: 2026 month: 2 day: 1 }
                price { model: PER_UNIT unit_price { currency_code: "USD" units: 8 } })",
           /*without=*/{"price.tiers", "end_date"},
           /*fixed=*/{"currency", "price.model", "price.unit_price"}},
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
           {}},
          // A line without a product: what a product costs, its book would have to say.
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
          // With somebody, or with a department.
          {"guanxi.lead.v1.OpportunityShare",
           R"(user: "users/0196b0a0-0000-7000-8000-000000000001"
                expire_time { seconds: 1890000000 })",
           R"(user: "users/0196b0a0-0000-7000-8000-000000000002"
                expire_time { seconds: 1890100000 })",
           /*without=*/{"department"},
           {}},
          {"guanxi.lead.v1.OpportunityShare",
           R"(department: "departments/0196b0a0-0000-7000-8000-000000000003"
                expire_time { seconds: 1890000000 })",
           R"(department: "departments/0196b0a0-0000-7000-8000-000000000004"
                expire_time { seconds: 1890100000 })",
           /*without=*/{"user"},
           {}}};
}

}  // namespace

std::vector<const resource::Resource*> ContractResources() { return All().all(); }

ContractStage::ContractStage(const contract::HouseOptions& options)
    : customers(customer::NewContractStage()),
      own(std::make_unique<contract::Stage>(
          "lead-svc/schema",
          [this](const service::Parts& parts) {
            return MakeServices(customers->house.target(), parts);
          },
          All().all(), Samples(),
          std::map<std::string, contract::MakeForeign>{{"guanxi.dev/Customer",
                                                        [this](const contract::Who& who) {
                                                          return customers->MakeRecord(
                                                              "guanxi.dev/Customer", who);
                                                        }}},
          options)) {}

}  // namespace guanxi::lead
