#include "gateway/access/token_issuer.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/auth/jwks.h"
#include "common/auth/jwt.h"
#include "common/auth/system_tenant.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/errors/errors.h"
#include "gateway/access/client_assertion.h"
#include "gateway/access/client_secret.h"
#include "gateway/access/password.h"
#include "gateway/access/sessions.h"
#include "gateway/access/signing_keys.h"
#include "gateway/directory/names.h"

namespace guanxi::access {
namespace {

constexpr absl::string_view kAudience = "guanxi";
constexpr absl::string_view kTokenPath = "/oauth2/token";

absl::Status InvalidClient() {
  return Error(absl::StatusCode::kUnauthenticated, "INVALID_CLIENT",
               "the client is not known or its secret is wrong");
}

absl::Status InvalidGrant() {
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_GRANT",
               "the user is not known or the password is wrong");
}

std::string NameOf(absl::string_view collection, const Uuid& id) {
  return absl::StrCat(collection, "/", id.ToString());
}

}  // namespace

TokenIssuer::TokenIssuer(const Options& options, const Parts& parts, Clock* clock)
    : options_(options), parts_(parts), clock_(clock), token_ids_(clock) {}

bool TokenIssuer::IsSlow(const ClientCredentials& client) {
  return client.client_secret && !IsServerMade(*client.client_secret);
}

bool TokenIssuer::IsSlow(const TokenRequest& request) {
  return request.grant == Grant::kPassword || IsSlow(request.client);
}

absl::StatusOr<TokenIssuer::Issued> TokenIssuer::Issue(const TokenRequest& request,
                                                       absl::string_view network,
                                                       absl::Time deadline) {
  const Circumstances at{network, deadline};
  GUANXI_ASSIGN_OR_RETURN(const Shown shown, CheckClient(request.client, at));
  const auto has = [&](Grant grant) { return absl::c_linear_search(shown.client.grants, grant); };
  if (!has(request.grant)) {
    return Error(absl::StatusCode::kInvalidArgument, "UNAUTHORIZED_CLIENT",
                 absl::StrCat("the client may not use grant type ", GrantName(request.grant)));
  }
  Issued issued;
  Principal principal{shown.tenant, NameOf("clients", shown.client.id), request.client.client_id};
  if (request.grant == Grant::kPassword) {
    GUANXI_ASSIGN_OR_RETURN(const User user, CheckUser(shown.tenant, request, at));
    absl::StatusOr<Sessions::Begun> begun =
        parts_.sessions->Begin({shown.tenant, user.id, shown.client.id, user.password_hash},
                               has(Grant::kRefreshToken), kTokenLifetime, deadline);
    if (!begun.ok()) return Refused(shown.tenant, "users", user.id, begun.status(), deadline);
    principal.subject = NameOf("users", user.id);
    principal.session = begun->session.ToString();
    issued.refresh_token = std::move(begun->refresh_token);
  } else if (request.grant == Grant::kRefreshToken) {
    GUANXI_ASSIGN_OR_RETURN(
        Sessions::Renewed renewed,
        parts_.sessions->Renew(shown.tenant, shown.client.id, request.refresh_token, deadline));
    principal.subject = NameOf("users", renewed.user);
    principal.session = renewed.session.ToString();
    issued.refresh_token = std::move(renewed.refresh_token);
  } else if (request.grant == Grant::kTokenExchange) {
    GUANXI_ASSIGN_OR_RETURN(principal, Exchange(request, shown, deadline));
  }
  GUANXI_ASSIGN_OR_RETURN(issued.access_token, Sign(principal));
  return issued;
}

absl::StatusOr<std::string> TokenIssuer::ActFor(const Uuid& tenant, const std::string& subject) {
  Principal principal{tenant, subject, absl::StrCat(directory::kGateway, "@system")};
  principal.actor = NameOf("clients", directory::GatewayId());
  return Sign(principal);
}

