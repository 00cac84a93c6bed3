// Who may try a password now.
#ifndef GUANXI_GATEWAY_ACCESS_LOGIN_GUARD_H_
#define GUANXI_GATEWAY_ACCESS_LOGIN_GUARD_H_

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "gateway/access/throttle.h"

namespace guanxi::access {

struct LoginGuardOptions {
  // Failures of one account from one network: a guesser there keeps nobody out elsewhere.
  ThrottleOptions per_network{10, absl::Seconds(30)};
  // Failures of one account from everywhere, so that many networks together guess little more. It
  // does not hold for networks from which the account has logged in before: while strangers are
  // slowed down, its owner is not.
  ThrottleOptions per_account{100, absl::Seconds(30)};
  // Logins that are remembered for that, the latest; about 100 bytes each, twice.
  size_t remembered = 10000;
};

// Slows down the guessing of one account's secret. In memory: N replicas allow N times as much, and
// a restart forgets. Thread-safe. `clock` is not owned.
class LoginGuard {
 public:
  explicit LoginGuard(const LoginGuardOptions& options = LoginGuardOptions(),
                      Clock* clock = SystemClock());

  // An attempt that has been taken, or how long to wait for one.
  struct Attempt {
    absl::Duration wait;
    std::string account;
    std::string network;
    bool counted_for_account = false;
  };
  enum class Outcome {
    kRight,
    kWrong,
    kUnknown,  // failed for reasons of our own
  };

  // Takes an attempt, before the secret is checked: attempts at the same time count, too.
  Attempt Take(absl::string_view account, absl::string_view network);
  // Once for each attempt that need not wait.
  void End(const Attempt& attempt, Outcome outcome);

 private:
  static std::string Key(absl::string_view account, absl::string_view network);
  bool Knows(const std::string& key);
  void Remember(std::string key);

  const size_t remembered_;
  Throttle by_network_;
  Throttle by_account_;
  Mutex mutex_;
  // Two generations, so that what is used stays and the rest goes.
  absl::flat_hash_set<std::string> young_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_set<std::string> old_ ABSL_GUARDED_BY(mutex_);
};

// The network of an address: an IPv4 address itself, an IPv6 address's first 64 bits, which one
// subscriber has for himself. "" for what is no address.
std::string NetworkOf(absl::string_view address);

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_LOGIN_GUARD_H_
