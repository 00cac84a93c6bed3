// Requests and answers of the OAuth 2.0 token endpoint (RFC 6749).
#ifndef GUANXI_GATEWAY_ACCESS_TOKEN_REQUEST_H_
#define GUANXI_GATEWAY_ACCESS_TOKEN_REQUEST_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"

namespace guanxi::access {

inline constexpr size_t kMaxForm = 8 * 1024;
inline constexpr size_t kMaxParameter = 1024;
inline constexpr size_t kMaxAssertion = 2048;
// RFC 8693, 3: a subject that is named, and what the answer holds.
inline constexpr absl::string_view kSubjectType = "urn:guanxi:params:oauth:token-type:subject";
inline constexpr absl::string_view kAccessTokenType =
    "urn:ietf:params:oauth:token-type:access_token";

// Numbered as v1::ApiClient::Grant.
enum class Grant { kClientCredentials = 1, kPassword = 2, kRefreshToken = 3, kTokenExchange = 4 };
// "client_credentials", "password", "refresh_token", and the URN of RFC 8693.
absl::string_view GrantName(Grant grant);
std::optional<Grant> ParseGrant(absl::string_view name);

// How a client says who it is.
struct ClientCredentials {
  std::string client_id;
  std::optional<std::string> client_secret;
  // A JWT that a key of the client has signed. Neither of the two: it says that it is a public one.
  std::optional<std::string> client_assertion;
};

struct TokenRequest {
  Grant grant = Grant::kClientCredentials;
  ClientCredentials client;
  std::string username;  // of Grant::kPassword
  std::string password;
  std::string refresh_token;  // of Grant::kRefreshToken
  Uuid subject_tenant;        // of Grant::kTokenExchange
  Uuid subject_user;          // nil: the client itself
};

// Of the revocation endpoint (RFC 7009).
struct RevocationRequest {
  ClientCredentials client;
  std::string token;
};

// Reads a form and the `authorization` header that came with it ("" if none did).
//
// Errors: reasons are RFC 6749's in upper case; texts are for the client's developer and never
// repeat what was sent.
//   INVALID_ARGUMENT  INVALID_REQUEST, UNSUPPORTED_GRANT_TYPE, INVALID_SCOPE
//   UNAUTHENTICATED   INVALID_CLIENT  the header is not Basic authentication
absl::StatusOr<TokenRequest> ParseTokenRequest(absl::string_view content_type,
                                               absl::string_view form,
                                               absl::string_view authorization);

// The same for the revocation endpoint; `token_type_hint` is not needed.
absl::StatusOr<RevocationRequest> ParseRevocationRequest(absl::string_view content_type,
                                                         absl::string_view form,
                                                         absl::string_view authorization);

// An HTTP answer of the endpoint.
struct TokenAnswer {
  int http_status = 200;
  std::string body;  // JSON
  // Empty: the header is not sent.
  std::string www_authenticate;
  std::string retry_after;
};

// `refresh_token` is empty where none was issued.
TokenAnswer AnswerWithToken(Grant grant, absl::string_view token, absl::string_view refresh_token,
                            absl::Duration lifetime);
// To a revocation: there is nothing to say.
TokenAnswer AnswerWithNothing();
// What clients find the endpoints of `issuer` by (RFC 8414): a JSON document.
std::string ServerMetadata(absl::string_view issuer);
// The answer to a refused request, or none if `status` is not about the request.
std::optional<TokenAnswer> AnswerWithError(const absl::Status& status);

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_TOKEN_REQUEST_H_
