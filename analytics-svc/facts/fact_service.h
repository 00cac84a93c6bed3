// guanxi.analytics.v1.FactService.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_FACT_SERVICE_H_
#define GUANXI_ANALYTICS_SVC_FACTS_FACT_SERVICE_H_

#include <functional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "analytics-svc/facts/fact_part.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "guanxi/analytics/v1/fact_service.adapter.h"

namespace guanxi::analytics {

// Thread-safe. Owns nothing but the function.
class FactServiceImpl : public v1::FactServiceMethods {
 public:
  // When the copy that figures are reckoned from was last filled, and up to when that knows of
  // everything; InfinitePast: there is none, or not yet.
  struct Copy {
    absl::Time time = absl::InfinitePast();
    absl::Time data_as_of = absl::InfinitePast();
  };

  // `copy` may be null: then figures are reckoned from the facts themselves.
  FactServiceImpl(db::Database* database, Clock* clock, FactPart* part, std::function<Copy()> copy)
      : database_(database), clock_(clock), part_(part), copy_(std::move(copy)) {}

  absl::StatusOr<v1::Watermark> GetWatermark(const rpc::Call& call,
                                             const v1::GetWatermarkRequest& request) override;
  absl::StatusOr<v1::RebuildFactsResponse> RebuildFacts(
      const rpc::Call& call, const v1::RebuildFactsRequest& request) override;

 private:
  db::Database* const database_;
  Clock* const clock_;
  FactPart* const part_;
  const std::function<Copy()> copy_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_FACT_SERVICE_H_
