#include "common/auth/jwks.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/auth/strict_json.h"
#include "common/base/status_macros.h"

namespace guanxi {
namespace {

using nlohmann::json;

constexpr size_t kMaxSize = 64 << 10;
constexpr size_t kMaxKeys = 32;
constexpr size_t kMaxKid = 128;

absl::Status Malformed(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("key set: ", what));
}

// Whether the key is meant to verify ES256 signatures.
bool IsForUs(const json& key) {
  return TextMember(key, "kty") == "EC" && TextMember(key, "crv") == "P-256" &&
         TextMember(key, "use").value_or("sig") == "sig" &&
         TextMember(key, "alg").value_or("ES256") == "ES256";
}

absl::Status AddKey(const json& key, KeySet* keys) {
  const std::optional<std::string> kid = TextMember(key, "kid");
  if (!kid.has_value() || kid->empty() || kid->size() > kMaxKid) return Malformed("bad kid");
  const auto x = DecodeBase64Url(TextMember(key, "x").value_or(""));
  const auto y = DecodeBase64Url(TextMember(key, "y").value_or(""));
  if (!x.has_value() || !y.has_value()) return Malformed("coordinates are not base64url");
  GUANXI_ASSIGN_OR_RETURN(Es256PublicKey parsed, Es256PublicKey::FromCoordinates(*x, *y));
  if (!keys->emplace(*kid, std::move(parsed)).second) return Malformed("a kid appears twice");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<KeySet> ParseJwks(absl::string_view text) {
  const std::optional<json> set = ParseStrictObject(text, kMaxSize);
  if (!set.has_value()) return Malformed("not a JSON object");
  const auto list = set->find("keys");
  if (list == set->end() || !list->is_array() || list->size() > kMaxKeys) {
    return Malformed("`keys` must be a list of at most 32 keys");
  }
  KeySet keys;
  for (const json& key : *list) {
    if (!key.is_object()) return Malformed("a key is not an object");
    if (IsForUs(key)) GUANXI_RETURN_IF_ERROR(AddKey(key, &keys));
  }
  if (keys.empty()) return Malformed("no ES256 key");
  return keys;
}

std::string RenderJwks(const std::vector<Es256PublicKey>& keys) {
  // Everything in it is base64url: nothing to escape.
  const auto render = [](std::string* out, const Es256PublicKey& key) {
    absl::StrAppend(out, R"({"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":")",
                    key.Thumbprint(), R"(","x":")", EncodeBase64Url(key.x()), R"(","y":")",
                    EncodeBase64Url(key.y()), R"("})");
  };
  return absl::StrCat(R"({"keys":[)", absl::StrJoin(keys, ",", render), "]}");
}

}  // namespace guanxi
