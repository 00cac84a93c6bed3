// What models of lifetime value say of each customer. Private to lifetime_report.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_LIFETIME_FORECASTS_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_LIFETIME_FORECASTS_H_

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "analytics-svc/reports/report_call.h"
#include "analytics-svc/statistics/lifetime_value.h"
#include "common/base/uuid.h"
#include "guanxi/analytics/v1/lifetime_value.pb.h"

namespace guanxi::analytics {

struct ForecastTerms {
  absl::CivilDay as_of;
  ValueTerms value;
  size_t limit = 0;  // how many customers are named
};

// Sets the sums and the customers that are worth most. `ids` and `purchases` go together;
// `models.purchases` is there. OUT_OF_RANGE, SUM_TOO_LARGE.
absl::Status AddForecasts(const ReportCall& call, const LifetimeModels& models,
                          const std::vector<Uuid>& ids,
                          const std::vector<std::vector<Purchase>>& purchases,
                          const ForecastTerms& terms, v1::LifetimeValueReport* report);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_LIFETIME_FORECASTS_H_
