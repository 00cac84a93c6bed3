// Interactions with leads and with the people behind opportunities: what is right about them, and
// what their recording and deletion change in that lead or opportunity.
#ifndef GUANXI_LEAD_SVC_INTERACTION_EFFECTS_H_
#define GUANXI_LEAD_SVC_INTERACTION_EFFECTS_H_

#include <memory>

#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "guanxi/lead/v1/lead_interaction.pb.h"
#include "guanxi/lead/v1/opportunity_interaction.pb.h"

namespace guanxi::lead {

// The resources that take part; they are looked at when something is written, and may be null until
// then. Not owned.
struct InteractionKin {
  const std::unique_ptr<const resource::Resource>* parents;
  const std::unique_ptr<const resource::Resource>* interactions;
};

// Each projects into its parent, held exclusively, what that says of its interactions. A recording
// costs no read beside the parent's row; a deletion reads on where the parent's values rest on what
// is deleted, and stops at the first interactions that settle them.
resource::Behavior<v1::LeadInteraction> LeadInteractionBehavior(const InteractionKin& kin);
resource::Behavior<v1::OpportunityInteraction> OpportunityInteractionBehavior(
    const InteractionKin& kin);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_INTERACTION_EFFECTS_H_
