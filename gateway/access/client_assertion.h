// Assertions by which a client authenticates with a key of its own (`private_key_jwt`: RFC 7523).
#ifndef GUANXI_GATEWAY_ACCESS_CLIENT_ASSERTION_H_
#define GUANXI_GATEWAY_ACCESS_CLIENT_ASSERTION_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/jwt.h"
#include "guanxi/access/v1/api_client.pb.h"

namespace guanxi::access {

inline constexpr char kAssertionType[] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
// An assertion is good for no longer: so long its `jti` is kept.
inline constexpr absl::Duration kMaxAssertionAge = absl::Minutes(5);
inline constexpr absl::Duration kAssertionSkew = absl::Seconds(30);

// An assertion taken apart: ES256, with `kid`; nothing in it is to be believed before
// CheckAssertion.
struct Assertion {
  Jwt jwt;                            // its signing_input lies in the text that was parsed
  std::string client;                 // iss and sub, which are the same: "importer@demo"
  std::vector<std::string> audience;  // aud
  std::string id;                     // jti
  absl::Time expires;
};

// UNAUTHENTICATED, INVALID_CLIENT: it is no such thing, or lacks one of these claims.
absl::StatusOr<Assertion> ParseAssertion(absl::string_view text);

// That one of the client's keys signed it, for one of `audiences`, and that it is good now.
// UNAUTHENTICATED, INVALID_CLIENT.
absl::Status CheckAssertion(const Assertion& assertion,
                            const std::vector<v1::ApiClient::PublicKey>& keys,
                            const std::vector<std::string>& audiences, absl::Time now);

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_CLIENT_ASSERTION_H_
