// How well a decision is covered, and what should worry us: the formula of power_map_service.proto.
#ifndef GUANXI_CUSTOMER_SVC_NETWORK_POWER_SCORE_H_
#define GUANXI_CUSTOMER_SVC_NETWORK_POWER_SCORE_H_

#include <vector>

#include "absl/types/span.h"
#include "guanxi/customer/v1/contact.pb.h"
#include "guanxi/customer/v1/power_map_service.pb.h"

namespace guanxi::customer {

// One person as the formula sees him: by what is stated alone.
struct PartInDecision {
  v1::Contact::DecisionRole role = v1::Contact::DECISION_ROLE_UNSPECIFIED;
  int stance = 0;     // -2 to 2
  int influence = 0;  // 0 to 100
  bool is_known = false;
  bool has_left = false;
};

// Whether somebody of ours knows him.
bool IsKnown(const v1::Contact& contact);

// 0 to 100. Pure.
int CoverageScore(absl::Span<const PartInDecision> people);

// Each once, in the order of their numbers. Pure.
std::vector<v1::PowerMap::Risk> RisksOf(absl::Span<const PartInDecision> people);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_NETWORK_POWER_SCORE_H_
