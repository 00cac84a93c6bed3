#include "customer-svc/claims/claim_behavior.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rules/values.h"
#include "customer-svc/claims/claim_checks.h"
#include "customer-svc/claims/claim_following.h"
#include "customer-svc/claims/claim_reads.h"
#include "customer-svc/claims/trust_round.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using resource::ChangeKind;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::AttributeClaim;
using v1::Customer;
using v1::TrustOrder;

constexpr char kLapse[] = "claim_lapse";

bool CanWrite(policy::FieldAccess access) {
  return access == policy::FieldAccess::kFull || access == policy::FieldAccess::kMasked;
}

absl::Status CheckMayClaim(UnitOfWork& work, const ClaimKin& kin, const AttributeClaim& claim) {
  const auto view = resource::ViewOf(kin.customers.type(), work.principal());
  if (view == nullptr || CanWrite(view->AccessTo(claim.field()))) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "FIELD_NOT_ALLOWED",
               absl::StrCat("the caller may not change ", claim.field()));
}

// The values of a best claim become those of the customer, if another one was it before.
absl::Status Follow(UnitOfWork& work, const ClaimKin& kin, const ResourceName& customer,
                    const AttributeClaim* before, const AttributeClaim* best) {
  if (best == nullptr || (before != nullptr && before->name() == best->name())) {
    return absl::OkStatus();
  }
  return SetClaimed(work, kin, customer, *best);
}

// The same, but for what the customer may not have: it keeps what it has.
absl::Status FollowIfAllowed(UnitOfWork& work, const ClaimKin& kin, const ResourceName& customer,
                             const AttributeClaim* before, const AttributeClaim* best) {
  const int writes = work.writes();
  const absl::Status followed = Follow(work, kin, customer, before, best);
  return IsRefused(work, writes, followed) ? absl::OkStatus() : followed;
}

absl::StatusOr<ResourceName> CustomerOf(const ClaimKin& kin, const AttributeClaim& claim) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(kin.claims.type(), claim.name(), "name"));
  return resource::ParentOf(name);
}

absl::Status ArmLapse(UnitOfWork& work, const ClaimKin& kin, ChangeKind kind,
                      const AttributeClaim& claim) {
  if (kin.timers == nullptr || !claim.has_expire_time()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(kin.claims.type(), claim.name(), "name"));
  const Uuid& tenant = work.principal().tenant;
  const std::string key = name.id.ToString();
  if (kind != ChangeKind::kCreated) {
    return timers::Timers::Disarm(work.tx(), tenant, kLapse, key);
  }
  timers::Timer timer;
  timer.kind = kLapse;
  timer.key = key;
  timer.due = EndOf(claim);
  return kin.timers->Arm(work.tx(), tenant, timer);
}

absl::Status DeriveClaim(UnitOfWork& work, const ClaimKin& kin, ChangeKind kind,
                         const AttributeClaim& claim) {
  GUANXI_RETURN_IF_ERROR(ArmLapse(work, kin, kind, claim));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName customer, CustomerOf(kin, claim));
  GUANXI_ASSIGN_OR_RETURN(std::vector<AttributeClaim> claims,
                          ReadClaims(work, kin, customer.id, claim.field()));
  if (kind == ChangeKind::kCreated && claims.size() > kMaxClaims) {
    return FailedPrecondition("TOO_MANY_CLAIMS", claim.name(),
                              absl::StrCat(claim.field(), " has ", kMaxClaims, " claims"));
  }
  GUANXI_ASSIGN_OR_RETURN(const Trust trust,
                          ReadTrust(work.tx(), kin, work.principal().tenant, claim.field()));
  std::vector<AttributeClaim> others;
  for (const AttributeClaim& one : claims) {
    if (one.name() != claim.name()) others.push_back(one);
  }
  std::vector<AttributeClaim> with = others;
  with.push_back(claim);
  if (kind != ChangeKind::kCreated) {
    return FollowIfAllowed(work, kin, customer, BestClaim(with, trust, work.now()),
                           BestClaim(others, trust, work.now()));
  }
  const absl::Status followed = Follow(work, kin, customer, BestClaim(others, trust, work.now()),
                                       BestClaim(with, trust, work.now()));
  // The customer may not have the value, whoever states it.
  return IsAboutFields(followed) ? InvalidField("value", followed.message()) : followed;
}

