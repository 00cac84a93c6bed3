// AES-256-GCM on bytes; KeyRing adds keys and a format.
#ifndef GUANXI_COMMON_CRYPTO_AEAD_H_
#define GUANXI_COMMON_CRYPTO_AEAD_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::crypto {

inline constexpr size_t kNonceBytes = 12;
inline constexpr size_t kTagBytes = 16;

// `key` has 32 bytes, `nonce` 12 and is never used twice with one key. Ciphertext
// and tag. INTERNAL if OpenSSL fails.
absl::StatusOr<std::string> AesGcmSeal(absl::string_view key, absl::string_view nonce,
                                       absl::string_view associated_data,
                                       absl::string_view plaintext);

// INVALID_ARGUMENT if `sealed` is not what AesGcmSeal made of the same arguments.
absl::StatusOr<std::string> AesGcmOpen(absl::string_view key, absl::string_view nonce,
                                       absl::string_view associated_data, absl::string_view sealed);

}  // namespace guanxi::crypto

#endif  // GUANXI_COMMON_CRYPTO_AEAD_H_
