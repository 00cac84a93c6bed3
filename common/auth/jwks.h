// JSON Web Key Sets (RFC 7517) of ES256 keys.
#ifndef GUANXI_COMMON_AUTH_JWKS_H_
#define GUANXI_COMMON_AUTH_JWKS_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/es256.h"

namespace guanxi {

// Public keys by `kid`.
using KeySet = absl::flat_hash_map<std::string, Es256PublicKey>;

// Reads a key set of at most 64 KiB. Keys of other types or uses are skipped, as the RFC asks.
//
// INVALID_ARGUMENT if the text is malformed, if a P-256 key in it is, if a `kid` appears twice, or
// if no key is left: such a set would lock everybody out and is never taken over.
absl::StatusOr<KeySet> ParseJwks(absl::string_view json);

// The set of `keys`, each under its thumbprint.
std::string RenderJwks(const std::vector<Es256PublicKey>& keys);

}  // namespace guanxi

#endif  // GUANXI_COMMON_AUTH_JWKS_H_
