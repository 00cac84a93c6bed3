// What the resources of duplicates do by themselves.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_BEHAVIORS_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_BEHAVIORS_H_

#include "common/resource/behavior.h"
#include "guanxi/customer/v1/duplicate_cluster.pb.h"
#include "guanxi/customer/v1/duplicate_rule.pb.h"

namespace guanxi::customer {

resource::Behavior<v1::DuplicateRule> DuplicateRuleBehavior();
resource::Behavior<v1::DuplicateCluster> DuplicateClusterBehavior();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_BEHAVIORS_H_
