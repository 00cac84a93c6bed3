#include "customer-svc/feeds/claim_desk.h"

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/change_kind.h"
#include "common/resource/checks.h"
#include "common/resource/environment.h"
#include "customer-svc/claims/claim_value.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/attribute_claim.pb.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
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

// Whether the customer's own rules let it have the value. Asked before anything is written: a claim
// that is written, and not followed, could not be taken back.
absl::StatusOr<bool> MayHave(UnitOfWork& work, const resource::Resource& customers,
                             const ResourceName& name, const FeedValue& one) {
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(customers, name));
  v1::Customer next;
  next.CopyFrom(*row.message);
  if (!SetClaimedValue(one.field, one.value, &next).ok()) return false;
  Violations violations;
  resource::CheckDeclared(customers.type(), row.message.get(), next, &violations);
  if (customers.hooks().check) {
    customers.hooks().check(resource::ChangeKind::kUpdated, row.message.get(), next, &violations);
  }
  return violations.empty();
}

}  // namespace

absl::Status ClaimDesk::Apply(UnitOfWork& work, const ResourceName& customer,
                              const FeedValues& values) const {
  std::map<std::string, std::string> before;
  for (const FeedValue& one : values.before) before[one.field] = one.value;
  for (const FeedValue& one : values.now) {
    const auto said = before.find(one.field);
    if (said != before.end() && said->second == one.value) continue;
    GUANXI_ASSIGN_OR_RETURN(bool is_taken, MayHave(work, *customers_, customer, one));
    if (is_taken) {
      AttributeClaim claim = ClaimOf(values, one);
      const int writes = work.writes();
      const absl::Status made = work.Insert(
          *claims_, resource::ChildOf(customer, work.environment().uuids().Next()), &claim);
      const bool is_refused = IsAboutFields(made) || absl::IsFailedPrecondition(made);
      if (!made.ok() && (!is_refused || work.writes() != writes)) return made;
      is_taken = made.ok();
    }
    if (is_taken) continue;
    // What the customer may not have keeps no other value away.
    Log(Severity::kInfo, "feed.value_refused", {{"source", values.source}, {"field", one.field}});
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
