// What is true of value rules. Pure: no I/O, no clock.
#ifndef GUANXI_ANALYTICS_SVC_VALUES_VALUE_RULE_RULES_H_
#define GUANXI_ANALYTICS_SVC_VALUES_VALUE_RULE_RULES_H_

#include "common/errors/errors.h"
#include "guanxi/analytics/v1/value_rule.pb.h"

namespace guanxi::analytics {

void NormalizeValueRule(v1::ValueRule* rule);
void CheckValueRule(const v1::ValueRule& next, Violations* violations);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_VALUES_VALUE_RULE_RULES_H_
