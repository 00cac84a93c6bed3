// The form of our tokens: JSON Web Tokens (RFC 7519) signed with ES256, and nothing more general.
#ifndef GUANXI_COMMON_AUTH_JWT_H_
#define GUANXI_COMMON_AUTH_JWT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"

namespace guanxi {

// A token taken apart; nothing in it is to be believed before its signature is checked.
struct Jwt {
  std::string kid;
  std::string payload;              // JSON, not parsed yet
  absl::string_view signing_input;  // of the token that was parsed
  std::string signature;            // 64 bytes
};

// Takes a token of at most 8 KiB apart: three parts, strict base64url, a header of `alg`, `kid`
// and maybe `typ` alone.
//
// Errors: UNAUTHENTICATED, reason TOKEN_MALFORMED; TOKEN_ALGORITHM for any `alg` but ES256.
absl::StatusOr<Jwt> ParseJwt(absl::string_view token);

// What a token says.
struct TokenClaims {
  std::string issuer;                 // iss
  std::vector<std::string> audience;  // aud
  Principal principal;                // tenant, sub, client_id; sid and act, if there are any
  absl::Time issued_at;               // iat
  absl::Time expires;                 // exp
  std::optional<absl::Time> not_before;
  std::string token_id;  // jti, "" if none; written for logs, not read
};

// Reads a payload. Every claim above but `nbf`, `sid` and `act` is required; claims that we do not
// know are ignored. Errors: UNAUTHENTICATED, reason TOKEN_MALFORMED.
absl::StatusOr<TokenClaims> ParseClaims(absl::string_view payload);

// The payload that ParseClaims reads back.
std::string RenderClaims(const TokenClaims& claims);

}  // namespace guanxi

#endif  // GUANXI_COMMON_AUTH_JWT_H_
