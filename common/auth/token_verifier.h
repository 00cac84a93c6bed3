// Says whose call a bearer token makes it.
#ifndef GUANXI_COMMON_AUTH_TOKEN_VERIFIER_H_
#define GUANXI_COMMON_AUTH_TOKEN_VERIFIER_H_

#include <cstdint>
#include <list>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/jwks_source.h"
#include "common/auth/jwt.h"
#include "common/auth/principal.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace prometheus {
class Counter;
class Registry;
template <typename T>
class Family;
}  // namespace prometheus

namespace guanxi {

// Verifies ES256 tokens of one issuer. A check takes about 100 µs; a token that was checked before
// and has not expired about 1 µs. Never waits for keys: it uses those that `keys` has.
//
// Metric: guanxi_token_verifications_total{result}: ok, cached, or the error's reason.
//
// Thread-safe. Not owned: `keys`, `registry`, `clock`.
class TokenVerifier {
 public:
  struct Options {
    std::string issuer;
    std::string audience = "guanxi";
    // How far the issuer's clock may be from ours.
    absl::Duration clock_skew = absl::Seconds(30);
    // Longer than any token of ours lives: one that claims more is a mistake or a theft to come.
    absl::Duration max_lifetime = absl::Hours(1);
    // Tokens that were verified lately; about 300 bytes each.
    size_t cache_size = 10000;
  };

  TokenVerifier(const Options& options, JwksSource* keys, prometheus::Registry* registry,
                Clock* clock = SystemClock());

  // Errors (code, reason)
  //   UNAUTHENTICATED  TOKEN_MALFORMED      no token of ours in form or claims
  //   UNAUTHENTICATED  TOKEN_ALGORITHM      not signed with ES256
  //   UNAUTHENTICATED  TOKEN_KEY_UNKNOWN    the issuer has no such key
  //   UNAUTHENTICATED  TOKEN_SIGNATURE      the signature is wrong
  //   UNAUTHENTICATED  TOKEN_ISSUER         another issuer's
  //   UNAUTHENTICATED  TOKEN_AUDIENCE       meant for somebody else
  //   UNAUTHENTICATED  TOKEN_NOT_YET_VALID  begins, or was issued, in the future
  //   UNAUTHENTICATED  TOKEN_LIFETIME       from `iat` to `exp` is nothing, or too long
  //   UNAUTHENTICATED  TOKEN_EXPIRED        get a new one
  //   UNAVAILABLE      KEYS_UNAVAILABLE     no keys yet, or new ones are being fetched: retry
  absl::StatusOr<Principal> Verify(absl::string_view token);

 private:
  struct Entry {
    std::string digest;  // SHA-256 of the token: the cache holds no credentials
    Principal principal;
    absl::Time expires;
  };

  absl::StatusOr<TokenClaims> Check(absl::string_view token, const JwksSource::Snapshot& keys);
  absl::Status CheckTimes(const TokenClaims& claims) const;
  bool FindCached(const std::string& digest, int64_t generation, Principal* principal);
  void Remember(Entry entry, int64_t generation);
  void Count(absl::string_view result);

  const Options options_;
  JwksSource* const keys_;
  Clock* const clock_;
  prometheus::Family<prometheus::Counter>* const results_;
  prometheus::Counter* const cached_;  // the common one of results_

  Mutex mutex_;
  // Of which key set the entries are: a key that is withdrawn takes its tokens along.
  int64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  std::list<Entry> recent_ ABSL_GUARDED_BY(mutex_);  // the latest used first
  absl::flat_hash_map<std::string, std::list<Entry>::iterator> by_digest_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_AUTH_TOKEN_VERIFIER_H_
