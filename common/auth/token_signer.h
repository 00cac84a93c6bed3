// Makes tokens. The gateway has the only one; tests have their own.
#ifndef GUANXI_COMMON_AUTH_TOKEN_SIGNER_H_
#define GUANXI_COMMON_AUTH_TOKEN_SIGNER_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/auth/es256.h"
#include "common/auth/jwt.h"

namespace guanxi {

// Thread-safe. Publish its public key (RenderJwks in jwks.h) for at least one cache period of the
// verifiers before signing with it.
class TokenSigner {
 public:
  explicit TokenSigner(Es256PrivateKey key);

  // The compact form: header.payload.signature. Signing takes about 30 µs.
  absl::StatusOr<std::string> Sign(const TokenClaims& claims) const;

  const std::string& kid() const { return kid_; }
  const Es256PublicKey& public_key() const { return key_.public_key(); }

 private:
  const Es256PrivateKey key_;
  const std::string kid_;
  const std::string header_;  // encoded
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_AUTH_TOKEN_SIGNER_H_
