#include "common/auth/token_verifier.h"

#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/token_signer.h"
#include "common/base/log.h"
#include "common/testing/eventually.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

using ::testing::HasSubstr;

constexpr char kIssuer[] = "https://guanxi.dev";

TokenSigner NewSigner() { return TokenSigner(*Es256PrivateKey::Generate()); }

// The issuer as the network shows it: a key set, or an error.
class Issuer {
 public:
  void Publish(absl::StatusOr<std::string> jwks) {
    MutexLock lock(&mutex_);
    jwks_ = std::move(jwks);
  }
  absl::StatusOr<std::string> Fetch() {
    MutexLock lock(&mutex_);
    ++fetches_;
    return jwks_;
  }
  int fetches() {
    MutexLock lock(&mutex_);
    return fetches_;
  }

 private:
  Mutex mutex_;
  absl::StatusOr<std::string> jwks_ ABSL_GUARDED_BY(mutex_) = absl::UnavailableError("down");
  int fetches_ ABSL_GUARDED_BY(mutex_) = 0;
};

class TokenVerifierTest : public ::testing::Test {
 protected:
  TokenVerifierTest() : clock_(absl::FromUnixSeconds(1700000000)), signer_(NewSigner()) {
    SetLogSink([](absl::string_view) {});
    issuer_.Publish(RenderJwks({signer_.public_key()}));
  }
  ~TokenVerifierTest() override {
    source_.reset();
    SetLogSink(nullptr);
  }

  void Start(JwksSource::Options options = {}, size_t cache_size = 100) {
    source_ = std::make_unique<JwksSource>([this] { return issuer_.Fetch(); }, options);
    TokenVerifier::Options verifier;
    verifier.issuer = kIssuer;
    verifier.cache_size = cache_size;
    verifier_ = std::make_unique<TokenVerifier>(verifier, source_.get(), &registry_, &clock_);
  }

  void StartAndWait() {
    Start();
    ASSERT_TRUE(Eventually([&] { return source_->Ready().ok(); }));
  }

  TokenClaims Claims() {
    TokenClaims claims;
    claims.issuer = kIssuer;
    claims.audience = {"guanxi"};
    claims.principal.tenant = DeriveUuid("test", "tenant");
    claims.principal.subject =
        absl::StrCat("users/", DeriveUuid("test", absl::StrCat(++user_)).ToString());
    claims.principal.client = "test";
    claims.issued_at = clock_.Now();
    claims.expires = clock_.Now() + absl::Minutes(5);
    return claims;
  }

  std::string Token() { return *signer_.Sign(Claims()); }

