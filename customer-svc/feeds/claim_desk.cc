#include "customer-svc/feeds/claim_desk.h"

#include <map>
#include <string>

#include "common/base/log.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/attribute_claim.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::AttributeClaim;

// What a register says it says of its own books.
constexpr int kConfidence = 90;

AttributeClaim ClaimOf(const FeedValues& values, const FeedValue& one) {
  AttributeClaim claim;
  claim.set_field(one.field);
  claim.set_value(one.value);
  claim.set_source(values.source);
  claim.set_evidence(values.evidence);
  claim.set_confidence(kConfidence);
  *claim.mutable_as_of_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(values.as_of));
  return claim;
}

}  // namespace

absl::Status ClaimDesk::Apply(UnitOfWork& work, const ResourceName& customer,
                              const FeedValues& values) const {
  std::map<std::string, std::string> before;
  for (const FeedValue& one : values.before) before[one.field] = one.value;
  for (const FeedValue& one : values.now) {
    const auto said = before.find(one.field);
    if (said != before.end() && said->second == one.value) continue;
    AttributeClaim claim = ClaimOf(values, one);
    const int writes = work.writes();
    const absl::Status made = work.Insert(
        *claims_, resource::ChildOf(customer, work.environment().uuids().Next()), &claim);
    if (made.ok()) continue;
    // What the customer may not have keeps no other value away.
    const bool is_refused = IsAboutFields(made) || absl::IsFailedPrecondition(made);
    if (!is_refused || work.writes() != writes) return made;
    Log(Severity::kInfo, "feed.value_refused", {{"source", values.source}, {"field", one.field}});
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
