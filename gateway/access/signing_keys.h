// The private keys that sign tokens.
#ifndef GUANXI_GATEWAY_ACCESS_SIGNING_KEYS_H_
#define GUANXI_GATEWAY_ACCESS_SIGNING_KEYS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/token_signer.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace guanxi::access {

// How long a verifier may keep the key set (max-age of the JWKS).
inline constexpr absl::Duration kKeySetMaxAge = absl::Minutes(1);
// How long a key is published before it signs: by then every verifier has it, and replicas with
// clocks apart and a folder that is copied with delay have it, too.
inline constexpr absl::Duration kPublishBeforeUse = absl::Minutes(5);

// The keys at one moment.
struct SigningKeySet {
  TokenSigner signer;
  std::string jwks;  // of all keys, those that sign and those that do not
};

// Keys in a folder, one a file: PKCS#8 in PEM, named by the UTC time since when it is there
// (20261122T103000Z.pem). All are published. The newest that has been there for kPublishBeforeUse
// signs; while there is none, the oldest does. A new file is taken up, and a removed one dropped,
// within 10 s and without a restart.
//
// To rotate: add a key (`gateway --add_signing_key`); after kPublishBeforeUse and a token's
// lifetime remove the old one.
//
// Thread-safe.
class SigningKeys {
 public:
  // Reads the folder. `clock` is not owned.
  //
  // Errors
  //   FAILED_PRECONDITION  NO_SIGNING_KEY   there is no key in it
  //   FAILED_PRECONDITION  BAD_SIGNING_KEY  a file is not a key, is misnamed, or is open to others
  //                                         (ReadPrivateFile)
  static absl::StatusOr<std::unique_ptr<SigningKeys>> Open(absl::string_view folder,
                                                           Clock* clock = SystemClock());

  // Adds a new key to the folder, which is made with mode 700 if there is none.
  static absl::Status Add(absl::string_view folder, Clock* clock = SystemClock());

  // Reads the folder again if the last time is long ago. A folder that has become unreadable
  // leaves the keys as they are and is logged.
  std::shared_ptr<const SigningKeySet> Current();

 private:
  SigningKeys(std::string folder, Clock* clock) : folder_(std::move(folder)), clock_(clock) {}

  const std::string folder_;
  Clock* const clock_;
  Mutex mutex_;
  std::shared_ptr<const SigningKeySet> current_ ABSL_GUARDED_BY(mutex_);
  absl::Time read_at_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_SIGNING_KEYS_H_
