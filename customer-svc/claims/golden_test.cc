#include "customer-svc/claims/golden.h"

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using v1::AttributeClaim;

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

AttributeClaim Claim(const std::string& source, absl::Duration age, int confidence = 0) {
  static int made = 0;
  AttributeClaim claim;
  claim.set_name(absl::StrCat("customers/c/attributeClaims/", ++made));
  claim.set_source(source);
  claim.set_confidence(confidence);
  *claim.mutable_as_of_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(kNow - age));
  return claim;
}

AttributeClaim Until(AttributeClaim claim, absl::Duration left) {
  *claim.mutable_expire_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(kNow + left));
  return claim;
}

std::string Best(const std::vector<AttributeClaim>& claims, const Trust& trust) {
  const AttributeClaim* const best = BestClaim(claims, trust, kNow);
  return best != nullptr ? best->source() : "";
}

TEST(GoldenTest, WithoutClaimsInForceThereIsNoBest) {
  EXPECT_EQ(Best({}, {}), "");
  EXPECT_EQ(Best({Until(Claim("a", absl::Hours(2)), absl::ZeroDuration())}, {}), "");
}

TEST(GoldenTest, TheMostTrustedGoesBeforeTheSurestAndTheLatest) {
  const std::vector<AttributeClaim> claims = {Claim("form", absl::Hours(1), 100),
                                              Claim("registry", absl::Hours(9), 10)};
  EXPECT_EQ(Best(claims, {"registry", "form"}), "registry");
  EXPECT_EQ(Best(claims, {"registry"}), "registry");
  EXPECT_EQ(Best(claims, {}), "form");
}

TEST(GoldenTest, OfThoseAlikeTrustedTheSurerThenTheLaterOne) {
  EXPECT_EQ(Best({Claim("a", absl::Hours(1), 49), Claim("b", absl::Hours(5))}, {}), "b");
  EXPECT_EQ(Best({Claim("a", absl::Hours(1), 50), Claim("b", absl::Hours(5))}, {}), "a");
}

TEST(GoldenTest, WhenTheBestLapsesTheNextOneIs) {
  const std::vector<AttributeClaim> claims = {
      Until(Claim("registry", absl::Hours(1)), absl::Hours(1)), Claim("form", absl::Hours(9))};
  const Trust trust = {"registry", "form"};
  EXPECT_EQ(BestClaim(claims, trust, kNow + absl::Minutes(59))->source(), "registry");
  EXPECT_EQ(BestClaim(claims, trust, kNow + absl::Hours(1))->source(), "form");
}

// As a sort by the stated order would have it, at any time and in any order of arrival.
TEST(GoldenTest, IsWhatARecomputationFromAllClaimsComesTo) {
  std::mt19937 random(11);
  const std::vector<std::string> sources = {"a", "b", "c", "d"};
  const Trust trust = {"c", "a"};
  const auto pick = [&](int below) { return static_cast<int>(random() % below); };
  for (int round = 0; round < 300; ++round) {
    std::vector<AttributeClaim> claims;
    for (int i = pick(8); i > 0; --i) {
      AttributeClaim claim = Claim(sources[pick(4)], absl::Hours(pick(4)), 50 * pick(3));
      if (pick(2) == 0) claim = Until(std::move(claim), absl::Hours(pick(5) - 2));
      claims.push_back(std::move(claim));
    }
    const absl::Time at = kNow + absl::Hours(pick(3) - 1);
    const AttributeClaim* naive = nullptr;
    for (const std::string wanted : {"c", "a", "other"}) {
      for (const AttributeClaim& claim : claims) {
        const bool other = claim.source() == "b" || claim.source() == "d";
        if (wanted != (other ? "other" : claim.source())) continue;
        const bool lapsed =
            claim.has_expire_time() &&
            TimeUtil::TimestampToMicroseconds(claim.expire_time()) <= absl::ToUnixMicros(at);
        if (lapsed) continue;
        const int sure = claim.confidence() == 0 ? 50 : claim.confidence();
        const int best_sure =
            naive == nullptr ? -1 : (naive->confidence() == 0 ? 50 : naive->confidence());
        const bool later =
            naive != nullptr && claim.as_of_time().seconds() > naive->as_of_time().seconds();
        const bool alike =
            naive != nullptr && claim.as_of_time().seconds() == naive->as_of_time().seconds();
        if (sure > best_sure ||
            (sure == best_sure && (later || (alike && claim.name() > naive->name())))) {
          naive = &claim;
        }
      }
      if (naive != nullptr) break;
    }
    const std::string expected = naive != nullptr ? naive->name() : "";
    for (int turn = 0; turn < 3; ++turn) {
      const AttributeClaim* const best = BestClaim(claims, trust, at);
      EXPECT_EQ(best != nullptr ? best->name() : "", expected) << "round " << round;
      std::shuffle(claims.begin(), claims.end(), random);
    }
  }
}

}  // namespace
}  // namespace guanxi::customer
