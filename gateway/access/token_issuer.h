// Decides who gets a token.
#ifndef GUANXI_GATEWAY_ACCESS_TOKEN_ISSUER_H_
#define GUANXI_GATEWAY_ACCESS_TOKEN_ISSUER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "gateway/access/access_store.h"
#include "gateway/access/login_guard.h"
#include "gateway/access/token_request.h"

namespace guanxi::access {

class PasswordHasher;
class Sessions;
class SigningKeys;

// How long a token lives. Services hear of a session's end within 5 seconds; the end of a token is
// what they need nobody for.
inline constexpr absl::Duration kTokenLifetime = absl::Minutes(5);
// So long after its session has ended no token of it is taken any more, whoever has heard of the
// end: its life, and a minute, as clocks may differ (TokenVerifier::Options::clock_skew) and
// signing takes time.
inline constexpr absl::Duration kLastTokenGone = absl::Minutes(6);

// Checks credentials and signs tokens.
//
// An account that does not exist takes as long to refuse, and is refused in the same words, as one
// whose secret is wrong: how a secret is checked, and whether as slow work, follows from its own
// form alone. That is for whoever sends it to choose, and gains nothing: one of a server-made form
// opens only what has the digest of such a one, which nobody guesses. Thread-safe.
class TokenIssuer {
 public:
  struct Options {
    std::string issuer;  // `iss`; assertions of clients are for it, or for its token endpoint
  };
  // Nothing is owned.
  struct Parts {
    AccessStore* store = nullptr;
    Sessions* sessions = nullptr;
    PasswordHasher* hasher = nullptr;
    LoginGuard* guard = nullptr;
    SigningKeys* keys = nullptr;
  };

  TokenIssuer(const Options& options, const Parts& parts, Clock* clock = SystemClock());

  struct Issued {
    std::string access_token;
    std::string refresh_token;  // empty: none
  };
  // Returns a token for the client or user that `request` shows to be; `network` is where it comes
  // from (NetworkOf). Errors: those of db::Database and PasswordHasher, and (reasons are RFC
  // 6749's)
  //   UNAUTHENTICATED     INVALID_CLIENT           unknown, not active, or wrong secret or
  //   assertion INVALID_ARGUMENT    UNAUTHORIZED_CLIENT      the grant is not for this client
  //   INVALID_ARGUMENT    INVALID_REQUEST          the subject of an exchange is unknown or not
  //                                                active
  //   INVALID_ARGUMENT    INVALID_GRANT            user unknown, not active, or wrong password; the
  //                                                refresh token is not good (Sessions::Renew)
  //   RESOURCE_EXHAUSTED  TEMPORARILY_UNAVAILABLE  too many failures for this client or user
  absl::StatusOr<Issued> Issue(const TokenRequest& request, absl::string_view network,
                               absl::Time deadline);

  // Ends the session of a refresh token, or of a token of ours, if it is the client's; whatever
  // else the token is, is no error (RFC 7009). Errors: those of Issue about the client.
  absl::Status Revoke(const RevocationRequest& request, absl::string_view network,
                      absl::Time deadline);

  // A token by which the gateway itself acts on the subject's behalf, as services do by exchange.
  absl::StatusOr<std::string> ActFor(const Uuid& tenant, const std::string& subject);

  // Whether the request makes us compute a slow hash.
  static bool IsSlow(const TokenRequest& request);
  static bool IsSlow(const ClientCredentials& client);

 private:
  // Where and until when a request is looked at.
  struct Circumstances {
    absl::string_view network;
    absl::Time deadline;
  };
  // A client that has shown who it is.
  struct Shown {
    Uuid tenant;
    Client client;
  };

  absl::StatusOr<Shown> CheckClient(const ClientCredentials& credentials, const Circumstances& at);
  absl::Status CheckShown(const Uuid& tenant, const ClientCredentials& credentials,
                          const Client* client, const Circumstances& at);
  // Whether `credentials` are those of the client, null if there is none that may have any.
  absl::StatusOr<bool> CheckSecret(const Uuid& tenant, const ClientCredentials& credentials,
                                   const Client* client, const Circumstances& at);
  absl::Status CheckSigned(const Uuid& tenant, const ClientCredentials& credentials,
                           const Client* client, const Circumstances& at);
  // `why`, once it is recorded that the account (nil: one that is not there) was not let in.
  absl::Status Refused(const Uuid& tenant, absl::string_view collection, const Uuid& id,
                       absl::Status why, absl::Time deadline);
  absl::StatusOr<User> CheckUser(const Uuid& tenant, const TokenRequest& request,
                                 const Circumstances& at);
  // Whom a service acts as.
  absl::StatusOr<Principal> Exchange(const TokenRequest& request, const Shown& shown,
                                     absl::Time deadline);
  absl::StatusOr<std::string> Sign(const Principal& principal);

  const Options options_;
  const Parts parts_;
  Clock* const clock_;
  UuidSource token_ids_;
};

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_TOKEN_ISSUER_H_
