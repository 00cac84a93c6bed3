#include "gateway/access/token_request.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/text/form_data.h"
#include "gateway/access/client_assertion.h"
#include "google/rpc/error_details.pb.h"

namespace guanxi::access {
namespace {

using Form = absl::flat_hash_map<std::string, std::string>;

constexpr absl::string_view kAssertion = "client_assertion";

constexpr std::pair<absl::string_view, Grant> kGrants[] = {
    {"client_credentials", Grant::kClientCredentials},
    {"password", Grant::kPassword},
    {"refresh_token", Grant::kRefreshToken},
    {"urn:ietf:params:oauth:grant-type:token-exchange", Grant::kTokenExchange},
};

// The errors of RFC 6749, their HTTP status and our reason.
struct OAuthError {
  absl::string_view reason;
  absl::string_view error;
  int http_status;
};
constexpr OAuthError kErrors[] = {
    {"INVALID_REQUEST", "invalid_request", 400},
    {"UNSUPPORTED_GRANT_TYPE", "unsupported_grant_type", 400},
    {"UNAUTHORIZED_CLIENT", "unauthorized_client", 400},
    {"INVALID_SCOPE", "invalid_scope", 400},
    {"INVALID_GRANT", "invalid_grant", 400},
    {"INVALID_CLIENT", "invalid_client", 401},
    {"TEMPORARILY_UNAVAILABLE", "temporarily_unavailable", 429},
};

absl::Status InvalidRequest(absl::string_view text) {
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_REQUEST", text);
}

// Empty parameters count as absent (RFC 6749, 3.2).
absl::StatusOr<Form> ParseForm(absl::string_view content_type, absl::string_view text) {
  if (!text::IsFormType(content_type)) {
    return InvalidRequest("the content type is not application/x-www-form-urlencoded");
  }
  if (text.size() > kMaxForm) return InvalidRequest("the form is larger than 8 KiB");
  auto pairs = text::ParseForm(text);
  if (!pairs.ok()) return InvalidRequest(pairs.status().message());
  Form form;
  for (auto& [name, value] : *pairs) {
    if (value.size() > (name == kAssertion ? kMaxAssertion : kMaxParameter)) {
      return InvalidRequest("a parameter is larger than 1 KiB, or the assertion than 2 KiB");
    }
    if (value.empty()) continue;
    if (!form.emplace(std::move(name), std::move(value)).second) {
      return InvalidRequest("a parameter is there twice");
    }
  }
  return form;
}

std::optional<std::string> Take(Form* form, absl::string_view name) {
  const auto it = form->find(name);
  if (it == form->end()) return std::nullopt;
  return std::move(it->second);
}

// HTTP Basic authentication, both parts in form encoding (RFC 6749, 2.3.1).
absl::Status TakeBasic(absl::string_view authorization, ClientCredentials* client) {
  const absl::Status refused =
      Error(absl::StatusCode::kUnauthenticated, "INVALID_CLIENT",
            "the authorization header is not HTTP Basic with client_id and client_secret");
  if (!absl::StartsWithIgnoreCase(authorization, "Basic ")) return refused;
  std::string decoded;
  if (!absl::Base64Unescape(absl::StripAsciiWhitespace(authorization.substr(6)), &decoded)) {
    return refused;
  }
  const size_t colon = decoded.find(':');
  if (colon == std::string::npos || colon == 0 || decoded.size() > 2 * kMaxParameter) {
    return refused;
  }
  const absl::string_view text = decoded;
  absl::StatusOr<std::string> id = text::DecodeFormText(text.substr(0, colon));
  absl::StatusOr<std::string> secret = text::DecodeFormText(text.substr(colon + 1));
  if (!id.ok() || !secret.ok()) return refused;
  client->client_id = *std::move(id);
  if (!secret->empty()) client->client_secret = *std::move(secret);
  return absl::OkStatus();
}

// RFC 7521, 4.2: the client's id is in the assertion, and may stand beside it.
absl::Status TakeAssertion(Form* form, const std::optional<std::string>& id, std::string assertion,
                           ClientCredentials* client) {
  if (Take(form, "client_assertion_type") != kAssertionType) {
    return InvalidRequest(absl::StrCat("client_assertion_type is not ", kAssertionType));
  }
  GUANXI_ASSIGN_OR_RETURN(const Assertion parsed, ParseAssertion(assertion));
  if (id && *id != parsed.client) {
    return InvalidRequest("client_id in the form is not that of the assertion");
  }
  client->client_id = parsed.client;
  client->client_assertion = std::move(assertion);
  return absl::OkStatus();
}

absl::Status TakeClient(Form* form, absl::string_view authorization, ClientCredentials* client) {
  std::optional<std::string> id = Take(form, "client_id");
  std::optional<std::string> secret = Take(form, "client_secret");
  std::optional<std::string> assertion = Take(form, kAssertion);
  if ((authorization.empty() ? 0 : 1) + (secret ? 1 : 0) + (assertion ? 1 : 0) > 1) {
    return InvalidRequest("the client authenticates in several ways at once");
  }
  if (assertion) return TakeAssertion(form, id, *std::move(assertion), client);
  if (!authorization.empty()) {
    GUANXI_RETURN_IF_ERROR(TakeBasic(authorization, client));
    if (id && *id != client->client_id) {
      return InvalidRequest("client_id in the form is not that of the authorization header");
    }
    return absl::OkStatus();
  }
  if (!id) return InvalidRequest("client_id is missing");
  client->client_id = *std::move(id);
  client->client_secret = std::move(secret);
  return absl::OkStatus();
}

// `tenants/{uuid}`, `tenants/{uuid}/users/{uuid}`.
absl::Status TakeSubject(Form* form, TokenRequest* request) {
  if (Take(form, "subject_token_type") != kSubjectType) {
    return InvalidRequest(absl::StrCat("subject_token_type is not ", kSubjectType));
  }
  const std::vector<std::string> parts =
      absl::StrSplit(Take(form, "subject_token").value_or(""), '/');
  const auto id = [&](size_t at, absl::string_view collection) {
    const bool is_there = parts.size() > at + 1 && parts[at] == collection;
    return is_there ? Uuid::Parse(parts[at + 1]).value_or(Uuid()) : Uuid();
  };
  request->subject_tenant = id(0, "tenants");
  request->subject_user = id(2, "users");
  const bool has_user = !request->subject_user.IsNil();
  if (request->subject_tenant.IsNil() || parts.size() != (has_user ? 4 : 2)) {
    return InvalidRequest("subject_token is not tenants/{uuid} or tenants/{uuid}/users/{uuid}");
  }
  return absl::OkStatus();
}

absl::Status TakeGrant(Form* form, TokenRequest* request) {
  const std::optional<std::string> type = Take(form, "grant_type");
  if (!type) return InvalidRequest("grant_type is missing");
  const std::optional<Grant> grant = ParseGrant(*type);
  if (!grant) {
    return Error(absl::StatusCode::kInvalidArgument, "UNSUPPORTED_GRANT_TYPE",
                 "grant_type is none of those that the server's metadata name");
  }
  request->grant = *grant;
  if (*grant == Grant::kPassword) {
    std::optional<std::string> username = Take(form, "username");
    std::optional<std::string> password = Take(form, "password");
    if (!username || !password) return InvalidRequest("username or password is missing");
    request->username = *std::move(username);
    request->password = *std::move(password);
  }
  if (*grant == Grant::kRefreshToken) {
    std::optional<std::string> token = Take(form, "refresh_token");
    if (!token) return InvalidRequest("refresh_token is missing");
    request->refresh_token = *std::move(token);
  }
  return *grant == Grant::kTokenExchange ? TakeSubject(form, request) : absl::OkStatus();
}

absl::Duration RetryDelay(const absl::Status& status) {
  google::rpc::RetryInfo retry;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.RetryInfo");
  if (!payload || !retry.ParseFromString(std::string(*payload))) return absl::Seconds(1);
  return absl::Seconds(retry.retry_delay().seconds()) +
         absl::Nanoseconds(retry.retry_delay().nanos());
}

}  // namespace

absl::string_view GrantName(Grant grant) {
  return absl::c_find_if(kGrants, [&](const auto& g) { return g.second == grant; })->first;
}

std::optional<Grant> ParseGrant(absl::string_view name) {
  for (const auto& [text, grant] : kGrants) {
    if (text == name) return grant;
  }
  return std::nullopt;
}

absl::StatusOr<TokenRequest> ParseTokenRequest(absl::string_view content_type,
                                               absl::string_view form,
                                               absl::string_view authorization) {
  GUANXI_ASSIGN_OR_RETURN(Form parameters, ParseForm(content_type, form));
  TokenRequest request;
  GUANXI_RETURN_IF_ERROR(TakeClient(&parameters, authorization, &request.client));
  GUANXI_RETURN_IF_ERROR(TakeGrant(&parameters, &request));
  if (parameters.contains("scope")) {
    return Error(absl::StatusCode::kInvalidArgument, "INVALID_SCOPE", "there are no scopes");
  }
  return request;
}

absl::StatusOr<RevocationRequest> ParseRevocationRequest(absl::string_view content_type,
                                                         absl::string_view form,
                                                         absl::string_view authorization) {
  GUANXI_ASSIGN_OR_RETURN(Form parameters, ParseForm(content_type, form));
  RevocationRequest request;
  GUANXI_RETURN_IF_ERROR(TakeClient(&parameters, authorization, &request.client));
  std::optional<std::string> token = Take(&parameters, "token");
  if (!token) return InvalidRequest("token is missing");
  request.token = *std::move(token);
  return request;
}

TokenAnswer AnswerWithToken(Grant grant, absl::string_view token, absl::string_view refresh_token,
                            absl::Duration lifetime) {
  nlohmann::ordered_json body = {{"access_token", std::string(token)},
                                 {"token_type", "Bearer"},
                                 {"expires_in", absl::ToInt64Seconds(lifetime)}};
  if (!refresh_token.empty()) body["refresh_token"] = std::string(refresh_token);
  if (grant == Grant::kTokenExchange) body["issued_token_type"] = std::string(kAccessTokenType);
  TokenAnswer answer;
  answer.body = body.dump();
  return answer;
}

TokenAnswer AnswerWithNothing() {
  TokenAnswer answer;
  answer.body = "{}";
  return answer;
}

std::string ServerMetadata(absl::string_view issuer) {
  const auto at = [&](absl::string_view path) { return absl::StrCat(issuer, path); };
  nlohmann::ordered_json grants = nlohmann::ordered_json::array();
  for (const auto& [name, grant] : kGrants) grants.push_back(std::string(name));
  const nlohmann::ordered_json methods = {"client_secret_basic", "client_secret_post",
                                          "private_key_jwt", "none"};
  const nlohmann::ordered_json algorithms = {"ES256"};
  const nlohmann::ordered_json document = {
      {"issuer", std::string(issuer)},
      {"token_endpoint", at("/oauth2/token")},
      {"revocation_endpoint", at("/oauth2/revoke")},
      {"jwks_uri", at("/.well-known/jwks.json")},
      {"grant_types_supported", grants},
      // There is no authorization endpoint.
      {"response_types_supported", nlohmann::ordered_json::array()},
      {"token_endpoint_auth_methods_supported", methods},
      {"token_endpoint_auth_signing_alg_values_supported", algorithms},
      {"revocation_endpoint_auth_methods_supported", methods},
      {"revocation_endpoint_auth_signing_alg_values_supported", algorithms}};
  return document.dump();
}

std::optional<TokenAnswer> AnswerWithError(const absl::Status& status) {
  const std::string reason = Reason(status);
  const auto* known = absl::c_find_if(kErrors, [&](const auto& e) { return e.reason == reason; });
  if (known == std::end(kErrors)) return std::nullopt;
  const nlohmann::ordered_json body = {{"error", std::string(known->error)},
                                       {"error_description", std::string(status.message())}};
  TokenAnswer answer;
  answer.http_status = known->http_status;
  answer.body = body.dump();
  if (answer.http_status == 401) answer.www_authenticate = "Basic realm=\"guanxi\"";
  if (answer.http_status == 429) {
    const absl::Duration delay = absl::Ceil(RetryDelay(status), absl::Seconds(1));
    answer.retry_after = absl::StrCat(absl::ToInt64Seconds(delay));
  }
  return answer;
}

}  // namespace guanxi::access
