// Says what a caller may do: what stands between authentication and a handler, and before each step
// of work on somebody's behalf.
#ifndef GUANXI_COMMON_POLICY_AUTHORIZER_H_
#define GUANXI_COMMON_POLICY_AUTHORIZER_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"
#include "common/policy/policy_store.h"

namespace guanxi::policy {

// Thread-safe. Owns nothing that it is given.
class Authorizer {
 public:
  // By the policies of `store`.
  explicit Authorizer(PolicyStore* store) : store_(store) {}
  // Grants everything to everybody: for tests, and a service whose directory is not there yet.
  Authorizer() : store_(nullptr) {}

  // Sets `principal->rights` to what it may do by something that needs `permission`. False, and
  // nothing is set, if that cannot be said without asking the directory: it is asked; decide again
  // where waiting is allowed. Never waits. Errors: those of Policy::Decide and
  // PolicyStore::Current.
  absl::StatusOr<bool> TryDecide(absl::string_view permission, Principal* principal) const;

  // The same, waiting for the directory's answer until `deadline` of the machine's clock, or for
  // kMaxWait if that is sooner. Errors: those of Policy::Decide and PolicyStore::Refresh.
  absl::Status Decide(absl::string_view permission, absl::Time deadline,
                      Principal* principal) const;

  // The tenant's policy in force, waiting as Decide does where none is known yet. Errors: those of
  // PolicyStore::Current and PolicyStore::Refresh.
  absl::StatusOr<std::shared_ptr<const Policy>> PolicyOf(const Uuid& tenant,
                                                         absl::Time deadline) const;

  // Waits, as Decide does, until something was heard of where the tenant is (PolicyStore::Place).
  // Errors: those of PolicyStore::Refresh.
  absl::Status AwaitPlace(const Uuid& tenant) const;

  static constexpr absl::Duration kMaxWait = absl::Seconds(3);

 private:
  PolicyStore* const store_;
};

}  // namespace guanxi::policy

#endif  // GUANXI_COMMON_POLICY_AUTHORIZER_H_
