#include "common/crypto/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace guanxi::crypto {
namespace {

constexpr size_t kBlindIndexBytes = 16;

const unsigned char* Data(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* Data(std::string* bytes) { return reinterpret_cast<unsigned char*>(&(*bytes)[0]); }

}  // namespace

std::string Sha256(absl::string_view data) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(Data(data), data.size(), Data(&digest));
  return digest;
}

std::string HmacSha256(absl::string_view key, absl::string_view data) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Data(data), data.size(),
       Data(&digest), &size);
  return digest;
}

std::string BlindIndex(absl::string_view key, absl::string_view cls, absl::string_view value) {
  // The class's length in front keeps ("ab", "c") and ("a", "bc") apart.
  const std::string length(1, static_cast<char>(cls.size()));
  std::string index = HmacSha256(key, absl::StrCat(length, cls, value));
  index.resize(kBlindIndexBytes);
  return index;
}

bool ConstantTimeEquals(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

absl::StatusOr<std::string> RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(Data(&bytes), static_cast<int>(count)) != 1) {
    return absl::InternalError("the random number generator failed");
  }
  return bytes;
}

}  // namespace guanxi::crypto
