#include "customer-svc/claims/golden.h"

#include <algorithm>
#include <tuple>

#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using v1::AttributeClaim;

constexpr int kUnstatedConfidence = 50;

int64_t MicrosOf(const google::protobuf::Timestamp& time) {
  return TimeUtil::TimestampToMicroseconds(time);
}

size_t RankOf(const AttributeClaim& claim, const Trust& trust) {
  return static_cast<size_t>(std::find(trust.begin(), trust.end(), claim.source()) - trust.begin());
}

int ConfidenceOf(const AttributeClaim& claim) {
  return claim.confidence() == 0 ? kUnstatedConfidence : claim.confidence();
}

// The greater, the better; the name, which holds a unique id, decides where nothing else does.
auto KeyOf(const AttributeClaim& claim, const Trust& trust) {
  return std::make_tuple(trust.size() - RankOf(claim, trust), ConfidenceOf(claim),
                         MicrosOf(claim.as_of_time()), MicrosOf(claim.create_time()), claim.name());
}

}  // namespace

absl::Time EndOf(const AttributeClaim& claim) {
  return claim.has_expire_time() ? absl::FromUnixMicros(MicrosOf(claim.expire_time()))
                                 : absl::InfiniteFuture();
}

bool IsInForce(const AttributeClaim& claim, absl::Time at) { return at < EndOf(claim); }

const AttributeClaim* BestClaim(absl::Span<const AttributeClaim> claims, const Trust& trust,
                                absl::Time at) {
  const AttributeClaim* best = nullptr;
  for (const AttributeClaim& claim : claims) {
    if (!IsInForce(claim, at)) continue;
    if (best == nullptr || KeyOf(claim, trust) > KeyOf(*best, trust)) best = &claim;
  }
  return best;
}

}  // namespace guanxi::customer
