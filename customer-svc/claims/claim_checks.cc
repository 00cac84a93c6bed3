#include "customer-svc/claims/claim_checks.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "customer-svc/claims/claim_value.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using v1::AttributeClaim;
using v1::Customer;
using v1::TrustOrder;

constexpr int64_t kMaxDays = 3650;

bool IsSource(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '_' || c == '-' || c == '.';
  });
}

}  // namespace

void CheckClaim(const AttributeClaim& next, Violations* violations) {
  if (!IsClaimable(next.field())) {
    violations->Add("field", "is no field that something can be claimed of");
  } else {
    Customer unused;
    const absl::Status read = SetClaimedValue(next.field(), next.value(), &unused);
    if (!read.ok()) violations->Add("value", read.message());
  }
  if (!IsSource(next.source())) {
    violations->Add("source", "must be letters, digits, \"_\", \"-\" and \".\"");
  }
  if (next.confidence() < 0 || next.confidence() > 100) {
    violations->Add("confidence", "must be a percentage, 0 to 100");
  }
  const auto& left = next.time_to_live();
  if (next.has_time_to_live() &&
      (left.seconds() < 1 || left.seconds() > kMaxDays * 24 * 3600 || left.nanos() < 0)) {
    violations->Add("time_to_live", "must be 1 s to 3,650 days");
  }
}

void CheckTrustOrder(const TrustOrder& next, Violations* violations) {
  if (next.field() != "*" && !IsClaimable(next.field())) {
    violations->Add("field", "is no field that something can be claimed of, nor \"*\"");
  }
  std::set<std::string> known;
  for (int i = 0; i < next.sources_size(); ++i) {
    const std::string path = absl::StrCat("sources[", i, "]");
    if (!IsSource(next.sources(i))) {
      violations->Add(path, "must be letters, digits, \"_\", \"-\" and \".\"");
    } else if (!known.insert(next.sources(i)).second) {
      violations->Add(path, "stands twice");
    }
  }
}

}  // namespace guanxi::customer
