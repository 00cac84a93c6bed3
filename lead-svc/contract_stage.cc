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
           R"(required_fields: "amount" exit_filter: "customer:*" longest_stay { seconds: 86400 })",
           R"(required_fields: "owner" required_fields: "amount" exit_filter: "owner:*"
              longest_stay { seconds: 172800 })",
           {},
           {}},
          // AdvanceStage alone changes the stage.
          {"guanxi.lead.v1.Opportunity",
           R"(win_splits { user: "users/0196b0a0-0000-7000-8000-000000000001"
                           percent { value: "100" } })",
           R"(win_splits { user: "users/0196b0a0-0000-7000-8000-000000000002"
                           percent { value: "60.5" } }
              win_splits { user: "users/0196b0a0-0000-7000-8000-000000000003"
                           percent { value: "39.5" } })",
           {},
           /*fixed=*/{"stage"}},
          // Its amount may fall where nothing is planned; its number and state are the service's.
          {"guanxi.lead.v1.Contract",
           R"(amount { currency_code: "CNY" units: 900000 }
              start_date { year: 2026 month: 1 day: 1 } end_date { year: 2026 month: 12 day: 31 }
              credit_terms { basis: DELIVERY days: 30 })",
           R"(amount { currency_code: "CNY" units: 900001 }
              start_date { year: 2026 month: 1 day: 2 } end_date { year: 2027 month: 12 day: 31 }
              credit_terms { basis: MONTH_END days: 60 })",
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
           {}},
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