absl::StatusOr<Principal> TokenIssuer::Exchange(const TokenRequest& request, const Shown& shown,
                                                absl::Time deadline) {
  if (shown.tenant != SystemTenantId()) {
    return Error(absl::StatusCode::kInvalidArgument, "UNAUTHORIZED_CLIENT",
                 "only services of the installation act on somebody's behalf");
  }
  GUANXI_ASSIGN_OR_RETURN(
      const bool may,
      parts_.store->MayBeActedFor(request.subject_tenant, request.subject_user, deadline));
  if (!may) {
    return Error(absl::StatusCode::kInvalidArgument, "INVALID_REQUEST",
                 "subject_token names a tenant or user that is not there or not active");
  }
  const std::string service = NameOf("clients", shown.client.id);
  Principal principal{request.subject_tenant, service, request.client.client_id};
  if (!request.subject_user.IsNil()) {
    principal.subject = NameOf("users", request.subject_user);
    principal.actor = service;
  }
  return principal;
}

absl::Status TokenIssuer::Revoke(const RevocationRequest& request, absl::string_view network,
                                 absl::Time deadline) {
  GUANXI_ASSIGN_OR_RETURN(const Shown shown, CheckClient(request.client, {network, deadline}));
  if (!absl::StrContains(request.token, '.')) {
    return parts_.sessions->RevokeToken(shown.tenant, shown.client.id, request.token, deadline);
  }
  const auto jwt = ParseJwt(request.token);
  if (!jwt.ok()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const KeySet keys, ParseJwks(parts_.keys->Current()->jwks));
  const auto key = keys.find(jwt->kid);
  if (key == keys.end() || !key->second.Verify(jwt->signing_input, jwt->signature)) {
    return absl::OkStatus();
  }
  const auto claims = ParseClaims(jwt->payload);
  if (!claims.ok() || claims->principal.tenant != shown.tenant) return absl::OkStatus();
  const auto session = Uuid::Parse(claims->principal.session);
  // A client that acts for itself has no session: its token ends by itself.
  if (!session.ok()) return absl::OkStatus();
  return parts_.sessions->RevokeSession(shown.tenant, shown.client.id, *session, deadline);
}

absl::StatusOr<TokenIssuer::Shown> TokenIssuer::CheckClient(const ClientCredentials& credentials,
                                                            const Circumstances& at) {
  const std::pair<absl::string_view, absl::string_view> id =
      absl::StrSplit(credentials.client_id, absl::MaxSplits('@', 1));
  if (!directory::IsAccountCode(id.first) || !directory::IsTenantCode(id.second)) {
    return InvalidClient();
  }
  const Uuid tenant = directory::TenantId(id.second);
  GUANXI_ASSIGN_OR_RETURN(std::optional<Client> client,
                          parts_.store->FindClient(tenant, id.first, at.deadline));
  const Client* const active = client && client->active ? &*client : nullptr;
  const absl::Status shown = CheckShown(tenant, credentials, active, at);
  if (shown.ok()) return Shown{tenant, *std::move(client)};
  return Refused(tenant, "clients", client ? client->id : Uuid(), shown, at.deadline);
}

absl::Status TokenIssuer::CheckShown(const Uuid& tenant, const ClientCredentials& credentials,
                                     const Client* client, const Circumstances& at) {
  if (credentials.client_assertion) return CheckSigned(tenant, credentials, client, at);
  if (credentials.client_secret) {
    GUANXI_ASSIGN_OR_RETURN(const bool right, CheckSecret(tenant, credentials, client, at));
    return right ? absl::OkStatus() : InvalidClient();
  }
  // Nothing was guessed, so nothing takes time.
  return client != nullptr && client->is_public ? absl::OkStatus() : InvalidClient();
}

absl::Status TokenIssuer::Refused(const Uuid& tenant, absl::string_view collection, const Uuid& id,
                                  absl::Status why, absl::Time deadline) {
  const std::string reason = Reason(why);
  const bool is_about_it = reason == "INVALID_CLIENT" || reason == "INVALID_GRANT" ||
                           reason == "TEMPORARILY_UNAVAILABLE";
  if (!is_about_it) return why;
  // A tenant that is not there keeps no records; an account that is not there costs what one costs
  // that is.
  GUANXI_ASSIGN_OR_RETURN(const bool is_there,
                          parts_.store->MayBeActedFor(tenant, /*user=*/Uuid(), deadline));
  if (!is_there) return why;
  GUANXI_RETURN_IF_ERROR(parts_.store->NoteFailedLogin(
      tenant, id.IsNil() ? "" : NameOf(collection, id), reason, deadline));
  return why;
}

