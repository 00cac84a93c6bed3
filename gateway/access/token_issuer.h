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
#include "gateway/access/login_guard.h"
#include "gateway/access/token_request.h"

namespace guanxi::access {

class PasswordHasher;
class SigningKeys;

// There is no way to call a token back: it is short-lived instead.
inline constexpr absl::Duration kTokenLifetime = absl::Minutes(5);

// Checks credentials and signs tokens.
//
// An account that does not exist takes as long to refuse, and is refused in the same words, as one
// whose secret is wrong: how a secret is checked, and whether as slow work, follows from its own
// form alone. That is for whoever sends it to choose, and gains nothing: one of a server-made form
// opens only what has the digest of such a one, which nobody guesses. Thread-safe.
class TokenIssuer {
 public:
  struct Options {
    std::string issuer;  // `iss`
    LoginGuardOptions guard;
  };

  // Nothing is owned.
  TokenIssuer(const Options& options, AccessStore* store, PasswordHasher* hasher, SigningKeys* keys,
              Clock* clock = SystemClock());

  // Returns a token for the client or user that `request` shows to be; `network` is where it comes
  // from (NetworkOf). Errors: those of db::Database and PasswordHasher, and (reasons are RFC
  // 6749's)
  //   UNAUTHENTICATED     INVALID_CLIENT           unknown, not active, or wrong secret
  //   INVALID_ARGUMENT    UNAUTHORIZED_CLIENT      the grant is not for this client
  //   INVALID_ARGUMENT    INVALID_GRANT            user unknown, not active, or wrong password
  //   RESOURCE_EXHAUSTED  TEMPORARILY_UNAVAILABLE  too many failures for this client or user
  absl::StatusOr<std::string> Issue(const TokenRequest& request, absl::string_view network,
                                    absl::Time deadline);

  // Whether the request makes us compute a slow hash.
  static bool IsSlow(const TokenRequest& request);

 private:
  // Where and until when a request is looked at.
  struct Circumstances {
    absl::string_view network;
    absl::Time deadline;
  };

  absl::StatusOr<Client> CheckClient(const Uuid& tenant, absl::string_view code,
                                     const TokenRequest& request, const Circumstances& at);
  // Whether `secret` is that of the client, null if there is none that may have one.
  absl::StatusOr<bool> CheckSecret(const std::string& client_id, absl::string_view secret,
                                   const Client* client, const Circumstances& at);
  absl::StatusOr<Uuid> CheckUser(const Uuid& tenant, const TokenRequest& request,
                                 const Circumstances& at);
  // Whether `secret` matches `hash`, if `account` has an attempt left; a failure uses it up.
  absl::StatusOr<bool> TryOnce(const std::string& account, absl::string_view secret,
                               absl::string_view hash, bool acceptable, const Circumstances& at);
  absl::StatusOr<std::string> Sign(const Uuid& tenant, const std::string& subject,
                                   const std::string& client_id);

  const Options options_;
  AccessStore* const store_;
  PasswordHasher* const hasher_;
  SigningKeys* const keys_;
  Clock* const clock_;
  UuidSource token_ids_;
  LoginGuard guard_;
};

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_TOKEN_ISSUER_H_
