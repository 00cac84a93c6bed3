// Valid contracts, plans, invoices and payments, for what is true of all resources
// (common/resource/contract).
#ifndef GUANXI_LEAD_SVC_CONTRACTS_CONTRACT_SAMPLES_H_
#define GUANXI_LEAD_SVC_CONTRACTS_CONTRACT_SAMPLES_H_

#include <vector>

#include "common/resource/contract/contract.h"

namespace guanxi::lead {

inline std::vector<contract::Sample> ContractSamples() {
  return {// What is used is recorded under subscriptions, and when it is over.
          {"guanxi.lead.v1.UsageRecord",
           R"(quantity { value: "12.5" } start_date { year: 2026 month: 3 day: 1 }
              end_date { year: 2026 month: 3 day: 31 })",
           R"(quantity { value: "7" } start_date { year: 2026 month: 4 day: 1 }
              end_date { year: 2026 month: 4 day: 30 })",
           {},
           {}},
          // Its amount may fall where nothing is planned; its number and state are the service's.
          {"guanxi.lead.v1.Contract",
           R"(type: SUBSCRIPTION amount { currency_code: "CNY" units: 900000 }
              start_date { year: 2026 month: 1 day: 1 } end_date { year: 2026 month: 12 day: 31 }
              credit_terms { basis: DELIVERY days: 30 })",
           R"(type: FRAMEWORK amount { currency_code: "CNY" units: 900001 }
              start_date { year: 2026 month: 1 day: 2 } end_date { year: 2027 month: 12 day: 31 }
              credit_terms { basis: MONTH_END days: 60 })",
           {},
           {}},
          {"guanxi.lead.v1.SigningRule",
           R"(contract_type: SALES min_amount { currency_code: "CNY" units: 500000 })",
           R"(contract_type: SERVICE min_amount { currency_code: "USD" units: 90000 })",
           {},
           {}},
          {"guanxi.lead.v1.PaymentPlan",
           R"(amount { currency_code: "CNY" units: 10 } terms { basis: FIXED days: 1 }
              fixed_date { year: 2026 month: 3 day: 31 }
              delivery_date { year: 2026 month: 3 day: 1 })",
           R"(amount { currency_code: "CNY" units: 11 } terms { basis: DELIVERY days: 30 }
              fixed_date { year: 2026 month: 4 day: 30 }
              delivery_date { year: 2026 month: 3 day: 2 })",
           {},
           {}},
          {"guanxi.lead.v1.Invoice",
           R"(kind: VAT_ORDINARY amount { currency_code: "CNY" units: 100 }
              tax_amount { currency_code: "CNY" units: 6 }
              title { display_name: "灵动传媒有限公司" tax_number: "91110000MA0000000X"
                      address: "北京市海淀区中关村大街 1 号" phone: "010-62620000"
                      bank: "招商银行北京分行" account: "110900000000000" })",
           R"(kind: VAT_SPECIAL amount { currency_code: "CNY" units: 101 }
              tax_amount { currency_code: "CNY" units: 7 }
              title { display_name: "灵动传媒股份有限公司" tax_number: "91110000MA0000001X"
                      address: "北京市海淀区中关村大街 2 号" phone: "010-62620001"
                      bank: "工商银行北京分行" account: "110900000000001" })",
           {},
           {}},
          {"guanxi.lead.v1.Payment",
           R"(kind: RECEIPT amount { currency_code: "CNY" units: 20 }
              pay_date { year: 2026 month: 3 day: 31 })",
           R"(kind: REFUND amount { currency_code: "CNY" units: 21 }
              pay_date { year: 2026 month: 4 day: 30 })",
           /*without=*/{"allocations"},
           /*fixed=*/{"allocations"}}};
}

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_CONTRACT_SAMPLES_H_
