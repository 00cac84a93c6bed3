#include "bench/tokens.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/figure.h"
#include "common/auth/es256.h"
#include "common/auth/jwks.h"
#include "common/auth/jwks_source.h"
#include "common/auth/token_signer.h"
#include "common/auth/token_verifier.h"
#include "common/base/status_macros.h"
#include "prometheus/registry.h"

namespace guanxi::bench {
namespace {

constexpr char kIssuer[] = "https://guanxi.bench";
constexpr int kTokens = 1000;
constexpr int kRounds = 5;
constexpr int kVerifications = 200'000;  // a round

absl::StatusOr<std::vector<std::string>> Sign(const TokenSigner& signer) {
  std::vector<std::string> tokens;
  for (int i = 0; i < kTokens; ++i) {
    TokenClaims claims;
    claims.issuer = kIssuer;
    claims.audience = {"guanxi"};
    claims.principal.tenant = DeriveUuid("bench", "tenant");
    claims.principal.subject =
        absl::StrCat("users/", DeriveUuid("bench", absl::StrCat(i)).ToString());
    claims.principal.client = "bench";
    claims.issued_at = absl::Now();
    claims.expires = absl::Now() + absl::Minutes(5);
    GUANXI_ASSIGN_OR_RETURN(tokens.emplace_back(), signer.Sign(claims));
  }
  return tokens;
}

}  // namespace

absl::Status MeasureTokens() {
  GUANXI_ASSIGN_OR_RETURN(auto key, Es256PrivateKey::Generate());
  const TokenSigner signer(std::move(key));
  const std::string jwks = RenderJwks({signer.public_key()});
  JwksSource keys([&]() -> absl::StatusOr<std::string> { return jwks; }, JwksSource::Options());
  while (!keys.Ready().ok()) absl::SleepFor(absl::Milliseconds(1));
  prometheus::Registry registry;
  TokenVerifier verifier({kIssuer}, &keys, &registry);
  GUANXI_ASSIGN_OR_RETURN(const std::vector<std::string> tokens, Sign(signer));
  for (const std::string& token : tokens) GUANXI_RETURN_IF_ERROR(verifier.Verify(token).status());
  std::vector<double> micros;
  for (int round = 0; round < kRounds; ++round) {
    const absl::Time begun = absl::Now();
    for (int i = 0; i < kVerifications; ++i) {
      GUANXI_RETURN_IF_ERROR(verifier.Verify(tokens[i % kTokens]).status());
    }
    micros.push_back(absl::ToDoubleMicroseconds(absl::Now() - begun) / kVerifications);
  }
  Print({"verification of a token that is known", Median(micros), 2, "µs", 1,
         /*less_is_better=*/true});
  return absl::OkStatus();
}

}  // namespace guanxi::bench
