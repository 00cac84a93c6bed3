#include "lead-svc/scoring_models.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/filter/checker.h"
#include "common/filter/truth.h"

namespace guanxi::lead {

using v1::Lead;
using v1::ScoreReason;
using v1::ScoringModel;

absl::StatusOr<std::shared_ptr<const ModelInForce>> ModelInForce::Compile(
    const ScoringModel& model, const resource::ResourceType& leads) {
  auto compiled = std::make_shared<ModelInForce>();
  compiled->model_ = model;
  for (const v1::FitCriterion& one : model.fit()) {
    const auto predicate = filter::Compile(one.condition(), leads.filter_schema());
    if (!predicate.ok()) continue;
    GUANXI_ASSIGN_OR_RETURN(auto matcher,
                            filter::MessageMatcher::Create(*predicate, Lead::descriptor()));
    ScoreReason reason;
    reason.set_criterion(one.display_name());
    reason.set_points(one.points());
    compiled->fit_.push_back({std::move(reason), std::move(matcher)});
  }
  return std::shared_ptr<const ModelInForce>(std::move(compiled));
}

std::vector<ScoreReason> ModelInForce::Fit(const Lead& lead, const filter::Moment& moment) const {
  std::vector<ScoreReason> reasons;
  for (const Criterion& one : fit_) {
    if (one.condition.Evaluate(lead, moment) == filter::Truth::kTrue) reasons.push_back(one.reason);
  }
  return reasons;
}

std::shared_ptr<const ModelInForce> ScoringModels::Find(const Uuid& tenant, absl::Time now) const {
  MutexLock lock(&mutex_);
  const auto found = kept_.find(tenant);
  const bool is_fresh =
      found != kept_.end() && now >= found->second.time && now < found->second.time + kMaxAge;
  return is_fresh ? found->second.model : nullptr;
}

void ScoringModels::Keep(const Uuid& tenant, absl::Time now,
                         std::shared_ptr<const ModelInForce> model) {
  MutexLock lock(&mutex_);
  if (kept_.size() >= kMostTenants) kept_.clear();
  kept_[tenant] = {now, std::move(model)};
}

void ScoringModels::Forget(const Uuid& tenant) {
  MutexLock lock(&mutex_);
  kept_.erase(tenant);
}

}  // namespace guanxi::lead
