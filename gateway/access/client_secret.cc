#include "gateway/access/client_secret.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/log.h"
#include "common/crypto/digest.h"

namespace guanxi::access {
namespace {

constexpr absl::string_view kPrefix = "gxs_";
constexpr size_t kEncodedBytes = 43;
constexpr absl::string_view kDigestPrefix = "$sha256$";

}  // namespace

std::string NewSecret() {
  std::array<uint8_t, 32> bytes;
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) {
    Log(Severity::kError, "access.no_random_bytes");
    std::abort();  // a predictable secret is worse than no process
  }
  return absl::StrCat(kPrefix, absl::WebSafeBase64Escape(absl::string_view(
                                   reinterpret_cast<const char*>(bytes.data()), bytes.size())));
}

bool IsServerMade(absl::string_view secret) {
  return absl::ConsumePrefix(&secret, kPrefix) && secret.size() == kEncodedBytes &&
         std::all_of(secret.begin(), secret.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '-' || c == '_'; });
}

std::string SecretDigest(absl::string_view secret) {
  return absl::StrCat(kDigestPrefix, absl::BytesToHexString(crypto::Sha256(secret)));
}

bool IsSecretDigest(absl::string_view stored) { return absl::StartsWith(stored, kDigestPrefix); }

bool MatchesDigest(absl::string_view secret, absl::string_view stored) {
  const std::string digest = SecretDigest(secret);
  return digest.size() == stored.size() &&
         CRYPTO_memcmp(digest.data(), stored.data(), digest.size()) == 0;
}

}  // namespace guanxi::access
