// Why a lead is worth what it is.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/custom_fields.h"
#include "common/resource/field_rights.h"
#include "common/resource/list_plan.h"
#include "google/protobuf/util/time_util.h"
#include "lead-svc/scorer.h"
#include "lead-svc/scoring_rules.h"

namespace guanxi::lead {
namespace {

using google::protobuf::util::TimeUtil;
using resource::UnitOfWork;
using v1::Lead;
using v1::ScoreReason;
using v1::ScoringModel;
using v1::Touch;

constexpr int kExplained = 100;  // touches, and events

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

std::string ConditionOf(const ScoringModel& model, const ScoreReason& reason) {
  for (const v1::FitCriterion& one : model.fit()) {
    if (one.display_name() == reason.criterion()) return one.condition();
  }
  return "";
}

// Whether a list of leads may be filtered so.
bool MayAsk(const resource::Resource& leads, const Principal& principal,
            const std::string& condition) {
  const auto view = resource::ViewOf(leads.type(), principal);
  if (view == nullptr) return true;
  const auto spec = resource::MakeListSpec(leads.type(), resource::CustomFields(), condition, "");
  return spec.ok() && resource::CheckListFields(*view, *spec).ok();
}

}  // namespace

absl::Status Scorer::ExplainBehavior(UnitOfWork& work, const ScoringModel& model, const Lead& lead,
                                     v1::ScoreExplanation* explanation) const {
  const auto add = [&](const v1::BehaviorCriterion& one, absl::Time time) {
    ScoreReason& reason = *explanation->add_behavior_reasons();
    reason.set_criterion(one.display_name());
    reason.set_points(LeftOf(one.points(), time, work.now(), HalfLifeOf(model)));
    *reason.mutable_occur_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
    return &reason;
  };
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Touch> touches, Touches(work, lead, kExplained));
  Channels known;
  for (const Touch& touch : touches) {
    GUANXI_ASSIGN_OR_RETURN(const auto channel, ChannelOf(work, touch, &known));
    for (const v1::BehaviorCriterion& one : model.behavior()) {
      if (IsFor(one, channel)) add(one, TimeOf(touch.occur_time()))->set_touch(touch.name());
    }
  }
  GUANXI_ASSIGN_OR_RETURN(const auto behaviors, Behaviors(work, lead, kExplained));
  for (const LeadEvent& event : behaviors) {
    for (const v1::BehaviorCriterion& one : model.behavior()) {
      if (!IsForEvent(one, event.kind, event.topic)) continue;
      add(one, event.time)
          ->set_behavior_event(absl::StrCat("behaviorEvents/", event.event.ToString()));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ScoreExplanation> Scorer::Explain(UnitOfWork& work, const ScoringModel& model,
                                                     const Lead& lead) const {
  v1::ScoreExplanation explanation;
  explanation.set_model(model.name());
  explanation.set_model_etag(model.etag());
  *explanation.mutable_as_of() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(work.now()));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<ScoreReason> reasons, Fit(work, model, lead));
  explanation.set_fit(SumOf(reasons));
  for (const ScoreReason& one : reasons) {
    // Whether a condition holds tells of its fields.
    if (MayAsk(*types_.leads, work.principal(), ConditionOf(model, one))) {
      *explanation.add_fit_reasons() = one;
    }
  }
  GUANXI_RETURN_IF_ERROR(ExplainBehavior(work, model, lead, &explanation));
  explanation.set_behavior(WorthAt(lead.behavior_rank(), work.now(), HalfLifeOf(model)));
  explanation.set_total(explanation.fit() + explanation.behavior());
  explanation.set_grade(GradeOf(model, explanation.total()));
  return explanation;
}

}  // namespace guanxi::lead
