#include "common/auth/system_tenant.h"

#include "absl/strings/match.h"
#include "common/errors/errors.h"

namespace guanxi {

Uuid TenantIdOf(absl::string_view code) { return DeriveUuid("guanxi.tenants", code); }

const Uuid& SystemTenantId() {
  static const Uuid* const id = new Uuid(TenantIdOf("system"));
  return *id;
}

absl::Status CheckIsService(const Principal& principal) {
  if (principal.tenant == SystemTenantId() && absl::StartsWith(principal.subject, "clients/")) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kPermissionDenied, "SERVICES_ONLY",
               "only services of the installation may call this");
}

}  // namespace guanxi
