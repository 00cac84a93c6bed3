#include "analytics-svc/contract_stage.h"

#include <map>
#include <string>

#include "analytics-svc/resources.h"
#include "analytics-svc/services.h"

namespace guanxi::analytics {
namespace {

// What descriptors do not say of valid records.
std::vector<contract::Sample> Samples() {
  return {{"guanxi.analytics.v1.Target",
           R"(measure: "payments.received_amount" time_dimension: "payments.pay_date"
          whose: OWNER goal { value: "100" } baseline { value: "10" }
          start_date { year: 2026 month: 1 day: 1 } end_date { year: 2026 month: 3 day: 31 })",
           R"(measure: "opportunities.won_amount" time_dimension: "opportunities.closed_time"
          whose: COMPANY goal { value: "200.5" } baseline { value: "20" }
          start_date { year: 2026 month: 2 day: 1 } end_date { year: 2026 month: 6 day: 30 })",
           {},
           {}},
          {"guanxi.analytics.v1.Dashboard",
           R"(home_of: "roles/0196b0a0-0000-7000-8000-000000000001"
          panels { key: "won" title: "赢单看板" chart: BAR
                   query: '{"measures": ["opportunities.won_amount"]}'
                   column: 1 row: 2 width: 12 height: 8 })",
           R"(home_of: "roles/0196b0a0-0000-7000-8000-000000000002"
          panels { key: "funnel" title: "漏斗看板" chart: FUNNEL report: "GetFunnel"
                   report_request: '{}' column: 2 row: 3 width: 10 height: 9 }
          panels { key: "number" chart: NUMBER query: '{}' })",
           {},
           {}},
          {"guanxi.analytics.v1.ValueRule",
           R"(definition { source: ORDERS window_days: 365 scores: 5 high_from: 3 }
          tags { value_class: IMPORTANT_VALUE tag: "tags/0196b0a0-0000-7000-8000-000000000001" }
          minute_of_day: 120)",
           R"(definition { source: CONTRACTS window_days: 90 scores: 3 high_from: 2 }
          tags { value_class: GENERAL_KEEP tag: "tags/0196b0a0-0000-7000-8000-000000000002" }
          minute_of_day: 180)",
           /*without=*/{"definition.as_of", "definition.fixed_cuts"},
           /*fixed=*/{"definition.as_of"}},
          // Cuts say how many scores there are.
          {"guanxi.analytics.v1.ValueRule",
           R"(definition { fixed_cuts { recency_days: 30 frequency: 2
                                        amounts { currency_code: "CNY" units: 1000 } } high_from: 2 }
          tags { value_class: IMPORTANT_VALUE tag: "tags/0196b0a0-0000-7000-8000-000000000001" })",
           R"(definition { fixed_cuts { recency_days: 60 frequency: 3
                                        amounts { currency_code: "CNY" units: 2000 } } high_from: 2 }
          tags { value_class: GENERAL_KEEP tag: "tags/0196b0a0-0000-7000-8000-000000000002" })",
           /*without=*/{"definition.as_of", "definition.scores"},
           {}},
          // A share is with somebody, or with a department.
          {"guanxi.analytics.v1.DashboardShare",
           R"(user: "users/0196b0a0-0000-7000-8000-000000000001"
          expire_time { seconds: 1890000000 })",
           R"(user: "users/0196b0a0-0000-7000-8000-000000000002"
          expire_time { seconds: 1890100000 })",
           /*without=*/{"department"},
           {}},
          {"guanxi.analytics.v1.DashboardShare",
           R"(department: "departments/0196b0a0-0000-7000-8000-000000000003"
          expire_time { seconds: 1890000000 })",
           R"(department: "departments/0196b0a0-0000-7000-8000-000000000004"
          expire_time { seconds: 1890100000 })",
           /*without=*/{"user"},
           {}}};
}

absl::StatusOr<service::Services> Make(const service::Parts& parts) {
  return MakeServices({}, parts);
}

}  // namespace

std::vector<const resource::Resource*> ContractResources() {
  static const Resources* const all = Resources::Create().value().release();
  return all->all();
}

std::unique_ptr<contract::Stage> NewContractStage(const contract::HouseOptions& options) {
  return std::make_unique<contract::Stage>("analytics-svc/schema", Make, ContractResources(),
                                           Samples(), /*foreign=*/
                                           std::map<std::string, contract::MakeForeign>(), options);
}

}  // namespace guanxi::analytics
