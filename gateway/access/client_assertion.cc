#include "gateway/access/client_assertion.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/auth/es256.h"
#include "common/auth/strict_json.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::access {
namespace {

using nlohmann::json;

constexpr size_t kMaxPayload = 2048;
constexpr size_t kMaxId = 128;
constexpr uint64_t kMaxSeconds = 253402300799;  // the end of the year 9999

absl::Status Bad(absl::string_view what) {
  return Error(absl::StatusCode::kUnauthenticated, "INVALID_CLIENT",
               absl::StrCat("the client assertion ", what));
}

absl::StatusOr<absl::Time> Seconds(const json& claims, const char* name) {
  const auto it = claims.find(name);
  if (it == claims.end() || !it->is_number_unsigned() || it->get<uint64_t>() > kMaxSeconds) {
    return Bad(absl::StrCat("has no good ", name));
  }
  return absl::FromUnixSeconds(it->get<int64_t>());
}

// One text or a list of texts (RFC 7519, 4.1.3).
std::vector<std::string> Audience(const json& claims) {
  std::vector<std::string> audience;
  const auto it = claims.find("aud");
  if (it == claims.end()) return audience;
  if (it->is_string()) return {it->get<std::string>()};
  if (!it->is_array()) return audience;
  for (const json& one : *it) {
    if (one.is_string()) audience.push_back(one.get<std::string>());
  }
  return audience;
}

}  // namespace

absl::StatusOr<Assertion> ParseAssertion(absl::string_view text) {
  Assertion assertion;
  auto jwt = ParseJwt(text);
  if (!jwt.ok()) return Bad("is no JWT signed with ES256, with a kid");
  assertion.jwt = *std::move(jwt);
  const std::optional<json> claims = ParseStrictObject(assertion.jwt.payload, kMaxPayload);
  if (!claims.has_value()) return Bad("has no claims");
  const auto issuer = TextMember(*claims, "iss");
  const auto subject = TextMember(*claims, "sub");
  if (!issuer || !subject || *issuer != *subject || subject->empty()) {
    return Bad("has not the client's id as iss and sub");
  }
  assertion.client = *subject;
  assertion.audience = Audience(*claims);
  const auto id = TextMember(*claims, "jti");
  if (!id || id->empty() || id->size() > kMaxId) return Bad("has no jti of up to 128 bytes");
  assertion.id = *id;
  GUANXI_ASSIGN_OR_RETURN(assertion.expires, Seconds(*claims, "exp"));
  return assertion;
}

absl::Status CheckAssertion(const Assertion& assertion,
                            const std::vector<v1::ApiClient::PublicKey>& keys,
                            const std::vector<std::string>& audiences, absl::Time now) {
  if (std::find_first_of(assertion.audience.begin(), assertion.audience.end(), audiences.begin(),
                         audiences.end()) == assertion.audience.end()) {
    return Bad("is for somebody else (aud)");
  }
  if (assertion.expires <= now - kAssertionSkew) return Bad("has expired");
  if (assertion.expires > now + kMaxAssertionAge + kAssertionSkew) {
    return Bad("is good for longer than 5 minutes");
  }
  for (const v1::ApiClient::PublicKey& key : keys) {
    if (key.kid() != assertion.jwt.kid) continue;
    const auto x = DecodeBase64Url(key.x());
    const auto y = DecodeBase64Url(key.y());
    if (!x || !y) break;
    GUANXI_ASSIGN_OR_RETURN(const auto known, Es256PublicKey::FromCoordinates(*x, *y));
    if (known.Verify(assertion.jwt.signing_input, assertion.jwt.signature)) {
      return absl::OkStatus();
    }
    break;
  }
  return Bad("is not signed by a key of the client");
}

}  // namespace guanxi::access
