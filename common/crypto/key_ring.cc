#include "common/crypto/key_ring.h"

#include <openssl/crypto.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/private_file.h"
#include "common/base/status_macros.h"
#include "common/crypto/aead.h"
#include "common/crypto/digest.h"

namespace guanxi::crypto {
namespace {

constexpr char kVersion = 0x01;
constexpr size_t kHeaderBytes = 5;
constexpr size_t kMaxFileBytes = 64 * 1024;

// A text that is wiped when it goes.
struct Secret {
  ~Secret() { OPENSSL_cleanse(&text[0], text.size()); }
  std::string text;
};

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

bool IsKey(absl::string_view hex) {
  return hex.size() == 2 * kKeyBytes &&
         hex.find_first_not_of("0123456789abcdefABCDEF") == absl::string_view::npos;
}

}  // namespace

KeyRing::~KeyRing() {
  for (Key& key : keys_) OPENSSL_cleanse(&key.bytes[0], key.bytes.size());
}

absl::StatusOr<KeyRing> KeyRing::Load(const std::string& path) {
  Secret secret;
  GUANXI_ASSIGN_OR_RETURN(secret.text, ReadPrivateFile(path, kMaxFileBytes));
  absl::StatusOr<KeyRing> ring = Parse(secret.text);
  if (ring.ok()) return ring;
  return absl::Status(ring.status().code(), absl::StrCat(path, ": ", ring.status().message()));
}

absl::StatusOr<KeyRing> KeyRing::Parse(absl::string_view text) {
  KeyRing ring;
  int number = 0;
  for (const absl::string_view raw : absl::StrSplit(text, '\n')) {
    ++number;
    const absl::string_view line = absl::StripAsciiWhitespace(raw);
    if (line.empty() || absl::StartsWith(line, "#")) continue;
    const std::pair<absl::string_view, absl::string_view> id_and_key =
        absl::StrSplit(line, absl::MaxSplits(' ', 1));
    const absl::string_view hex = absl::StripAsciiWhitespace(id_and_key.second);
    uint32_t id = 0;
    if (!absl::SimpleAtoi(id_and_key.first, &id) || id == 0 || !IsKey(hex)) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, ": expected an id from 1 on and 64 hex digits"));
    }
    if (ring.Find(id) != nullptr) {
      return absl::InvalidArgumentError(absl::StrCat("line ", number, ": id ", id, " again"));
    }
    ring.keys_.push_back({id, absl::HexStringToBytes(hex)});
  }
  if (ring.keys_.empty()) return absl::InvalidArgumentError("holds no key");
  return ring;
}

KeyRing KeyRing::Derive(absl::string_view purpose) const {
  KeyRing derived;
  for (const Key& key : keys_) {
    derived.keys_.push_back({key.id, HmacSha256(key.bytes, absl::StrCat("derive:", purpose))});
  }
  return derived;
}

absl::StatusOr<std::string> KeyRing::Seal(absl::string_view plaintext,
                                          absl::string_view associated_data) const {
  const Key& key = keys_[0];
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
  const Key* const key = Find(KeyId(header));
  if (key == nullptr) return wrong;
  absl::StatusOr<std::string> plaintext = AesGcmOpen(
      key->bytes, envelope.substr(kHeaderBytes, kNonceBytes), absl::StrCat(header, associated_data),
      envelope.substr(kHeaderBytes + kNonceBytes));
  if (!plaintext.ok()) return wrong;
  return plaintext;
}

const KeyRing::Key* KeyRing::Find(uint32_t id) const {
  for (const Key& key : keys_) {
    if (key.id == id) return &key;
  }
  return nullptr;
}

std::string KeyRing::Digest(absl::string_view data) const {
  return KeyedDigest(active_key(), data);
}

bool KeyRing::IsDigest(absl::string_view digest, absl::string_view data) const {
  bool matches = false;
  for (const Key& key : keys_) {
    matches = ConstantTimeEquals(digest, KeyedDigest(key.bytes, data)) || matches;
  }
  return matches;
}

}  // namespace guanxi::crypto
