// Keeps the scores of leads current, in the transactions that change what they rest on; and the
// grade, with a timer for the moment at which it sinks because time passes (score_timers.h).
#ifndef GUANXI_LEAD_SVC_SCORER_H_
#define GUANXI_LEAD_SVC_SCORER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/db/query.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/timers.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/lead_source.pb.h"
#include "guanxi/lead/v1/scoring_model.pb.h"
#include "guanxi/lead/v1/scoring_service.pb.h"
#include "guanxi/lead/v1/touch.pb.h"
#include "lead-svc/behavior/behavior_rows.h"
#include "lead-svc/scoring_models.h"

namespace guanxi::lead {

// The kind of the timers of grades. The key is the lead's name.
inline constexpr char kGradeTimer[] = "lead_grade";

// Immutable, thus thread-safe. Errors of all methods: those of common/db.
class Scorer {
 public:
  // Not owned.
  struct Types {
    const resource::Resource* leads = nullptr;
    const resource::Resource* lead_sources = nullptr;
    const resource::Resource* touches = nullptr;
    const resource::Resource* scoring_models = nullptr;
    timers::Timers* timers = nullptr;          // null where nothing is scored
    ScoringModels* models_in_force = nullptr;  // null: they are read each time
  };
  explicit Scorer(const Types& types) : types_(types) {}

  // The model in force.
  absl::StatusOr<std::optional<v1::ScoringModel>> Model(resource::UnitOfWork& work) const;
  // The same as it was at most ScoringModels::kMaxAge ago, for who writes a lead.
  absl::StatusOr<std::shared_ptr<const ModelInForce>> InForce(resource::UnitOfWork& work) const;

  // After a write of a lead: what its fields are worth now.
  absl::Status ScoreFit(resource::UnitOfWork& work, const v1::Lead& lead) const;
  // After a touch of a lead.
  absl::Status ScoreTouch(resource::UnitOfWork& work, const v1::Lead& lead,
                          const v1::Touch& touch) const;
  // After behaviour events have become a lead's.
  absl::Status ScoreBehaviors(resource::UnitOfWork& work, const v1::Lead& lead,
                              absl::Span<const LeadEvent> behaviors) const;
  // Everything anew, by this model (an empty one: there is none); whether it differs.
  absl::StatusOr<bool> Rescore(resource::UnitOfWork& work, const v1::ScoringModel& model,
                               const v1::Lead& lead) const;
  // What the total is called now, by this model, and the timer for what it will be called.
  absl::Status Grade(resource::UnitOfWork& work, const v1::ScoringModel& model,
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
  // The same of behaviour events.
  absl::StatusOr<std::vector<LeadEvent>> Behaviors(resource::UnitOfWork& work, const v1::Lead& lead,
                                                   int most) const;
  // What all of it comes to. Each sum is rounded: in another order it may come out one off for
  // each.
  struct Rank {
    int64_t value = 0;
    int64_t rounding = 0;
  };
  absl::StatusOr<Rank> RankOf(resource::UnitOfWork& work, const v1::ScoringModel& model,
                              const v1::Lead& lead) const;
  absl::Status ExplainBehavior(resource::UnitOfWork& work, const v1::ScoringModel& model,
                               const v1::Lead& lead, v1::ScoreExplanation* explanation) const;
  // Of the touch's source, which may be deleted by now: what somebody did stays what it was. What
  // was read before stands in `known`, by source.
  using Channels = std::map<std::string, v1::LeadSource::Channel>;
  absl::StatusOr<v1::LeadSource::Channel> ChannelOf(resource::UnitOfWork& work,
                                                    const v1::Touch& touch, Channels* known) const;
  // Sets both scores, in the lead as it is by then, and the grade that follows; sees to the timer.
  using SetScores = absl::FunctionRef<void(v1::Lead*)>;
  absl::Status Show(resource::UnitOfWork& work, const v1::ScoringModel& model, const v1::Lead& lead,
                    SetScores set) const;
  absl::Status Arm(resource::UnitOfWork& work, const v1::ScoringModel& model,
                   const v1::Lead& lead) const;

  const Types types_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_SCORER_H_
