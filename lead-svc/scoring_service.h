// The methods of guanxi.lead.v1.ScoringService.
#ifndef GUANXI_LEAD_SVC_SCORING_SERVICE_H_
#define GUANXI_LEAD_SVC_SCORING_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "guanxi/lead/v1/scoring_service.adapter.h"
#include "lead-svc/resources.h"
#include "lead-svc/scorer.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class ScoringServiceImpl : public v1::ScoringServiceMethods {
 public:
  // `leads` are the standard methods of leads.
  ScoringServiceImpl(const resource::Engine* engine, const Resources* resources,
                     const resource::Methods* leads)
      : engine_(engine), resources_(resources), scorer_(ScoringTypes(*resources)), leads_(leads) {}

  absl::StatusOr<v1::ScoreExplanation> ExplainScore(
      const rpc::Call& call, const v1::ExplainScoreRequest& request) override;
  absl::StatusOr<v1::RescoreLeadsResponse> RescoreLeads(
      const rpc::Call& call, const v1::RescoreLeadsRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const Resources* const resources_;
  const Scorer scorer_;
  const resource::Methods* const leads_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_SCORING_SERVICE_H_
