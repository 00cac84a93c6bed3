// The models in force, for writes of leads: each of them asks, and they hardly ever change.
#ifndef GUANXI_LEAD_SVC_SCORING_MODELS_H_
#define GUANXI_LEAD_SVC_SCORING_MODELS_H_

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/filter/message_matcher.h"
#include "common/filter/moment.h"
#include "common/resource/resource_type.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/scoring_model.pb.h"
#include "guanxi/lead/v1/scoring_service.pb.h"

namespace guanxi::lead {

// One model with its conditions compiled; or that there is none. Immutable.
class ModelInForce {
 public:
  ModelInForce() = default;
  // A condition that cannot be compiled never holds: it is of a newer process, which scores anew.
  // Errors: a condition cannot be evaluated in memory.
  static absl::StatusOr<std::shared_ptr<const ModelInForce>> Compile(
      const v1::ScoringModel& model, const resource::ResourceType& leads);

  // Nothing: none is in force.
  const std::optional<v1::ScoringModel>& model() const { return model_; }
  // The conditions that hold for the lead, in the order of the model.
  std::vector<v1::ScoreReason> Fit(const v1::Lead& lead, const filter::Moment& moment) const;

 private:
  struct Criterion {
    v1::ScoreReason reason;
    filter::MessageMatcher condition;
  };
  std::optional<v1::ScoringModel> model_;
  std::vector<Criterion> fit_;
};

// Keeps what is in force in each tenant for up to kMaxAge: another process's change acts within
// that, and the second of the rounds that score all leads anew (ArmRescoring) comes behind it. Time
// is the machine's. Thread-safe.
class ScoringModels {
 public:
  static constexpr absl::Duration kMaxAge = absl::Seconds(2);
  static constexpr size_t kMostTenants = 10'000;  // then it begins anew

  // Null: not known.
  std::shared_ptr<const ModelInForce> Find(const Uuid& tenant, absl::Time now) const;
  // What was read, at `now` or later.
  void Keep(const Uuid& tenant, absl::Time now, std::shared_ptr<const ModelInForce> model);
  // A model is written.
  void Forget(const Uuid& tenant);

 private:
  struct Kept {
    absl::Time time;
    std::shared_ptr<const ModelInForce> model;
  };
  mutable Mutex mutex_;
  std::map<Uuid, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_SCORING_MODELS_H_
