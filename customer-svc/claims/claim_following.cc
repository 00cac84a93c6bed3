#include "customer-svc/claims/claim_following.h"

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/write_context.h"
#include "customer-svc/claims/claim_value.h"
#include "customer-svc/leaf.h"

namespace guanxi::customer {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::AttributeClaim;
using v1::Customer;

absl::Status SetClaimed(UnitOfWork& work, const ClaimKin& kin, const ResourceName& customer,
                        const AttributeClaim& claim) {
  const absl::StatusOr<Stored> row = work.GetLive(kin.customers, customer);
  if (absl::IsNotFound(row.status())) return absl::OkStatus();  // nobody has it any more
  GUANXI_RETURN_IF_ERROR(row.status());
  Customer next = static_cast<const Customer&>(*row->message);
  GUANXI_RETURN_IF_ERROR(SetClaimedValue(claim.field(), claim.value(), &next));
  return work.Update(kin.customers, *row, &next).status();
}

bool IsRefused(const UnitOfWork& work, int writes, const absl::Status& status) {
  const bool is_about_it = absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status) ||
                           absl::IsAlreadyExists(status);
  return is_about_it && work.writes() == writes;
}

bool IsSaidBy(const resource::Resource& customers, const AttributeClaim& claim,
              const Customer& customer) {
  Customer with = customer;
  if (!SetClaimedValue(claim.field(), claim.value(), &with).ok()) return false;
  Violations violations;
  customers.Normalize(resource::WriteContext(), &with, &violations);
  return violations.empty() && Leaf::Find(claim.field())->IsSame(with, customer);
}

}  // namespace guanxi::customer
