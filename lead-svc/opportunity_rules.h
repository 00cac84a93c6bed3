// How opportunities go: normal form, checks, moves between stages and states.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the resource.
#ifndef GUANXI_LEAD_SVC_OPPORTUNITY_RULES_H_
#define GUANXI_LEAD_SVC_OPPORTUNITY_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/lead/v1/stage.pb.h"

namespace guanxi::lead {

// Stays in stages that an opportunity remembers: after so many nothing moves it.
inline constexpr int kMaxStays = 200;

// Whether a stage may require the field of Opportunity at `path`.
bool MayBeRequired(absl::string_view path);

// Also sets what follows: `pipeline` from `stage`, if that is a name, and OPEN on a new one.
void NormalizeOpportunity(v1::Opportunity* opportunity, Violations* violations);
// `old` is null on create.
void CheckOpportunity(const v1::Opportunity* old, const v1::Opportunity& next,
                      Violations* violations);

// Where AdvanceStage takes an opportunity: `stated`, or the next in order if that is empty. Names
// are in canonical form. `stages` are those of its pipeline, in any order; deleted ones are left,
// and nothing goes there.
//
// Errors: INVALID_FIELD (`stage` is no live one of them, or the one that it is in);
// FAILED_PRECONDITION, NO_NEXT_STAGE; INTERNAL if the one that it is in is not among them.
absl::StatusOr<std::string> TargetStage(const v1::Opportunity& opportunity,
                                        const std::vector<v1::Stage>& stages,
                                        const std::string& stated);

// OK if all is filled in that the stages require which it leaves or passes over on its way to
// `target`; to an earlier one nothing is. An empty `target` is the end: it is to be won, for which
// the stage that it is in counts alone.
//
// Errors: FAILED_PRECONDITION, FIELDS_MISSING, whose metadata `missing` names the fields; INTERNAL
// if one of the two stages is not among them.
absl::Status CheckRequired(const v1::Opportunity& opportunity, const std::vector<v1::Stage>& stages,
                           const std::string& target);

// The stages whose requirements hold on the way to `target`: the one that it is in and those that
// are passed over; none on the way back. As CheckRequired, whose errors are these, too.
absl::StatusOr<std::vector<const v1::Stage*>> StagesLeft(const v1::Opportunity& opportunity,
                                                         const std::vector<v1::Stage>& stages,
                                                         const std::string& target);

// Moves; `now` is their moment. Each ends the present stay in `stage_history`.
//
// Errors: FAILED_PRECONDITION, with OPPORTUNITY_NOT_OPEN or OPPORTUNITY_NOT_CLOSED where the state
// does not allow the move, and TOO_MANY_MOVES after kMaxStays.
absl::Status Enter(const std::string& stage, absl::Time now, v1::Opportunity* opportunity);
absl::Status Win(absl::Time now, v1::Opportunity* opportunity);
absl::Status Lose(const std::string& reason, absl::Time now, v1::Opportunity* opportunity);
absl::Status Reopen(absl::Time now, v1::Opportunity* opportunity);

// When the present stay began: the sum of the durations after `create_time`.
absl::Time PresentSince(const v1::Opportunity& opportunity);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_OPPORTUNITY_RULES_H_
