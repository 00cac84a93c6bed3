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
const db::Query kSelectSuccessor{
    "contract.select_successor",
    "SELECT id FROM contracts FORCE INDEX (idx_renews_id_create_time) WHERE tenant_id = ? AND "
    "live = 1 AND renews_id = ? AND state IN (2, 3, 4) AND id <> ? "
    "ORDER BY create_time, id LIMIT 1"};

// The signed one that renews what `ended` renewed; empty if there is none.
absl::StatusOr<std::string> OtherSuccessor(UnitOfWork& work, const MoneyResources& all,
                                           const Contract& ended) {
  const resource::ResourceType& type = all.contracts->type();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName self, resource::ParseName(type, ended.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName before,
                          resource::ParseName(type, ended.renews(), "renews"));
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(kSelectSuccessor, {work.principal().tenant.bytes(),
                                                              before.id.bytes(), self.id.bytes()}));
  if (rows.empty()) return std::string();
  ResourceName other;
  GUANXI_ASSIGN_OR_RETURN(other.id, Uuid::FromBytes(rows[0].String(0)));
  return resource::FormatName(type, other);
}

}  // namespace

absl::Status DeriveRenewal(UnitOfWork& work, const MoneyResources& all, const Contract& old,
                           const Contract& next) {
  if (next.renews().empty()) return absl::OkStatus();
  if (old.state() == Contract::DRAFT && IsInForce(next)) {
    return ChangeRow<Contract>(work, *all.contracts, next.renews(), [&](Contract* before) {
      if (before->renewed_by().empty()) before->set_renewed_by(next.name());
      return absl::OkStatus();
    });
  }
  if (next.state() != Contract::TERMINATED) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const std::string other, OtherSuccessor(work, all, next));
  return ChangeRow<Contract>(work, *all.contracts, next.renews(), [&](Contract* before) {
    if (before->renewed_by() == next.name()) before->set_renewed_by(other);
    return absl::OkStatus();
  });
}

std::vector<db::Query> RenewalQueries() { return {kSelectSuccessor}; }

}  // namespace guanxi::lead
