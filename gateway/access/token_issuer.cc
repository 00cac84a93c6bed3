#include "gateway/access/token_issuer.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "gateway/access/client_secret.h"
#include "gateway/access/password.h"
#include "gateway/access/signing_keys.h"

namespace guanxi::access {
namespace {

constexpr absl::string_view kAudience = "guanxi";

absl::Status InvalidClient() {
  return Error(absl::StatusCode::kUnauthenticated, "INVALID_CLIENT",
               "the client is not known or its secret is wrong");
}

absl::Status InvalidGrant() {
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_GRANT",
               "the user is not known or the password is wrong");
}

}  // namespace

TokenIssuer::TokenIssuer(const Options& options, AccessStore* store, PasswordHasher* hasher,
                         SigningKeys* keys, Clock* clock)
    : options_(options),
      store_(store),
      hasher_(hasher),
      keys_(keys),
      clock_(clock),
      token_ids_(clock),
      guard_(options.guard, clock) {}

bool TokenIssuer::IsSlow(const TokenRequest& request) {
  return request.grant == Grant::kPassword ||
         (request.client_secret && !IsServerMade(*request.client_secret));
}

absl::StatusOr<std::string> TokenIssuer::Issue(const TokenRequest& request,
                                               absl::string_view network, absl::Time deadline) {
  const Circumstances at{network, deadline};
  const std::pair<absl::string_view, absl::string_view> id =
      absl::StrSplit(request.client_id, absl::MaxSplits('@', 1));
  if (!IsAccountCode(id.first) || !IsTenantCode(id.second)) return InvalidClient();
  const Uuid tenant = TenantId(id.second);
  GUANXI_ASSIGN_OR_RETURN(const Client client, CheckClient(tenant, id.first, request, at));
  std::string subject = absl::StrCat("clients/", client.id.ToString());
  if (request.grant == Grant::kPassword) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid user, CheckUser(tenant, request, at));
    subject = absl::StrCat("users/", user.ToString());
  }
  return Sign(tenant, subject, request.client_id);
}

absl::StatusOr<Client> TokenIssuer::CheckClient(const Uuid& tenant, absl::string_view code,
                                                const TokenRequest& request,
                                                const Circumstances& at) {
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Client> client,
                          store_->FindClient(tenant, code, at.deadline));
  const bool active = client && client->active;
  if (request.client_secret) {
    GUANXI_ASSIGN_OR_RETURN(const bool right, CheckSecret(request.client_id, *request.client_secret,
                                                          active ? &*client : nullptr, at));
    if (!right) return InvalidClient();
  } else if (!active || !client->secret_hash.empty()) {
    return InvalidClient();  // nothing was guessed, so nothing takes time
  }
  if (!absl::c_linear_search(client->grants, request.grant)) {
    return Error(absl::StatusCode::kInvalidArgument, "UNAUTHORIZED_CLIENT",
                 absl::StrCat("the client may not use grant type ", GrantName(request.grant)));
  }
  return *client;
}

absl::StatusOr<bool> TokenIssuer::CheckSecret(const std::string& client_id,
                                              absl::string_view secret, const Client* client,
                                              const Circumstances& at) {
  absl::string_view stored;
  if (client != nullptr) stored = client->secret_hash;
  if (IsServerMade(secret)) return MatchesDigest(secret, stored);
  return TryOnce(absl::StrCat("client/", client_id), secret, IsSecretDigest(stored) ? "" : stored,
                 client != nullptr, at);
}

absl::StatusOr<Uuid> TokenIssuer::CheckUser(const Uuid& tenant, const TokenRequest& request,
                                            const Circumstances& at) {
  std::optional<User> user;
  if (IsAccountCode(request.username)) {
    GUANXI_ASSIGN_OR_RETURN(user, store_->FindUser(tenant, request.username, at.deadline));
  }
  GUANXI_ASSIGN_OR_RETURN(
      const bool right,
      TryOnce(absl::StrCat("user/", tenant.ToString(), "/", request.username), request.password,
              user ? user->password_hash : "", user && user->active, at));
  if (!right) return InvalidGrant();
  return user->id;
}

absl::StatusOr<bool> TokenIssuer::TryOnce(const std::string& account, absl::string_view secret,
                                          absl::string_view hash, bool acceptable,
                                          const Circumstances& at) {
  using Outcome = LoginGuard::Outcome;
  const LoginGuard::Attempt attempt = guard_.Take(account, at.network);
  if (attempt.wait > absl::ZeroDuration()) {
    return ResourceExhausted("TEMPORARILY_UNAVAILABLE",
                             "too many failures; see the retry-after header", attempt.wait);
  }
  const absl::StatusOr<bool> matches = hasher_->Matches(secret, hash, at.deadline);
  const bool right = matches.ok() && *matches && acceptable;
  guard_.End(attempt, !matches.ok() ? Outcome::kUnknown
                      : right       ? Outcome::kRight
                                    : Outcome::kWrong);
  GUANXI_RETURN_IF_ERROR(matches.status());
  return right;
}

absl::StatusOr<std::string> TokenIssuer::Sign(const Uuid& tenant, const std::string& subject,
                                              const std::string& client_id) {
  const absl::Time now = clock_->Now();
  TokenClaims claims;
  claims.issuer = options_.issuer;
  claims.audience = {std::string(kAudience)};
  claims.principal = {tenant, subject, client_id};
  claims.issued_at = now;
  claims.expires = now + kTokenLifetime;
  claims.token_id = token_ids_.Next().ToString();
  const std::shared_ptr<const SigningKeySet> keys = keys_->Current();
  GUANXI_ASSIGN_OR_RETURN(std::string token, keys->signer.Sign(claims));
  Log(Severity::kInfo, "access.token_issued",
      {{"tenant", tenant.ToString()},
       {"subject", subject},
       {"jti", claims.token_id},
       {"kid", keys->signer.kid()}});
  return token;
}

}  // namespace guanxi::access
