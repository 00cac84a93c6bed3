// Normal form and checks of behaviour events and visitors, and what a count of behaviour asks for.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the message.
#ifndef GUANXI_CUSTOMER_SVC_BEHAVIOR_RULES_H_
#define GUANXI_CUSTOMER_SVC_BEHAVIOR_RULES_H_

#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "guanxi/customer/v1/behavior_event.pb.h"
#include "guanxi/customer/v1/behavior_event_service.pb.h"
#include "guanxi/customer/v1/visitor.pb.h"

namespace guanxi::customer {

// `now` is what `occur_time` must not lie beyond.
void NormalizeBehaviorEvent(absl::Time now, v1::BehaviorEvent* event, Violations* violations);
void CheckBehaviorEvent(const v1::BehaviorEvent& next, Violations* violations);

void NormalizeVisitor(v1::Visitor* visitor, Violations* violations);
void CheckVisitor(const v1::Visitor& next, Violations* violations);

// Everything but names and the filter's grammar.
void CheckCount(const v1::CountBehaviorRequest& request, Violations* violations);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_BEHAVIOR_RULES_H_
