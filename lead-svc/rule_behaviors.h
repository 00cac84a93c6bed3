// What forms and rules over leads demand of themselves, as resources: those of assignment and of
// scoring.
#ifndef GUANXI_LEAD_SVC_RULE_BEHAVIORS_H_
#define GUANXI_LEAD_SVC_RULE_BEHAVIORS_H_

#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "common/timers/timers.h"
#include "guanxi/lead/v1/assignment_rule.pb.h"
#include "guanxi/lead/v1/capture_form.pb.h"
#include "guanxi/lead/v1/scoring_model.pb.h"
#include "lead-svc/scoring_models.h"

namespace guanxi::lead {

resource::Behavior<v1::CaptureForm> CaptureFormBehavior();

// `leads` are what the conditions are about. Whatever becomes of a model, `timers` has leads scored
// anew, null where none is written, and `in_force` forgets the tenant's. Nothing is owned.
resource::Behavior<v1::AssignmentRule> AssignmentRuleBehavior(const resource::Resource* leads);
resource::Behavior<v1::ScoringModel> ScoringModelBehavior(const resource::Resource* leads,
                                                          timers::Timers* timers,
                                                          ScoringModels* in_force);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_RULE_BEHAVIORS_H_
