#include "gateway/directory/tidy_roles.h"

#include <string>

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"
#include "common/resource/unit_of_work.h"
#include "gateway/directory/known_permissions.h"
#include "gateway/directory/names.h"
#include "gateway/directory/operators_engine.h"
#include "gateway/directory/ready_roles.h"
#include "gateway/directory/trusted.h"
#include "guanxi/access/v1/role.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::Role;
using resource::UnitOfWork;

const db::Query kNextTenant{"directory.next_tenant",
                            "SELECT MIN(tenant_id) FROM directory_tenants WHERE tenant_id > ?",
                            /*infrastructure=*/true};

// How many permissions went.
int DropDead(Role* role) {
  google::protobuf::RepeatedPtrField<access::v1::Permission> kept;
  for (const access::v1::Permission& one : role->permissions()) {
    if (MeansPermission(one.pattern())) *kept.Add() = one;
  }
  const int gone = role->permissions_size() - kept.size();
  if (gone == 0 || kept.empty()) return 0;
  role->mutable_permissions()->Swap(&kept);
  return gone;
}

absl::Status TidyTenant(const OperatorsEngine& operators, const Uuid& tenant) {
  int gone = 0;
  std::vector<Uuid> ids;
  for (const Role& role : ReadyRoles()) ids.push_back(ReadyRoleId(tenant, role.code()));
  const resource::Resource& roles = *operators.resources->roles;
  GUANXI_RETURN_IF_ERROR(operators.engine->Write(
      Trusted(tenant, kOperator), {db::Lane::kJob}, resource::WriteContext(),
      [&](UnitOfWork& work) -> absl::Status {
        gone = 0;
        GUANXI_ASSIGN_OR_RETURN(const auto stored, work.GetMany(roles, ids));
        for (const auto& [id, row] : stored) {
          if (!row.live) continue;
          Role role = static_cast<const Role&>(*row.message);
          const int dropped = DropDead(&role);
          if (dropped == 0) continue;
          gone += dropped;
          GUANXI_RETURN_IF_ERROR(work.Update(roles, row, &role).status());
        }
        return absl::OkStatus();
      }));
  if (gone > 0) {
    Log(Severity::kInfo, "access.ready_roles_tidied",
        {{"tenant", tenant.ToString()}, {"permissions", gone}});
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status TidyReadyRoles(db::Database* database) {
  GUANXI_ASSIGN_OR_RETURN(const OperatorsEngine operators, OperatorsEngine::Create(database));
  Uuid tenant;
  while (true) {
    bool found = false;
    GUANXI_RETURN_IF_ERROR(
        database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kNextTenant, {tenant.bytes()}));
          found = !rows[0].IsNull(0);
          if (!found) return absl::OkStatus();
          GUANXI_ASSIGN_OR_RETURN(tenant, Uuid::FromBytes(rows[0].String(0)));
          return absl::OkStatus();
        }));
    if (!found) return absl::OkStatus();
    GUANXI_RETURN_IF_ERROR(TidyTenant(operators, tenant));
  }
}

std::vector<db::Query> TidyQueries() { return {kNextTenant}; }

}  // namespace guanxi::directory
