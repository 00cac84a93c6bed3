#include "gateway/directory/policy_service.h"

#include "absl/strings/match.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/resource/engine.h"
#include "gateway/directory/names.h"
#include "gateway/directory/snapshot.h"

namespace guanxi::directory {

absl::StatusOr<access::v1::GetPolicySnapshotResponse> PolicyServiceImpl::GetPolicySnapshot(
    const rpc::Call& call, const access::v1::GetPolicySnapshotRequest& request) {
  if (call.principal.tenant != SystemTenantId() ||
      !absl::StartsWith(call.principal.subject, "clients/")) {
    return Error(absl::StatusCode::kPermissionDenied, "SERVICES_ONLY",
                 "only services of the installation read policies");
  }
  const absl::StatusOr<Uuid> tenant = Uuid::Parse(request.tenant());
  if (!tenant.ok()) return InvalidField("tenant", "is no UUID");
  if (request.known_version() < 0) return InvalidField("known_version", "is negative");
  return ReadSnapshot(database_, resource::TxOptionsOf(call), *tenant, request.known_version(),
                      clock_->Now() - ended_kept_);
}

}  // namespace guanxi::directory
