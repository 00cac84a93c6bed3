// Who may try a password now.
#ifndef GUANXI_GATEWAY_ACCESS_LOGIN_GUARD_H_
#define GUANXI_GATEWAY_ACCESS_LOGIN_GUARD_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"

namespace guanxi::access {

class PasswordHasher;

// A bucket of attempts: each failure costs one, they come back with time, a success costs nothing.
struct Bucket {
  // So many failures may come at once ...
  int burst = 10;
  // ... and then one each time this has passed.
  absl::Duration refill = absl::Seconds(30);
};

struct LoginGuardOptions {
  // Failures of one account from one network: a guesser there keeps nobody out elsewhere. 2,890
  // tries a day.
  Bucket per_network{10, absl::Seconds(30)};
  // Failures of one account from everywhere, so that many networks together guess little more. It
  // does not hold for networks from which the account has logged in lately: while strangers are
  // slowed down, its owner is not.
  Bucket per_account{100, absl::Seconds(30)};
  absl::Duration remembered = absl::Hours(30 * 24);
  // Instead of the first, from a network from which the account has logged in so lately: whoever
  // sits in the same office, behind the same address, must fail in a colleague's name for much
  // longer to keep him out. 8,670 tries a day.
  Bucket per_known_network{30, absl::Seconds(10)};
};

// Slows down the guessing of one account's secret, whichever replica is asked: buckets are rows
// (`login_buckets`), named by a digest of account and network, so that nothing there says who tried
// to be whom. A failure costs 80 ms of a bounded pool (password.h), so that there are few. Purge
// deletes rows whose time is over.
//
// Thread-safe. Owns nothing that it is given. Errors are those of db::Database.
class LoginGuard {
 public:
  explicit LoginGuard(db::Database* database, const LoginGuardOptions& options = {},
                      Clock* clock = SystemClock());

  // Who tries what, from where ("" for nowhere that is known), until when it must be said.
  struct Try {
    Uuid tenant;
    std::string account;
    std::string network;
    absl::Time deadline;
  };
  // An attempt that has been taken, or how long to wait for one.
  struct Attempt {
    absl::Duration wait;
    bool counted_for_account = false;
    bool is_known = false;  // the network, to the account
  };
  enum class Outcome {
    kRight,
    kWrong,
    kUnknown,  // failed for reasons of our own
  };

  // Takes an attempt, before the secret is checked: attempts at the same time count, too.
  absl::StatusOr<Attempt> Take(const Try& one);
  // Once for each attempt that need not wait.
  absl::Status End(const Try& one, const Attempt& attempt, Outcome outcome);

 private:
  // Zero if an attempt was taken from the bucket, else how long to wait for the next.
  absl::StatusOr<absl::Duration> TakeFrom(db::Transaction& tx, const Try& one,
                                          const std::string& name, const Bucket& bucket);
  absl::Status GiveBack(db::Transaction& tx, const Try& one, const std::string& name,
                        const Bucket& bucket);
  // The bucket of the account at this network.
  const Bucket& NetworkBucket(const Attempt& attempt) const {
    return attempt.is_known ? options_.per_known_network : options_.per_network;
  }

  db::Database* const database_;
  const LoginGuardOptions options_;
  Clock* const clock_;
};

// Whether `secret` matches `hash`, if there is an attempt left; a failure uses it up. What is not
// `acceptable` (nobody has the account) takes as long and never does.
//   RESOURCE_EXHAUSTED  TEMPORARILY_UNAVAILABLE  too many failures; see RetryInfo
absl::StatusOr<bool> TryOnce(LoginGuard& guard, PasswordHasher& hasher, const LoginGuard::Try& one,
                             absl::string_view secret, absl::string_view hash, bool acceptable);

// The network of an address: an IPv4 address itself, an IPv6 address's first 64 bits, which one
// subscriber has for himself. "" for what is no address.
std::string NetworkOf(absl::string_view address);

// The guard's statements, for the linter.
std::vector<db::Query> LoginQueries();

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_LOGIN_GUARD_H_
