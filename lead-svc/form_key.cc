#include "lead-svc/form_key.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "common/crypto/marked_text.h"

namespace guanxi::lead {
namespace {

constexpr char kKey[] = "lead.form_key";
constexpr char kStart[] = "lead.form_start";

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
  return crypto::MarkedText(secret, kKey, "",
                            absl::StrCat(place.tenant.bytes(), place.form.bytes()));
}

std::optional<FormPlace> ReadFormKey(absl::string_view secret, absl::string_view key) {
  const auto bytes = crypto::UnmarkedText(secret, kKey, "", key, 2 * Uuid::kSize);
  if (!bytes.has_value()) return std::nullopt;
  const absl::string_view all = *bytes;
  return FormPlace{*Uuid::FromBytes(all.substr(0, Uuid::kSize)),
                   *Uuid::FromBytes(all.substr(Uuid::kSize))};
}

std::string MakeFormStart(absl::string_view secret, absl::string_view key, absl::Time moment,
                          const Uuid& nonce) {
  return crypto::MarkedText(secret, kStart, key, absl::StrCat(MicrosOf(moment), nonce.bytes()));
}

std::optional<absl::Time> ReadFormStart(absl::string_view secret, absl::string_view key,
                                        absl::string_view start) {
  const auto bytes = crypto::UnmarkedText(secret, kStart, key, start, kMomentBytes + Uuid::kSize);
  if (!bytes.has_value()) return std::nullopt;
  return TimeOf(absl::string_view(*bytes).substr(0, kMomentBytes));
}

}  // namespace guanxi::lead
