// What is to be done in a stage, and what of it was done for an opportunity.
//
// Pure functions: no I/O, no clock. Violations are by path relative to the resource.
#ifndef GUANXI_LEAD_SVC_STAGE_ACTIONS_H_
#define GUANXI_LEAD_SVC_STAGE_ACTIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/lead/v1/stage.pb.h"

namespace guanxi::lead {

// Marks that an opportunity has at most.
inline constexpr int kMaxMarks = 400;

// Of `Stage.actions`: no key stands twice.
void NormalizeActions(google::protobuf::RepeatedPtrField<v1::StageAction>* actions,
                      Violations* violations);

// That what the stages require was done for the opportunity.
//   FAILED_PRECONDITION  ACTIONS_MISSING  metadata `missing`: the keys, in the stages' order
absl::Status CheckActions(const v1::Opportunity& opportunity,
                          const std::vector<const v1::Stage*>& left);

// Marks `action` of `stage` as done, unless it is. A closed opportunity is marked no more.
//   INVALID_ARGUMENT     INVALID_FIELD         `action`: the stage has none of that key
//   FAILED_PRECONDITION  OPPORTUNITY_NOT_OPEN, TOO_MANY_MARKS
absl::Status MarkAction(const v1::Stage& stage, const std::string& action, const std::string& who,
                        absl::Time now, v1::Opportunity* opportunity);

// Takes the mark back, if there is one, also where the stage has the action no more.
//   INVALID_ARGUMENT     INVALID_FIELD         `action`: neither is there
//   FAILED_PRECONDITION  OPPORTUNITY_NOT_OPEN
absl::Status UnmarkAction(const v1::Stage& stage, const std::string& action,
                          v1::Opportunity* opportunity);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_STAGE_ACTIONS_H_
