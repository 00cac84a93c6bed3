// ES256: ECDSA on the curve P-256 with SHA-256, as JSON Web Signatures use it (RFC 7518, 3.4).
#ifndef GUANXI_COMMON_AUTH_ES256_H_
#define GUANXI_COMMON_AUTH_ES256_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct evp_pkey_st;

namespace guanxi {

// Copies share one OpenSSL key. Thread-safe.
class Es256PublicKey {
 public:
  // Big-endian coordinates of 32 bytes. INVALID_ARGUMENT unless they are a point of the curve.
  static absl::StatusOr<Es256PublicKey> FromCoordinates(absl::string_view x, absl::string_view y);

  // `signature` is r and s, 32 bytes each, not DER.
  bool Verify(absl::string_view data, absl::string_view signature) const;

  const std::string& x() const { return x_; }
  const std::string& y() const { return y_; }
  // The key's RFC 7638 thumbprint: SHA-256 in base64url, the `kid` of our keys.
  std::string Thumbprint() const;

 private:
  Es256PublicKey() = default;

  std::string x_;
  std::string y_;
  std::shared_ptr<evp_pkey_st> key_;
};

// Copies share one OpenSSL key. Thread-safe.
class Es256PrivateKey {
 public:
  static absl::StatusOr<Es256PrivateKey> Generate();
  // An unencrypted PKCS#8 or SEC1 key. INVALID_ARGUMENT unless it is a P-256 key.
  static absl::StatusOr<Es256PrivateKey> FromPem(absl::string_view pem);

  // PKCS#8, not encrypted: keep it in a file of mode 600.
  absl::StatusOr<std::string> ToPem() const;
  // r and s, 32 bytes each.
  absl::StatusOr<std::string> Sign(absl::string_view data) const;
  const Es256PublicKey& public_key() const { return public_key_; }

 private:
  Es256PrivateKey(std::shared_ptr<evp_pkey_st> key, Es256PublicKey public_key);
  static absl::StatusOr<Es256PrivateKey> FromKey(std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<evp_pkey_st> key_;
  Es256PublicKey public_key_;
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_AUTH_ES256_H_
