// From the sums of a pipeline to what it may bring. Pure functions.
#ifndef GUANXI_LEAD_SVC_BOARD_FORECAST_H_
#define GUANXI_LEAD_SVC_BOARD_FORECAST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/type/money.pb.h"
#include "guanxi/lead/v1/board_service.pb.h"
#include "guanxi/lead/v1/stage.pb.h"
#include "lead-svc/board/board_reads.h"

namespace guanxi::lead {

// So many closed ones say something of those to come.
inline constexpr int64_t kLeastClosed = 10;

// The sum as an amount. OUT_OF_RANGE, SUM_TOO_LARGE.
absl::StatusOr<google::type::Money> SumOf(money::Int nanos, const std::string& currency);

// In the order of `stages`. Each part is rounded to a billionth by itself. Of `outcomes` those
// count whose owner has something in `sums`.
absl::StatusOr<v1::PipelineForecast> Forecast(const std::vector<v1::Stage>& stages,
                                              const BoardSums& sums, const Outcomes& outcomes);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_BOARD_FORECAST_H_
