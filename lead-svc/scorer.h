// Keeps the scores of leads current, in the transactions that change what they rest on.
#ifndef GUANXI_LEAD_SVC_SCORER_H_
#define GUANXI_LEAD_SVC_SCORER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/lead_source.pb.h"
#include "guanxi/lead/v1/scoring_model.pb.h"
#include "guanxi/lead/v1/scoring_service.pb.h"
#include "guanxi/lead/v1/touch.pb.h"

namespace guanxi::lead {

// Immutable, thus thread-safe. Errors of all methods: those of common/db.
class Scorer {
 public:
  // Not owned.
  struct Types {
    const resource::Resource* leads = nullptr;
    const resource::Resource* lead_sources = nullptr;
    const resource::Resource* touches = nullptr;
    const resource::Resource* scoring_models = nullptr;
  };
  explicit Scorer(const Types& types) : types_(types) {}

  // The model in force.
  absl::StatusOr<std::optional<v1::ScoringModel>> Model(resource::UnitOfWork& work) const;

  // After a write of a lead: what its fields are worth now.
  absl::Status ScoreFit(resource::UnitOfWork& work, const v1::Lead& lead) const;
  // After a touch of a lead.
  absl::Status ScoreTouch(resource::UnitOfWork& work, const v1::Lead& lead,
                          const v1::Touch& touch) const;
  // Everything anew, by this model; whether it differs.
  absl::StatusOr<bool> Rescore(resource::UnitOfWork& work, const v1::ScoringModel& model,
                               const v1::Lead& lead) const;
  // At the moment of the unit of work.
  absl::StatusOr<v1::ScoreExplanation> Explain(resource::UnitOfWork& work,
                                               const v1::ScoringModel& model,
                                               const v1::Lead& lead) const;

  // Its statements, for the linter.
  static std::vector<db::Query> Queries();

 private:
  static int SumOf(const std::vector<v1::ScoreReason>& reasons);
  // The conditions that hold.
  absl::StatusOr<std::vector<v1::ScoreReason>> Fit(resource::UnitOfWork& work,
                                                   const v1::ScoringModel& model,
                                                   const v1::Lead& lead) const;
  // The last touches of the lead, at most `most`.
  absl::StatusOr<std::vector<v1::Touch>> Touches(resource::UnitOfWork& work, const v1::Lead& lead,
                                                 int most) const;
  absl::StatusOr<v1::LeadSource::Channel> ChannelOf(resource::UnitOfWork& work,
                                                    const v1::Touch& touch) const;
  absl::Status Show(resource::UnitOfWork& work, const v1::Lead& lead, int fit, int64_t rank) const;

  const Types types_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_SCORER_H_
