// What leads are worth: checks of models, points, and a rank that time does not change.
//
// Pure functions: no I/O, no clock.
#ifndef GUANXI_LEAD_SVC_SCORING_RULES_H_
#define GUANXI_LEAD_SVC_SCORING_RULES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "guanxi/customer/v1/behavior_event.pb.h"
#include "guanxi/lead/v1/lead_source.pb.h"
#include "guanxi/lead/v1/scoring_model.pb.h"

namespace guanxi::lead {

void NormalizeScoringModel(v1::ScoringModel* model, Violations* violations);
void CheckScoringModel(const v1::ScoringModel& next, Violations* violations);

absl::Duration HalfLifeOf(const v1::ScoringModel& model);

// Whether a criterion is for a touch by a source of this channel, or for a behaviour event of this
// kind and topic: it is for either.
bool IsFor(const v1::BehaviorCriterion& criterion, v1::LeadSource::Channel channel);
bool IsForEvent(const v1::BehaviorCriterion& criterion, customer::v1::BehaviorEvent::Kind kind,
                absl::string_view topic);

// Forward decay: points p at the moment t count as p * 2^((t - L) / h) from L on, the beginning of
// 2020, and so keep their proportion for good; what they are worth later is that, divided by 2 to
// the half-lives since L. A rank is the logarithm to base 2 of a sum of such, in 65,536ths, so that
// it fits a column and sorts as the sums do at any moment. 0 stands for no points.
int64_t AddPoints(int64_t rank, int points, absl::Time moment, absl::Duration half_life);
// In points, at a moment.
double WorthAt(int64_t rank, absl::Time moment, absl::Duration half_life);
// What is left of the points of one touch.
double LeftOf(int points, absl::Time touched, absl::Time moment, absl::Duration half_life);

// What a total is called; "" if nothing.
std::string GradeOf(const v1::ScoringModel& model, double total);
// When the total of both scores will be called something worse than at `moment` because time
// passes: the second after the total has reached the threshold, so that it is below it by then.
// Nothing if it never will.
std::optional<absl::Time> NextGradeTime(const v1::ScoringModel& model, int fit, int64_t rank,
                                        absl::Time moment);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_SCORING_RULES_H_
