#include "common/crypto/aead.h"

#include <openssl/evp.h>

#include <limits>
#include <memory>

#include "absl/status/status.h"

namespace guanxi::crypto {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

// Fetched once: fetching costs more than sealing a short text.
const EVP_CIPHER* Aes256Gcm() {
  static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return cipher;
}

const unsigned char* Data(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* Data(std::string* bytes) { return reinterpret_cast<unsigned char*>(&(*bytes)[0]); }

bool Fits(absl::string_view bytes) {
  return bytes.size() <= static_cast<size_t>(std::numeric_limits<int>::max()) - kTagBytes;
}

}  // namespace

absl::StatusOr<std::string> AesGcmSeal(absl::string_view key, absl::string_view nonce,
                                       absl::string_view associated_data,
                                       absl::string_view plaintext) {
  const Context context(EVP_CIPHER_CTX_new());
  std::string sealed(plaintext.size() + kTagBytes, '\0');
  int size = 0;
  const bool ok =
      context != nullptr && Fits(plaintext) && Fits(associated_data) &&
      EVP_EncryptInit_ex2(context.get(), Aes256Gcm(), Data(key), Data(nonce), nullptr) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &size, Data(associated_data),
                        static_cast<int>(associated_data.size())) == 1 &&
      EVP_EncryptUpdate(context.get(), Data(&sealed), &size, Data(plaintext),
                        static_cast<int>(plaintext.size())) == 1 &&
      EVP_EncryptFinal_ex(context.get(), Data(&sealed) + size, &size) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes,
                          Data(&sealed) + plaintext.size()) == 1;
  if (!ok) return absl::InternalError("AES-GCM failed");
  return sealed;
}

absl::StatusOr<std::string> AesGcmOpen(absl::string_view key, absl::string_view nonce,
                                       absl::string_view associated_data,
                                       absl::string_view sealed) {
  const absl::Status wrong = absl::InvalidArgumentError("not sealed under this key");
  if (sealed.size() < kTagBytes || !Fits(sealed) || !Fits(associated_data)) return wrong;
  const absl::string_view ciphertext = sealed.substr(0, sealed.size() - kTagBytes);
  std::string tag(sealed.substr(ciphertext.size()));
  std::string plaintext(ciphertext.size() + kTagBytes, '\0');  // room for a block too many
  const Context context(EVP_CIPHER_CTX_new());
  int size = 0;
  const bool ok =
      context != nullptr &&
      EVP_DecryptInit_ex2(context.get(), Aes256Gcm(), Data(key), Data(nonce), nullptr) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &size, Data(associated_data),
                        static_cast<int>(associated_data.size())) == 1 &&
      EVP_DecryptUpdate(context.get(), Data(&plaintext), &size, Data(ciphertext),
                        static_cast<int>(ciphertext.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, Data(&tag)) == 1 &&
      EVP_DecryptFinal_ex(context.get(), Data(&plaintext) + size, &size) == 1;
  if (!ok) return wrong;
  plaintext.resize(ciphertext.size());
  return plaintext;
}

}  // namespace guanxi::crypto
