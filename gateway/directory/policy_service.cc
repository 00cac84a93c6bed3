#include "gateway/directory/policy_service.h"

#include "common/auth/system_tenant.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/resource/engine.h"
#include "gateway/directory/snapshot.h"

namespace guanxi::directory {

absl::StatusOr<access::v1::GetPolicySnapshotResponse> PolicyServiceImpl::GetPolicySnapshot(
    const rpc::Call& call, const access::v1::GetPolicySnapshotRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckIsService(call.principal));
  const absl::StatusOr<Uuid> tenant = Uuid::Parse(request.tenant());
  if (!tenant.ok()) return InvalidField("tenant", "is no UUID");
  if (request.known_version() < 0) return InvalidField("known_version", "is negative");
  return ReadSnapshot(database_, resource::TxOptionsOf(call), *tenant, request.known_version(),
                      clock_->Now() - ended_kept_);
}

}  // namespace guanxi::directory
