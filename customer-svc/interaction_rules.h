// Normal form and checks of interactions, and what a customer says of them.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the resource.
#ifndef GUANXI_CUSTOMER_SVC_INTERACTION_RULES_H_
#define GUANXI_CUSTOMER_SVC_INTERACTION_RULES_H_

#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/interaction.pb.h"

namespace guanxi::customer {

// `now` is what `occur_time` must not lie beyond.
void NormalizeInteraction(absl::Time now, v1::Interaction* interaction, Violations* violations);
void CheckInteraction(const v1::Interaction& next, Violations* violations);

// The head of interaction.proto says what these words mean.
bool IsContact(const v1::Interaction& interaction);
bool IsFollowUp(const v1::Interaction& interaction);

// Sets `last_interaction_time`, `last_follow_up_time`, `next_follow_up_time` and, by a follow-up,
// `silent_since_time` of a customer to what they are with one more interaction. In whatever order
// all are added, they come out alike; one that is added twice counts once.
void AddToCustomer(const v1::Interaction& interaction, v1::Customer* customer);

// Whether one of them may be another without that interaction.
bool CustomerRestsOn(const v1::Interaction& interaction, const v1::Customer& customer);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_INTERACTION_RULES_H_
