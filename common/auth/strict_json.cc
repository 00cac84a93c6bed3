#include "common/auth/strict_json.h"

#include "absl/strings/escaping.h"
#include "common/text/json_check.h"

namespace guanxi {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 8;

}  // namespace

std::optional<json> ParseStrictObject(absl::string_view text, size_t max_size) {
  text::JsonLimits limits;
  limits.depth = kMaxDepth;
  if (text.size() > max_size || !text::CheckJson(text, limits).ok()) return std::nullopt;
  json parsed = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object()) return std::nullopt;
  return parsed;
}

std::optional<std::string> TextMember(const json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || !it->is_string()) return std::nullopt;
  return it->get<std::string>();
}

std::optional<std::string> DecodeBase64Url(absl::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes) || EncodeBase64Url(bytes) != text) {
    return std::nullopt;
  }
  return bytes;
}

std::string EncodeBase64Url(absl::string_view bytes) { return absl::WebSafeBase64Escape(bytes); }

}  // namespace guanxi
