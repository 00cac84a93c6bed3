#include "common/auth/token_verifier.h"

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/errors/errors.h"

namespace guanxi {
namespace {

absl::Status Refuse(absl::string_view reason, absl::string_view text) {
  return Error(absl::StatusCode::kUnauthenticated, reason, text);
}

}  // namespace

TokenVerifier::TokenVerifier(const Options& options, JwksSource* keys,
                             prometheus::Registry* registry, Clock* clock)
    : options_(options),
      keys_(keys),
      clock_(clock),
      results_(&prometheus::BuildCounter()
                    .Name("guanxi_token_verifications_total")
                    .Help("Bearer tokens looked at, by result.")
                    .Register(*registry)),
      cached_(&results_->Add({{"result", "cached"}})) {}

absl::StatusOr<Principal> TokenVerifier::Verify(absl::string_view token) {
  const JwksSource::Snapshot keys = keys_->Current();
  std::string digest = crypto::Sha256(token);
  Principal principal;
  if (FindCached(digest, keys.generation, &principal)) {
    cached_->Increment();
    return principal;
  }
  absl::StatusOr<TokenClaims> claims = Check(token, keys);
  if (!claims.ok()) {
    Count(Reason(claims.status()));
    return claims.status();
  }
  Count("ok");
  Remember({std::move(digest), claims->principal, claims->expires}, keys.generation);
  return std::move(claims->principal);
}

absl::StatusOr<TokenClaims> TokenVerifier::Check(absl::string_view token,
                                                 const JwksSource::Snapshot& keys) {
  GUANXI_ASSIGN_OR_RETURN(const Jwt jwt, ParseJwt(token));
  if (keys.keys == nullptr) {
    return Unavailable("KEYS_UNAVAILABLE", "the keys that verify tokens are not there yet");
  }
  const auto key = keys.keys->find(jwt.kid);
  if (key == keys.keys->end()) {
    if (keys_->RequestRefresh()) {
      return Unavailable("KEYS_UNAVAILABLE", "the token's key is being looked for; try again");
    }
    return Refuse("TOKEN_KEY_UNKNOWN", "token: no such key");
  }
  if (!key->second.Verify(jwt.signing_input, jwt.signature)) {
    return Refuse("TOKEN_SIGNATURE", "token: the signature is wrong");
  }
  GUANXI_ASSIGN_OR_RETURN(TokenClaims claims, ParseClaims(jwt.payload));
  if (claims.issuer != options_.issuer) return Refuse("TOKEN_ISSUER", "token: another issuer's");
  if (std::find(claims.audience.begin(), claims.audience.end(), options_.audience) ==
      claims.audience.end()) {
    return Refuse("TOKEN_AUDIENCE", "token: meant for another audience");
  }
  GUANXI_RETURN_IF_ERROR(CheckTimes(claims));
  return claims;
}

absl::Status TokenVerifier::CheckTimes(const TokenClaims& claims) const {
  const absl::Time now = clock_->Now();
  if (now >= claims.expires + options_.clock_skew) {
    return Refuse("TOKEN_EXPIRED", "token: it has expired; get a new one");
  }
  const absl::Duration lifetime = claims.expires - claims.issued_at;
  if (lifetime <= absl::ZeroDuration() || lifetime > options_.max_lifetime) {
    return Refuse("TOKEN_LIFETIME", "token: it claims to live for no time, or for too long");
  }
  const absl::Time begins =
      std::max(claims.issued_at, claims.not_before.value_or(absl::InfinitePast()));
  if (now < begins - options_.clock_skew) {
    return Refuse("TOKEN_NOT_YET_VALID", "token: it is not valid yet");
  }
  return absl::OkStatus();
}

// An expired entry is left to be pushed out: Check says why it is refused.
bool TokenVerifier::FindCached(const std::string& digest, int64_t generation,
                               Principal* principal) {
  const absl::Time now = clock_->Now();
  MutexLock lock(&mutex_);
  if (generation != generation_) return false;
  const auto it = by_digest_.find(digest);
  if (it == by_digest_.end() || now >= it->second->expires + options_.clock_skew) return false;
  recent_.splice(recent_.begin(), recent_, it->second);
  *principal = it->second->principal;
  return true;
}

void TokenVerifier::Remember(Entry entry, int64_t generation) {
  MutexLock lock(&mutex_);
  if (generation < generation_) return;  // checked with keys that were replaced meanwhile
  if (generation > generation_) {
    by_digest_.clear();
    recent_.clear();
    generation_ = generation;
  }
  if (by_digest_.contains(entry.digest)) return;  // another thread was faster
  recent_.push_front(std::move(entry));
  by_digest_[recent_.front().digest] = recent_.begin();
  if (recent_.size() > options_.cache_size) {
    by_digest_.erase(recent_.back().digest);
    recent_.pop_back();
  }
}

void TokenVerifier::Count(absl::string_view result) {
  results_->Add({{"result", std::string(result)}}).Increment();
}

}  // namespace guanxi