  std::string Metrics() { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

  FakeClock clock_;
  TokenSigner signer_;
  Issuer issuer_;
  prometheus::Registry registry_;
  std::unique_ptr<JwksSource> source_;
  std::unique_ptr<TokenVerifier> verifier_;
  int user_ = 0;
};

TEST_F(TokenVerifierTest, AGoodTokenNamesItsPrincipal) {
  StartAndWait();
  const TokenClaims claims = Claims();
  const auto principal = verifier_->Verify(*signer_.Sign(claims));
  ASSERT_THAT(principal, IsOk());
  EXPECT_EQ(principal->tenant, claims.principal.tenant);
  EXPECT_EQ(principal->subject, claims.principal.subject);
  EXPECT_EQ(principal->client, "test");
}

TEST_F(TokenVerifierTest, WrongClaimsHaveTheirReasons) {
  StartAndWait();
  const auto verify = [&](const TokenClaims& claims) {
    return verifier_->Verify(*signer_.Sign(claims)).status();
  };
  TokenClaims claims = Claims();
  claims.issuer = "https://elsewhere.example";
  EXPECT_THAT(verify(claims), HasReason("TOKEN_ISSUER"));
  claims = Claims();
  claims.audience = {"elsewhere", "Guanxi"};
  EXPECT_THAT(verify(claims), HasReason("TOKEN_AUDIENCE"));
  claims = Claims();
  claims.expires = clock_.Now() - absl::Seconds(31);
  EXPECT_THAT(verify(claims), HasReason("TOKEN_EXPIRED"));
  claims = Claims();
  claims.issued_at = clock_.Now() + absl::Seconds(31);
  EXPECT_THAT(verify(claims), HasReason("TOKEN_NOT_YET_VALID"));
  claims = Claims();
  claims.not_before = clock_.Now() + absl::Seconds(31);
  EXPECT_THAT(verify(claims), HasReason("TOKEN_NOT_YET_VALID"));
  claims.issued_at = clock_.Now() + absl::Seconds(31);
  claims.not_before = clock_.Now();
  EXPECT_THAT(verify(claims), HasReason("TOKEN_NOT_YET_VALID"));
  EXPECT_THAT(verifier_->Verify("garbage"), HasReason("TOKEN_MALFORMED"));
}

TEST_F(TokenVerifierTest, NoTokenLivesForAsLongAsItLikes) {
  StartAndWait();
  TokenClaims claims = Claims();
  claims.expires = claims.issued_at + absl::Hours(1);
  EXPECT_THAT(verifier_->Verify(*signer_.Sign(claims)), IsOk());
  for (const absl::Duration lifetime :
       {absl::Hours(1) + absl::Seconds(1), absl::Hours(24 * 365), absl::ZeroDuration()}) {
    claims.expires = claims.issued_at + lifetime;
    EXPECT_THAT(verifier_->Verify(*signer_.Sign(claims)), HasReason("TOKEN_LIFETIME"));
  }
  // Issued long ago and not expired yet.
  claims.issued_at = clock_.Now() - absl::Hours(24);
  claims.expires = clock_.Now() + absl::Minutes(1);
  EXPECT_THAT(verifier_->Verify(*signer_.Sign(claims)), HasReason("TOKEN_LIFETIME"));
}

TEST_F(TokenVerifierTest, ForgedTokensAreRefused) {
  StartAndWait();
  const std::string good = Token();
  const std::string other = Token();
  // Another token's payload under this signature.
  const std::string spliced =
      absl::StrCat(other.substr(0, other.rfind('.')), good.substr(good.rfind('.')));
  EXPECT_THAT(verifier_->Verify(spliced), HasReason("TOKEN_SIGNATURE"));
  EXPECT_THAT(verifier_->Verify(good.substr(0, good.rfind('.') + 1)), HasReason("TOKEN_MALFORMED"));
}

TEST_F(TokenVerifierTest, ATokenIsCheckedOnceAndExpiresAllTheSame) {
  StartAndWait();
  const std::string token = Token();
  for (int i = 0; i < 3; ++i) EXPECT_THAT(verifier_->Verify(token), IsOk());
  EXPECT_THAT(Metrics(), HasSubstr("guanxi_token_verifications_total{result=\"ok\"} 1"));
  EXPECT_THAT(Metrics(), HasSubstr("guanxi_token_verifications_total{result=\"cached\"} 2"));
  clock_.Advance(absl::Minutes(5) + absl::Seconds(30));
  EXPECT_THAT(verifier_->Verify(token), HasReason("TOKEN_EXPIRED"));
}

TEST_F(TokenVerifierTest, TheCacheIsBounded) {
  Start({}, /*cache_size=*/2);
  ASSERT_TRUE(Eventually([&] { return source_->Ready().ok(); }));
  const std::vector<std::string> tokens = {Token(), Token(), Token()};
  for (const std::string& token : tokens) EXPECT_THAT(verifier_->Verify(token), IsOk());
  EXPECT_THAT(verifier_->Verify(tokens[0]), IsOk());  // was pushed out: checked again
  EXPECT_THAT(Metrics(), HasSubstr("guanxi_token_verifications_total{result=\"ok\"} 4"));
}

TEST_F(TokenVerifierTest, WithoutKeysCallsMayBeRetried) {
  issuer_.Publish(absl::UnavailableError("down"));
  JwksSource::Options options;
  options.retry_interval = absl::Milliseconds(5);
  Start(options);
  EXPECT_THAT(verifier_->Verify(Token()), HasReason("KEYS_UNAVAILABLE"));
  EXPECT_THAT(verifier_->Verify(Token()), StatusIs(absl::StatusCode::kUnavailable));
  issuer_.Publish(RenderJwks({signer_.public_key()}));
  EXPECT_TRUE(Eventually([&] { return verifier_->Verify(Token()).ok(); }));
}

TEST_F(TokenVerifierTest, TheLastGoodKeysServeWhileTheSourceIsDownOrBroken) {
  JwksSource::Options options;
  options.refresh_interval = options.retry_interval = absl::Milliseconds(1);
  Start(options);
  ASSERT_TRUE(Eventually([&] { return source_->Ready().ok(); }));
  for (const absl::StatusOr<std::string>& broken :
       {absl::StatusOr<std::string>(absl::UnavailableError("down")),
        absl::StatusOr<std::string>("{\"keys\":[]}"), absl::StatusOr<std::string>("<html>")}) {
    issuer_.Publish(broken);
    const int before = issuer_.fetches();
    ASSERT_TRUE(Eventually([&] { return issuer_.fetches() > before + 2; }));
    EXPECT_THAT(verifier_->Verify(Token()), IsOk());
  }
}

TEST_F(TokenVerifierTest, AnUnknownKeyIsLookedUpOnceAndThenRefused) {
  StartAndWait();  // the next fetch in turn is a minute away
  const TokenSigner next = NewSigner();
  issuer_.Publish(RenderJwks({signer_.public_key(), next.public_key()}));
  const std::string token = *next.Sign(Claims());
  EXPECT_THAT(verifier_->Verify(token), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_TRUE(Eventually([&] { return verifier_->Verify(token).ok(); }));
  EXPECT_THAT(verifier_->Verify(Token()), IsOk());  // the old key's tokens live on

  const int fetches = issuer_.fetches();
  const TokenSigner nobody = NewSigner();
  EXPECT_THAT(verifier_->Verify(*nobody.Sign(Claims())), HasReason("TOKEN_KEY_UNKNOWN"));
  EXPECT_EQ(issuer_.fetches(), fetches);
}

TEST_F(TokenVerifierTest, AWithdrawnKeyTakesItsCachedTokensAlong) {
  JwksSource::Options options;
  options.refresh_interval = options.retry_interval = absl::Milliseconds(1);
  options.min_request_interval = absl::InfiniteDuration();
  Start(options);
  ASSERT_TRUE(Eventually([&] { return source_->Ready().ok(); }));
  const std::string token = Token();
  ASSERT_THAT(verifier_->Verify(token), IsOk());
  issuer_.Publish(RenderJwks({NewSigner().public_key()}));
  EXPECT_TRUE(Eventually([&] { return !verifier_->Verify(token).ok(); }));
}

TEST_F(TokenVerifierTest, ManyThreadsMayAsk) {
  JwksSource::Options options;
  options.refresh_interval = options.retry_interval = absl::Milliseconds(1);
  Start(options, /*cache_size=*/5);
  ASSERT_TRUE(Eventually([&] { return source_->Ready().ok(); }));
  std::vector<std::string> tokens;
  for (int i = 0; i < 10; ++i) tokens.push_back(Token());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) EXPECT_THAT(verifier_->Verify(tokens[i % 10]), IsOk());
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace guanxi
