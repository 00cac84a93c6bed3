// Secrets of API clients that we made ourselves.
#ifndef GUANXI_GATEWAY_ACCESS_CLIENT_SECRET_H_
#define GUANXI_GATEWAY_ACCESS_CLIENT_SECRET_H_

#include <string>

#include "absl/strings/string_view.h"

namespace guanxi::access {

// "gxs_" and 32 random bytes as 43 characters of base64url: a secret to hand out.
std::string NewSecret();

// Whether `secret` has the form of NewSecret's. Nobody guesses such a one, so it is kept as a plain
// digest, is checked in a microsecond and needs no throttle: a stranger who sends wrong ones in a
// client's name costs that client nothing. To make one by hand:
//   echo "gxs_$(openssl rand -base64 32 | tr '+/' '-_' | tr -d '=')"
bool IsServerMade(absl::string_view secret);

// What is stored of a server-made secret: "$sha256$" and 64 hex digits.
std::string SecretDigest(absl::string_view secret);
bool IsSecretDigest(absl::string_view stored);
// Takes as long whatever differs.
bool MatchesDigest(absl::string_view secret, absl::string_view stored);

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_CLIENT_SECRET_H_
