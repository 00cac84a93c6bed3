// What segments, grade rules and quality policies may say, and what follows when they are written.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_STANDING_DEFINITIONS_H_
#define GUANXI_CUSTOMER_SVC_STANDING_STANDING_DEFINITIONS_H_

#include <functional>

#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "common/timers/timers.h"
#include "guanxi/customer/v1/grade_rule.pb.h"
#include "guanxi/customer/v1/quality_policy.pb.h"
#include "guanxi/customer/v1/segment.pb.h"

namespace guanxi::customer {

// How many there are of each in a tenant, deleted ones aside; of segments those with a condition.
inline constexpr int kMaxSegments = 200;
inline constexpr int kMaxGradeRules = 200;
inline constexpr int kMaxQualityPolicies = 200;

// What they stand on. Not owned.
struct DefinitionParts {
  const resource::Resource* customers = nullptr;
  std::function<const resource::Resource*()> segments;  // asked when one is written
  timers::Timers* timers = nullptr;  // null: customers are not looked at when they change
};

// Errors of writes, besides violations:
//   FAILED_PRECONDITION  TOO_MANY_SEGMENTS, TOO_MANY_GRADE_RULES, TOO_MANY_QUALITY_POLICIES
resource::Behavior<v1::Segment> SegmentBehavior(const DefinitionParts& parts);
resource::Behavior<v1::GradeRule> GradeRuleBehavior(const DefinitionParts& parts);
resource::Behavior<v1::QualityPolicy> QualityPolicyBehavior(const DefinitionParts& parts);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_STANDING_DEFINITIONS_H_
