#include "customer-svc/interaction_rules.h"

#include "common/interactions/interaction_rules.h"

namespace guanxi::customer {

using v1::Interaction;

void NormalizeInteraction(absl::Time now, Interaction* interaction, Violations* violations) {
  interactions::NormalizeInteraction(now, interaction, violations);
}

void CheckInteraction(const Interaction& next, Violations* violations) {
  interactions::CheckInteraction(next, violations);
}

bool IsContact(const Interaction& interaction) { return interactions::IsContact(interaction); }

bool IsFollowUp(const Interaction& interaction) { return interactions::IsFollowUp(interaction); }

void AddToCustomer(const Interaction& interaction, v1::Customer* customer) {
  interactions::AddTo(interaction, customer);
  if (customer->has_last_follow_up_time()) {
    *customer->mutable_silent_since_time() = customer->last_follow_up_time();
  }
}

bool CustomerRestsOn(const Interaction& interaction, const v1::Customer& customer) {
  return interactions::RestsOn(interaction, customer);
}

}  // namespace guanxi::customer
