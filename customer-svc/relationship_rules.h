// What relationships must be. Pure.
#ifndef GUANXI_CUSTOMER_SVC_RELATIONSHIP_RULES_H_
#define GUANXI_CUSTOMER_SVC_RELATIONSHIP_RULES_H_

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "common/errors/errors.h"
#include "guanxi/customer/v1/relationship.pb.h"

namespace guanxi::customer {

// What a relationship that states no weight counts as.
inline constexpr int kPlainWeight = 50;

void NormalizeRelationship(v1::Relationship* relationship, Violations* violations);
void CheckRelationship(const v1::Relationship& next, Violations* violations);

// That a new one, whose name is known, does not lead to where it comes from. Later a merge may have
// made two of one.
absl::Status CheckTieOfTwo(const v1::Relationship& made);

// Whether it holds on a day.
bool HoldsOn(const v1::Relationship& relationship, absl::CivilDay day);

// 1 to 100.
int WeightOf(const v1::Relationship& relationship);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_RELATIONSHIP_RULES_H_
