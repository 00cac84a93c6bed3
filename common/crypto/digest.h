// Hashes, keyed hashes, random bytes and comparison in constant time.
//
// All functions are thread-safe.
#ifndef GUANXI_COMMON_CRYPTO_DIGEST_H_
#define GUANXI_COMMON_CRYPTO_DIGEST_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::crypto {

// 32 bytes.
std::string Sha256(absl::string_view data);

// 32 bytes.
std::string HmacSha256(absl::string_view key, absl::string_view data);

// 16 bytes under which a value is found without being stored: a keyed hash of
// `value`, in normal form, within its class (`phone`, `email`). `cls` keeps
// equal values of different classes apart; it has at most 255 bytes.
std::string BlindIndex(absl::string_view key, absl::string_view cls, absl::string_view value);

// Takes the same time wherever the first difference is; a difference in length
// shows at once.
bool ConstantTimeEquals(absl::string_view a, absl::string_view b);

// From the operating system's generator. INTERNAL if it fails.
absl::StatusOr<std::string> RandomBytes(size_t count);

}  // namespace guanxi::crypto

#endif  // GUANXI_COMMON_CRYPTO_DIGEST_H_
