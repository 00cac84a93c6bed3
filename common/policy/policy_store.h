// The policies of the tenants that call, kept fresh.
#ifndef GUANXI_COMMON_POLICY_POLICY_STORE_H_
#define GUANXI_COMMON_POLICY_POLICY_STORE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/ticker.h"
#include "common/base/uuid.h"
#include "common/filter/moment.h"
#include "common/policy/policy.h"
#include "guanxi/access/v1/policy.pb.h"

namespace guanxi::policy {

// Asks for the snapshot of each tenant that called lately, on threads of its own: what changes in
// the directory acts within about `interval`. Several tenants are asked for at once, so that one
// whose answer takes long delays no other. A snapshot of a lower version than the one in force,
// as a replica that lags gives it, changes nothing, until that one serves no more: then it is all
// there is, for the directory may have come back from a backup. While nobody answers, the last
// policy serves as long as a token lives; then decisions fail, since what was revoked meanwhile is
// not known.
//
// Thread-safe. Not owned: `clock`.
class PolicyStore {
 public:
  struct Options {
    absl::Duration interval = absl::Seconds(2);
    // How long a policy serves that could not be asked for anew.
    absl::Duration max_age = absl::Minutes(5);
    // A tenant that has not called for so long is not asked for any more.
    absl::Duration idle = absl::Minutes(10);
    // Tenants that are asked for at once: so many threads.
    int parallel = 4;
  };

  // Returns the tenant's snapshot, or that the version is still `known_version` (0: none is known).
  // Must be bounded in time, and may be called for several tenants at once. A service calls the
  // gateway's GetPolicySnapshot.
  using Fetch = std::function<absl::StatusOr<access::v1::GetPolicySnapshotResponse>(
      const Uuid& tenant, int64_t known_version)>;

  PolicyStore(Fetch fetch, const Options& options, Clock* clock = SystemClock());
  // Waits for what is being asked.
  ~PolicyStore();
  PolicyStore(const PolicyStore&) = delete;
  PolicyStore& operator=(const PolicyStore&) = delete;

  // The policy in force; null if the tenant's first snapshot is not there yet: it is asked for.
  // Never waits. Errors:
  //   UNAVAILABLE  POLICY_UNAVAILABLE  nobody has answered for longer than Options::max_age
  absl::StatusOr<std::shared_ptr<const Policy>> Current(const Uuid& tenant);

  // The tenant's place (Policy::place) as it was heard of last, however long ago: the days and the
  // currency of a company are not another one's while nobody calls, or nobody answers. Nothing if
  // nothing was heard in this process. Never waits, and has the tenant asked for.
  std::optional<filter::Moment> Place(const Uuid& tenant);

  // Asks anew, out of turn, and waits for an answer that was asked for after this call (or, where
  // nothing is known yet, for any), at most until `deadline` of the machine's clock. Errors:
  //   UNAVAILABLE  POLICY_UNAVAILABLE  there was none
  absl::StatusOr<std::shared_ptr<const Policy>> Refresh(const Uuid& tenant, absl::Time deadline);

 private:
  struct Entry {
    std::shared_ptr<const Policy> policy;
    absl::Time confirmed = absl::InfinitePast();  // when it was asked for that was answered last
    absl::Time used;
    // Attempts, by number: the last that began, that ended, and that brought or confirmed a policy.
    int64_t begun = 0, ended = 0, answered = 0;
    bool urgent = false;  // somebody waits
    bool busy = false;    // it stands in the queue, or is being asked for
  };

  // Queues the tenants whose turn it is: those whom somebody waits for first. Forgets who is idle.
  void Tick();
  // What each of the threads does: asks for one tenant after the other, each by one thread at once.
  void Work();
  absl::Status Ask(const Uuid& tenant);
  void Queue(const Uuid& tenant, Entry* entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void LogFailure(const absl::Status& status);

  const Fetch fetch_;
  const Options options_;
  Clock* const clock_;
  Mutex mutex_;
  CondVar ended_, queued_;
  std::map<Uuid, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  // Of all who have called since the process began, the idle ones too.
  std::map<Uuid, filter::Moment> places_ ABSL_GUARDED_BY(mutex_);
  std::deque<Uuid> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool logged_ ABSL_GUARDED_BY(mutex_) = false;  // a failure, since the last tick
  absl::Time next_round_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::vector<std::thread> workers_;
  Ticker ticker_;  // last: its thread uses the members above
};

}  // namespace guanxi::policy

#endif  // GUANXI_COMMON_POLICY_POLICY_STORE_H_
