#include "lead-svc/contracts/renewals.h"

#include <string>

#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/resource_name.h"
#include "lead-svc/contracts/books.h"
#include "lead-svc/contracts/change_row.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::UnitOfWork;
using v1::Contract;

// Signed are ACTIVE, BREACHED and COMPLETED ones.
const db::Query kSelectSuccessors{
    "contract.select_successors",
    "SELECT id FROM contracts FORCE INDEX (idx_renews_id_create_time) WHERE tenant_id = ? AND "
    "live = 1 AND renews_id = ? AND state IN (2, 3, 4) AND id <> ? "
    "ORDER BY create_time, id LIMIT 20"};

// What a contract goes on from; nothing does before it is signed, or once it is terminated.
std::string Renewed(const Contract& contract) {
  const bool is_signed = IsInForce(contract) || contract.state() == Contract::COMPLETED;
  return is_signed ? contract.renews() : std::string();
}

// The oldest signed one that renews `before`, other than `self`; empty if there is none. What the
// same unit of work has changed is not in the table yet: each is looked at again.
absl::StatusOr<std::string> OtherSuccessor(UnitOfWork& work, const MoneyResources& all,
                                           const std::string& before, const std::string& self) {
  const resource::ResourceType& type = all.contracts->type();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName self_name, resource::ParseName(type, self, "name"));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name, resource::ParseName(type, before, "renews"));
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectSuccessors,
                       {work.principal().tenant.bytes(), name.id.bytes(), self_name.id.bytes()}));
  for (const db::Row row : rows) {
    ResourceName other;
    GUANXI_ASSIGN_OR_RETURN(other.id, Uuid::FromBytes(row.String(0)));
    GUANXI_ASSIGN_OR_RETURN(const auto found, work.Peek(*all.contracts, other));
    if (!found.has_value()) continue;
    const auto& contract = static_cast<const Contract&>(*found->message);
    if (Renewed(contract) == before) return contract.name();
  }
  return std::string();
}

}  // namespace

absl::Status DeriveRenewal(UnitOfWork& work, const MoneyResources& all, const Contract& old,
                           const Contract& next) {
  const std::string left = Renewed(old);
  const std::string entered = Renewed(next);
  if (left == entered) return absl::OkStatus();
  if (!left.empty()) {
    GUANXI_ASSIGN_OR_RETURN(const std::string other, OtherSuccessor(work, all, left, next.name()));
    GUANXI_RETURN_IF_ERROR(ChangeRow<Contract>(work, *all.contracts, left, [&](Contract* before) {
      if (before->renewed_by() == next.name()) before->set_renewed_by(other);
      return absl::OkStatus();
    }));
  }
  if (entered.empty()) return absl::OkStatus();
  return ChangeRow<Contract>(work, *all.contracts, entered, [&](Contract* before) {
    if (before->renewed_by().empty()) before->set_renewed_by(next.name());
    return absl::OkStatus();
  });
}

std::vector<db::Query> RenewalQueries() { return {kSelectSuccessors}; }

}  // namespace guanxi::lead
