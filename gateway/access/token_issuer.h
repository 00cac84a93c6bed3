// Decides who gets a token.
#ifndef GUANXI_GATEWAY_ACCESS_TOKEN_ISSUER_H_
#define GUANXI_GATEWAY_ACCESS_TOKEN_ISSUER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "gateway/access/access_store.h"
#include "gateway/access/throttle.h"
#include "gateway/access/token_request.h"

namespace guanxi::access {

class PasswordHasher;
class SigningKeys;

// There is no way to call a token back: it is short-lived instead.
inline constexpr absl::Duration kTokenLifetime = absl::Minutes(5);

// Checks credentials and signs tokens.
//
// An account that does not exist takes as long to refuse, and is refused in the same words, as one
// whose secret is wrong. Thread-safe.
class TokenIssuer {
 public:
  struct Options {
    std::string issuer;  // `iss`
    ThrottleOptions throttle;
  };

  // Nothing is owned.
  TokenIssuer(const Options& options, AccessStore* store, PasswordHasher* hasher, SigningKeys* keys,
              Clock* clock = SystemClock());

  // Returns a token for the client or user that `request` shows to be. Errors: those of
  // db::Database and PasswordHasher, and (reasons are RFC 6749's)
  //   UNAUTHENTICATED     INVALID_CLIENT           unknown, not active, or wrong secret
  //   INVALID_ARGUMENT    UNAUTHORIZED_CLIENT      the grant is not for this client
  //   INVALID_ARGUMENT    INVALID_GRANT            user unknown, not active, or wrong password
  //   RESOURCE_EXHAUSTED  TEMPORARILY_UNAVAILABLE  too many failures for this client or user
  absl::StatusOr<std::string> Issue(const TokenRequest& request, absl::Time deadline);

 private:
  absl::StatusOr<Client> CheckClient(const Uuid& tenant, absl::string_view code,
                                     const TokenRequest& request, absl::Time deadline);
  absl::StatusOr<Uuid> CheckUser(const Uuid& tenant, const TokenRequest& request,
                                 absl::Time deadline);
  // Whether `secret` matches `hash`, if `key` has an attempt left; a failure uses it up.
  absl::StatusOr<bool> TryOnce(const std::string& key, absl::string_view secret,
                               absl::string_view hash, bool acceptable, absl::Time deadline);
  absl::StatusOr<std::string> Sign(const Uuid& tenant, const std::string& subject,
                                   const std::string& client_id);

  const Options options_;
  AccessStore* const store_;
  PasswordHasher* const hasher_;
  SigningKeys* const keys_;
  Clock* const clock_;
  UuidSource token_ids_;
  Throttle throttle_;
};

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_TOKEN_ISSUER_H_
