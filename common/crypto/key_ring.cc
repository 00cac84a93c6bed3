#include "common/crypto/key_ring.h"

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/aead.h"
#include "common/crypto/digest.h"
#include "common/crypto/key_source.h"

namespace guanxi::crypto {
namespace {

constexpr char kVersion = 0x01;
constexpr size_t kHeaderBytes = 5;

std::string Header(uint32_t id) {
  return {kVersion, static_cast<char>(id >> 24), static_cast<char>(id >> 16),
          static_cast<char>(id >> 8), static_cast<char>(id)};
}

uint32_t KeyId(absl::string_view header) {
  uint32_t id = 0;
  for (const char c : header.substr(1)) id = id << 8 | static_cast<unsigned char>(c);
  return id;
}

// Apart from what keys are derived by.
std::string KeyedDigest(absl::string_view key, absl::string_view data) {
  return HmacSha256(key, absl::StrCat("digest:", data));
}

}  // namespace

absl::StatusOr<KeyRing> KeyRing::Load(const std::string& path, Clock* clock) {
  GUANXI_ASSIGN_OR_RETURN(auto keys, ReadKeys(path));
  return KeyRing(std::make_shared<FileKeys>(path, std::move(keys), clock));
}

absl::StatusOr<KeyRing> KeyRing::Parse(absl::string_view text) {
  GUANXI_ASSIGN_OR_RETURN(auto keys, ParseKeys(text));
  return KeyRing(std::make_shared<FixedKeys>(std::move(keys)));
}

KeyRing KeyRing::Derive(absl::string_view purpose) const {
  return KeyRing(std::make_shared<DerivedKeys>(source_, purpose));
}

absl::StatusOr<std::string> KeyRing::Seal(absl::string_view plaintext,
                                          absl::string_view associated_data) const {
  const auto keys = source_->Current();
  const Key& key = keys->active();
  const std::string header = Header(key.id);
  GUANXI_ASSIGN_OR_RETURN(const std::string nonce, RandomBytes(kNonceBytes));
  GUANXI_ASSIGN_OR_RETURN(
      const std::string sealed,
      AesGcmSeal(key.bytes, nonce, absl::StrCat(header, associated_data), plaintext));
  return absl::StrCat(header, nonce, sealed);
}

absl::StatusOr<std::string> KeyRing::Open(absl::string_view envelope,
                                          absl::string_view associated_data) const {
  const absl::Status wrong = absl::InvalidArgumentError("not sealed by this key ring");
  if (envelope.size() < kHeaderBytes + kNonceBytes || envelope[0] != kVersion) return wrong;
  const absl::string_view header = envelope.substr(0, kHeaderBytes);
  const auto keys = source_->Current();
  const Key* const key = keys->Find(KeyId(header));
  if (key == nullptr) return wrong;
  absl::StatusOr<std::string> plaintext = AesGcmOpen(
      key->bytes, envelope.substr(kHeaderBytes, kNonceBytes), absl::StrCat(header, associated_data),
      envelope.substr(kHeaderBytes + kNonceBytes));
  if (!plaintext.ok()) return wrong;
  return plaintext;
}

std::string KeyRing::active_key() const { return source_->Current()->active().bytes; }

std::string KeyRing::Digest(absl::string_view data) const {
  return KeyedDigest(source_->Current()->active().bytes, data);
}

bool KeyRing::IsDigest(absl::string_view digest, absl::string_view data) const {
  bool matches = false;
  const auto keys = source_->Current();
  for (const Key& key : keys->all()) {
    matches = ConstantTimeEquals(digest, KeyedDigest(key.bytes, data)) || matches;
  }
  return matches;
}

}  // namespace guanxi::crypto
