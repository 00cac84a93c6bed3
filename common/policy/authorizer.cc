#include "common/policy/authorizer.h"

#include <algorithm>
#include <memory>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/policy/policy.h"

namespace guanxi::policy {

absl::StatusOr<bool> Authorizer::TryDecide(absl::string_view permission,
                                           Principal* principal) const {
  std::shared_ptr<const Policy> policy = Policy::AllowAll();
  if (store_ != nullptr) {
    GUANXI_ASSIGN_OR_RETURN(policy, store_->Current(principal->tenant));
    // Somebody whom the snapshot lacks may be newer than it.
    const bool known = policy != nullptr && policy->Knows(principal->subject) &&
                       (principal->actor.empty() || policy->Knows(principal->actor));
    if (!known) return false;
  }
  GUANXI_ASSIGN_OR_RETURN(principal->rights, policy->Decide(*principal, permission));
  return true;
}

absl::Status Authorizer::Decide(absl::string_view permission, absl::Time deadline,
                                Principal* principal) const {
  GUANXI_ASSIGN_OR_RETURN(const bool decided, TryDecide(permission, principal));
  if (decided) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(
      const auto policy,
      store_->Refresh(principal->tenant, std::min(deadline, absl::Now() + kMaxWait)));
  GUANXI_ASSIGN_OR_RETURN(principal->rights, policy->Decide(*principal, permission));
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const Policy>> Authorizer::PolicyOf(const Uuid& tenant,
                                                                   absl::Time deadline) const {
  if (store_ == nullptr) return Policy::AllowAll();
  GUANXI_ASSIGN_OR_RETURN(const auto policy, store_->Current(tenant));
  if (policy != nullptr) return policy;
  return store_->Refresh(tenant, std::min(deadline, absl::Now() + kMaxWait));
}

absl::Status Authorizer::AwaitPlace(const Uuid& tenant) const {
  if (store_ == nullptr || store_->Place(tenant).has_value()) return absl::OkStatus();
  return store_->Refresh(tenant, absl::Now() + kMaxWait).status();
}

}  // namespace guanxi::policy
