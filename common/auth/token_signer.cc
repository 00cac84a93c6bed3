#include "common/auth/token_signer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/auth/strict_json.h"
#include "common/base/status_macros.h"

namespace guanxi {

TokenSigner::TokenSigner(Es256PrivateKey key)
    : key_(std::move(key)),
      kid_(key_.public_key().Thumbprint()),
      header_(
          EncodeBase64Url(absl::StrCat(R"({"alg":"ES256","kid":")", kid_, R"(","typ":"JWT"})"))) {}

absl::StatusOr<std::string> TokenSigner::Sign(const TokenClaims& claims) const {
  const std::string input = absl::StrCat(header_, ".", EncodeBase64Url(RenderClaims(claims)));
  GUANXI_ASSIGN_OR_RETURN(const std::string signature, key_.Sign(input));
  return absl::StrCat(input, ".", EncodeBase64Url(signature));
}

}  // namespace guanxi
