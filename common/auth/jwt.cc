#include "common/auth/jwt.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/auth/strict_json.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi {
namespace {

using nlohmann::json;

constexpr size_t kMaxToken = 8 << 10;
constexpr size_t kMaxName = 128;
constexpr size_t kSignatureSize = 64;
constexpr int64_t kMaxSeconds = 253402300799;  // the end of the year 9999

absl::Status Malformed(absl::string_view what) {
  return Error(absl::StatusCode::kUnauthenticated, "TOKEN_MALFORMED",
               absl::StrCat("token: ", what));
}

// Text of 1 to 128 printable ASCII characters.
bool IsName(const std::string& text) {
  return !text.empty() && text.size() <= kMaxName &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

absl::StatusOr<std::string> Name(const json& claims, const char* key) {
  std::optional<std::string> text = TextMember(claims, key);
  if (!text.has_value() || !IsName(*text)) return Malformed(absl::StrCat("bad ", key));
  return *std::move(text);
}

absl::StatusOr<absl::Time> Seconds(const json& claims, const char* key) {
  const auto it = claims.find(key);
  if (it == claims.end() || !it->is_number_unsigned() || it->get<uint64_t>() > kMaxSeconds) {
    return Malformed(absl::StrCat("bad ", key));
  }
  return absl::FromUnixSeconds(it->get<int64_t>());
}

// A UUID as we write it: lower case.
bool IsUuid(absl::string_view text) {
  const absl::StatusOr<Uuid> uuid = Uuid::Parse(text);
  return uuid.ok() && uuid->ToString() == text;
}

// RFC 8693, 4.1: `{"sub": "clients/{uuid}"}`, and nobody behind it.
absl::StatusOr<std::string> ParseActor(const json& act) {
  if (!act.is_object() || act.size() != 1) return Malformed("bad act");
  GUANXI_ASSIGN_OR_RETURN(std::string actor, Name(act, "sub"));
  absl::string_view id = actor;
  if (!absl::ConsumePrefix(&id, "clients/") || !IsUuid(id)) return Malformed("act names no client");
  return actor;
}

absl::StatusOr<Principal> ParsePrincipal(const json& claims) {
  GUANXI_ASSIGN_OR_RETURN(const std::string tenant, Name(claims, "tenant"));
  GUANXI_ASSIGN_OR_RETURN(std::string subject, Name(claims, "sub"));
  GUANXI_ASSIGN_OR_RETURN(std::string client, Name(claims, "client_id"));
  absl::string_view id = subject;
  if (!IsUuid(tenant)) return Malformed("tenant is no UUID");
  if (!absl::ConsumePrefix(&id, "users/") && !absl::ConsumePrefix(&id, "clients/")) {
    return Malformed("sub is neither user nor client");
  }
  if (!IsUuid(id)) return Malformed("sub names no UUID");
  GUANXI_ASSIGN_OR_RETURN(const Uuid tenant_id, Uuid::Parse(tenant));
  if (tenant_id.IsNil()) return Malformed("tenant is nil");
  Principal principal{tenant_id, std::move(subject), std::move(client)};
  if (claims.contains("sid")) {
    GUANXI_ASSIGN_OR_RETURN(principal.session, Name(claims, "sid"));
    if (!IsUuid(principal.session)) return Malformed("sid is no UUID");
  }
  if (claims.contains("act")) {
    GUANXI_ASSIGN_OR_RETURN(principal.actor, ParseActor(claims["act"]));
  }
  return principal;
}

// One text or a list of texts (RFC 7519, 4.1.3).
absl::StatusOr<std::vector<std::string>> ParseAudience(const json& claims) {
  const auto it = claims.find("aud");
  if (it == claims.end()) return Malformed("no aud");
  if (it->is_string()) return std::vector<std::string>{it->get<std::string>()};
  std::vector<std::string> audience;
  if (!it->is_array()) return Malformed("bad aud");
  for (const json& one : *it) {
    if (!one.is_string()) return Malformed("bad aud");
    audience.push_back(one.get<std::string>());
  }
  return audience;
}

absl::StatusOr<std::string> ParseHeader(absl::string_view text) {
  const std::optional<json> header = ParseStrictObject(text, kMaxToken);
  if (!header.has_value()) return Malformed("the header is no JSON object");
  // `crit`, embedded keys and the like ask for work that we do not do.
  for (const auto& member : header->items()) {
    if (member.key() != "alg" && member.key() != "kid" && member.key() != "typ") {
      return Malformed("unknown header member");
    }
  }
  if (header->contains("typ") && TextMember(*header, "typ") != "JWT") return Malformed("bad typ");
  if (TextMember(*header, "alg") != "ES256") {
    return Error(absl::StatusCode::kUnauthenticated, "TOKEN_ALGORITHM",
                 "token: the algorithm must be ES256");
  }
  return Name(*header, "kid");
}

}  // namespace

absl::StatusOr<Jwt> ParseJwt(absl::string_view token) {
  if (token.size() > kMaxToken) return Malformed("longer than 8 KiB");
  const std::vector<absl::string_view> parts = absl::StrSplit(token, absl::MaxSplits('.', 3));
  if (parts.size() != 3) return Malformed("it must have three parts");
  const auto header = DecodeBase64Url(parts[0]);
  auto payload = DecodeBase64Url(parts[1]);
  auto signature = DecodeBase64Url(parts[2]);
  if (!header.has_value() || !payload.has_value() || !signature.has_value()) {
    return Malformed("not base64url");
  }
  if (signature->size() != kSignatureSize) return Malformed("bad signature size");
  Jwt jwt;
  GUANXI_ASSIGN_OR_RETURN(jwt.kid, ParseHeader(*header));
  jwt.payload = *std::move(payload);
  jwt.signing_input = token.substr(0, parts[0].size() + 1 + parts[1].size());
  jwt.signature = *std::move(signature);
  return jwt;
}

absl::StatusOr<TokenClaims> ParseClaims(absl::string_view payload) {
  const std::optional<json> parsed = ParseStrictObject(payload, kMaxToken);
  if (!parsed.has_value()) return Malformed("the payload is no JSON object");
  TokenClaims claims;
  GUANXI_ASSIGN_OR_RETURN(claims.issuer, Name(*parsed, "iss"));
  GUANXI_ASSIGN_OR_RETURN(claims.audience, ParseAudience(*parsed));
  GUANXI_ASSIGN_OR_RETURN(claims.principal, ParsePrincipal(*parsed));
  GUANXI_ASSIGN_OR_RETURN(claims.issued_at, Seconds(*parsed, "iat"));
  GUANXI_ASSIGN_OR_RETURN(claims.expires, Seconds(*parsed, "exp"));
  if (parsed->contains("nbf")) {
    GUANXI_ASSIGN_OR_RETURN(claims.not_before, Seconds(*parsed, "nbf"));
  }
  return claims;
}

std::string RenderClaims(const TokenClaims& claims) {
  json out = {{"iss", claims.issuer},
              {"tenant", claims.principal.tenant.ToString()},
              {"sub", claims.principal.subject},
              {"client_id", claims.principal.client},
              {"iat", absl::ToUnixSeconds(claims.issued_at)},
              {"exp", absl::ToUnixSeconds(claims.expires)}};
  if (claims.audience.size() == 1) {
    out["aud"] = claims.audience.front();
  } else {
    out["aud"] = claims.audience;
  }
  if (!claims.principal.session.empty()) out["sid"] = claims.principal.session;
  if (!claims.principal.actor.empty()) out["act"] = {{"sub", claims.principal.actor}};
  if (!claims.token_id.empty()) out["jti"] = claims.token_id;
  if (claims.not_before.has_value()) out["nbf"] = absl::ToUnixSeconds(*claims.not_before);
  return out.dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace);
}

}  // namespace guanxi
