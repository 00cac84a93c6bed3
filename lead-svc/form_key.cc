#include "lead-svc/form_key.h"

#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/digest.h"

namespace guanxi::lead {
namespace {

constexpr size_t kMarkBytes = 8;
constexpr size_t kMaxTextBytes = 128;

// The same secret marks other things elsewhere: what is marked says what it is.
std::string Mark(absl::string_view secret, absl::string_view what, absl::string_view bytes) {
  return crypto::HmacSha256(secret, absl::StrCat("lead.", what, "\n", bytes)).substr(0, kMarkBytes);
}

std::string Marked(absl::string_view secret, absl::string_view what, absl::string_view bound,
                   const std::string& bytes) {
  return absl::WebSafeBase64Escape(
      absl::StrCat(bytes, Mark(secret, what, absl::StrCat(bound, bytes))));
}

// The bytes that were marked, `count` of them.
std::optional<std::string> Unmarked(absl::string_view secret, absl::string_view what,
                                    absl::string_view bound, absl::string_view text, size_t count) {
  std::string bytes;
  if (text.size() > kMaxTextBytes || !absl::WebSafeBase64Unescape(text, &bytes)) {
    return std::nullopt;
  }
  // Decoding forgives blanks, padding and unused bits; what was made here has one spelling.
  if (bytes.size() != count + kMarkBytes || absl::WebSafeBase64Escape(bytes) != text) {
    return std::nullopt;
  }
  const std::string content = bytes.substr(0, count);
  if (!crypto::ConstantTimeEquals(bytes.substr(count),
                                  Mark(secret, what, absl::StrCat(bound, content)))) {
    return std::nullopt;
  }
  return content;
}

std::string MicrosOf(absl::Time moment) {
  const auto micros = static_cast<uint64_t>(absl::ToUnixMicros(moment));
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>((micros >> shift) & 0xff);
  return bytes;
}

absl::Time TimeOf(absl::string_view bytes) {
  uint64_t micros = 0;
  for (const char c : bytes) micros = (micros << 8) | static_cast<uint8_t>(c);
  return absl::FromUnixMicros(static_cast<int64_t>(micros));
}

constexpr size_t kMomentBytes = 8;

}  // namespace

std::string MakeFormKey(absl::string_view secret, const FormPlace& place) {
  return Marked(secret, "form_key", "", absl::StrCat(place.tenant.bytes(), place.form.bytes()));
}

std::optional<FormPlace> ReadFormKey(absl::string_view secret, absl::string_view key) {
  const auto bytes = Unmarked(secret, "form_key", "", key, 2 * Uuid::kSize);
  if (!bytes.has_value()) return std::nullopt;
  const absl::string_view all = *bytes;
  return FormPlace{*Uuid::FromBytes(all.substr(0, Uuid::kSize)),
                   *Uuid::FromBytes(all.substr(Uuid::kSize))};
}

std::string MakeFormStart(absl::string_view secret, absl::string_view key, absl::Time moment,
                          const Uuid& nonce) {
  return Marked(secret, "form_start", key, absl::StrCat(MicrosOf(moment), nonce.bytes()));
}

std::optional<absl::Time> ReadFormStart(absl::string_view secret, absl::string_view key,
                                        absl::string_view start) {
  const auto bytes = Unmarked(secret, "form_start", key, start, kMomentBytes + Uuid::kSize);
  if (!bytes.has_value()) return std::nullopt;
  return TimeOf(absl::string_view(*bytes).substr(0, kMomentBytes));
}

}  // namespace guanxi::lead