absl::StatusOr<bool> TokenIssuer::CheckSecret(const Uuid& tenant,
                                              const ClientCredentials& credentials,
                                              const Client* client, const Circumstances& at) {
  const std::string& secret = *credentials.client_secret;
  static const auto* const none = new std::vector<std::string>();
  const auto& stored = client != nullptr ? client->secret_hashes : *none;
  if (IsServerMade(secret)) {
    return absl::c_any_of(stored,
                          [&](const std::string& hash) { return MatchesDigest(secret, hash); });
  }
  // One that somebody chose is there alone: what follows it was made here.
  const auto chosen = absl::c_find_if_not(stored, IsSecretDigest);
  return TryOnce(*parts_.guard, *parts_.hasher,
                 {tenant, absl::StrCat("client/", credentials.client_id), std::string(at.network),
                  at.deadline},
                 secret, chosen == stored.end() ? "" : *chosen, client != nullptr);
}

absl::Status TokenIssuer::CheckSigned(const Uuid& tenant, const ClientCredentials& credentials,
                                      const Client* client, const Circumstances& at) {
  GUANXI_ASSIGN_OR_RETURN(const Assertion assertion, ParseAssertion(*credentials.client_assertion));
  if (client == nullptr) return InvalidClient();
  GUANXI_RETURN_IF_ERROR(
      CheckAssertion(assertion, client->public_keys,
                     {options_.issuer, absl::StrCat(options_.issuer, kTokenPath)}, clock_->Now()));
  const std::string digest =
      crypto::Sha256(absl::StrCat(client->id.ToString(), "\n", assertion.id));
  GUANXI_ASSIGN_OR_RETURN(const bool is_new,
                          parts_.store->UseAssertion(
                              tenant, digest, assertion.expires + 2 * kAssertionSkew, at.deadline));
  if (is_new) return absl::OkStatus();
  return Error(absl::StatusCode::kUnauthenticated, "INVALID_CLIENT",
               "the client assertion was used before (jti)");
}

absl::StatusOr<User> TokenIssuer::CheckUser(const Uuid& tenant, const TokenRequest& request,
                                            const Circumstances& at) {
  std::optional<User> user;
  if (directory::IsAccountCode(request.username)) {
    GUANXI_ASSIGN_OR_RETURN(user, parts_.store->FindUser(tenant, request.username, at.deadline));
  }
  const absl::StatusOr<bool> right = TryOnce(
      *parts_.guard, *parts_.hasher,
      {tenant, absl::StrCat("user/", request.username), std::string(at.network), at.deadline},
      request.password, user ? user->password_hash : "", user && user->active);
  if (right.ok() && *right) return *std::move(user);
  return Refused(tenant, "users", user ? user->id : Uuid(),
                 right.ok() ? InvalidGrant() : right.status(), at.deadline);
}

absl::StatusOr<std::string> TokenIssuer::Sign(const Principal& principal) {
  const absl::Time now = clock_->Now();
  TokenClaims claims;
  claims.issuer = options_.issuer;
  claims.audience = {std::string(kAudience)};
  claims.principal = principal;
  claims.issued_at = now;
  claims.expires = now + kTokenLifetime;
  claims.token_id = token_ids_.Next().ToString();
  const std::shared_ptr<const SigningKeySet> keys = parts_.keys->Current();
  GUANXI_ASSIGN_OR_RETURN(std::string token, keys->signer.Sign(claims));
  Log(Severity::kInfo, "access.token_issued",
      {{"tenant", principal.tenant.ToString()},
       {"subject", principal.subject},
       {"session", principal.session},
       {"actor", principal.actor},
       {"jti", claims.token_id},
       {"kid", keys->signer.kid()}});
  return token;
}

}  // namespace guanxi::access