// The claim was in force until a moment ago.
absl::Status Lapse(UnitOfWork& work, const ClaimKin& kin, const timers::ArmedTimer& timer) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(timer.key));
  GUANXI_ASSIGN_OR_RETURN(const auto found, work.GetMany(kin.claims, {id}, resource::Lock::kNone));
  const auto row = found.find(id);
  if (row == found.end()) return absl::OkStatus();
  const auto& claim = static_cast<const AttributeClaim&>(*row->second.message);
  GUANXI_ASSIGN_OR_RETURN(const ResourceName customer, CustomerOf(kin, claim));
  // Exclusively first, as who writes claims has it.
  const absl::StatusOr<Stored> parent = work.GetLive(kin.customers, customer);
  if (absl::IsNotFound(parent.status())) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(parent.status());
  GUANXI_ASSIGN_OR_RETURN(const std::vector<AttributeClaim> claims,
                          ReadClaims(work, kin, customer.id, claim.field()));
  GUANXI_ASSIGN_OR_RETURN(const Trust trust,
                          ReadTrust(work.tx(), kin, work.principal().tenant, claim.field()));
  const absl::Time last = EndOf(claim) - absl::Microseconds(1);
  return FollowIfAllowed(work, kin, customer, BestClaim(claims, trust, last),
                         BestClaim(claims, trust, std::max(work.now(), EndOf(claim))));
}

}  // namespace

resource::Behavior<AttributeClaim> AttributeClaimBehavior(FindKin kin) {
  resource::Behavior<AttributeClaim> behavior;
  behavior.normalize = [](const resource::WriteContext& context, AttributeClaim* claim,
                          Violations* violations) {
    if (!claim->has_as_of_time()) return;
    rules::NormalizeTime(claim->mutable_as_of_time());
    rules::CheckPastTime("as_of_time", context.now, claim->as_of_time(), violations);
  };
  behavior.check = [](ChangeKind kind, const AttributeClaim*, const AttributeClaim& next,
                      Violations* violations) {
    if (resource::StatesValues(kind)) CheckClaim(next, violations);
  };
  behavior.complete = [](UnitOfWork&, const AttributeClaim*, AttributeClaim* next) {
    next->clear_expire_time();
    if (next->has_time_to_live()) {
      *next->mutable_expire_time() = next->as_of_time() + next->time_to_live();
      rules::NormalizeTime(next->mutable_expire_time());
    }
    return absl::OkStatus();
  };
  behavior.admit = [kin](UnitOfWork& work, ChangeKind kind, const AttributeClaim*,
                         const AttributeClaim& next) {
    return resource::StatesValues(kind) ? CheckMayClaim(work, kin(), next) : absl::OkStatus();
  };
  behavior.derive = [kin = std::move(kin)](UnitOfWork& work, ChangeKind kind, const AttributeClaim*,
                                           const AttributeClaim& next) {
    return DeriveClaim(work, kin(), kind, next);
  };
  behavior.derives_into_parent = true;
  return behavior;
}

resource::Behavior<TrustOrder> TrustOrderBehavior(FindKin kin) {
  resource::Behavior<TrustOrder> behavior;
  behavior.check = [](ChangeKind kind, const TrustOrder*, const TrustOrder& next,
                      Violations* violations) {
    if (resource::StatesValues(kind)) CheckTrustOrder(next, violations);
  };
  behavior.derive = [kin = std::move(kin)](UnitOfWork& work, ChangeKind, const TrustOrder*,
                                           const TrustOrder&) {
    return ArmTrustRound(work, kin());
  };
  return behavior;
}

timers::Kinds ClaimTimerKinds(FindKin kin) {
  timers::Kinds kinds;
  kinds[kTrustRoundTimer] = TrustRound(kin);
  kinds[kLapse].fire = [kin = std::move(kin)](UnitOfWork& work,
                                              const timers::Batch& batch) -> absl::Status {
    for (const timers::ArmedTimer& timer : batch.timers) {
      GUANXI_RETURN_IF_ERROR(Lapse(work, kin(), timer));
    }
    return absl::OkStatus();
  };
  kinds[kLapse].max_batch = 20;
  return kinds;
}

}  // namespace guanxi::customer
