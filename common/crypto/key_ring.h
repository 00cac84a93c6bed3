// Secret keys of one purpose, and AES-256-GCM under them.
//
// Envelope, version 1:
//   offset  bytes  holds
//   0       1      version, 0x01
//   1       4      id of the key, big endian
//   5       12     nonce, random
//   17      n      ciphertext
//   17+n    16     tag
// The first five bytes are authenticated too. Nonces are random: a key should
// seal no more than 2^32 messages.
//
// Key file: one key a line, `<id> <64 hex digits>`, ids from 1 to 2^32-1 and
// unique; blank lines and lines that start with `#` are skipped. The first key
// is active: it seals. The others only open, so a key is replaced by putting a
// new line on top; where several processes share what was sealed, first below the
// others, until all have read it. To make a line: echo "1 $(openssl rand -hex 32)"
#ifndef GUANXI_COMMON_CRYPTO_KEY_RING_H_
#define GUANXI_COMMON_CRYPTO_KEY_RING_H_

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/clock.h"

namespace guanxi::crypto {

class KeySource;

inline constexpr size_t kKeyBytes = 32;

// Thread-safe. Wipes keys when they go.
class KeyRing {
 public:
  // Follows the file: another content is taken up within 10 s of use, so that keys
  // are replaced without a restart. One that cannot be used leaves the keys as they
  // are, and is logged. `clock` is not owned.
  //
  // Errors: those of ReadPrivateFile (mode 600 or 640 at most), or INVALID_ARGUMENT
  // with the line's number. Texts never hold key material.
  static absl::StatusOr<KeyRing> Load(const std::string& path, Clock* clock = SystemClock());
  // From a key file's text, whose keys stay.
  static absl::StatusOr<KeyRing> Parse(absl::string_view text);

  KeyRing(KeyRing&&) = default;
  KeyRing& operator=(KeyRing&&) = delete;  // would hide which keys go

  // The ring of the keys that `purpose` derives from these: what was sealed for
  // one purpose opens for no other. It follows these, and may outlive this object.
  KeyRing Derive(absl::string_view purpose) const;

  // Seals `plaintext` under the active key. Opening needs the same
  // `associated_data`, which the envelope does not hold. INTERNAL if OpenSSL fails.
  absl::StatusOr<std::string> Seal(absl::string_view plaintext,
                                   absl::string_view associated_data) const;

  // INVALID_ARGUMENT, one text for all causes, if the envelope was not sealed by
  // this ring with this data.
  absl::StatusOr<std::string> Open(absl::string_view envelope,
                                   absl::string_view associated_data) const;

  // A digest of `data` by which equal data are recognised and nothing can be
  // guessed: HMAC-SHA256 under the active key, 32 bytes.
  std::string Digest(absl::string_view data) const;
  // Whether `digest` was made of `data` under any key of the ring.
  bool IsDigest(absl::string_view digest, absl::string_view data) const;

  // HMAC-SHA256 keys and the like take the active key itself, of this moment.
  std::string active_key() const;

 private:
  explicit KeyRing(std::shared_ptr<KeySource> source) : source_(std::move(source)) {}

  std::shared_ptr<KeySource> source_;
};

}  // namespace guanxi::crypto

#endif  // GUANXI_COMMON_CRYPTO_KEY_RING_H_
