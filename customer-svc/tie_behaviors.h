// What ties by themselves do: those between records, and those of people to opportunities.
#ifndef GUANXI_CUSTOMER_SVC_TIE_BEHAVIORS_H_
#define GUANXI_CUSTOMER_SVC_TIE_BEHAVIORS_H_

#include "common/resource/behavior.h"
#include "guanxi/customer/v1/relationship.pb.h"
#include "guanxi/customer/v1/stakeholder.pb.h"

namespace guanxi::customer {

resource::Behavior<v1::Relationship> RelationshipBehavior();
resource::Behavior<v1::Stakeholder> StakeholderBehavior();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TIE_BEHAVIORS_H_
