// The operator's own tenant, in which the services have their accounts (`customer-svc@system`).
#ifndef GUANXI_COMMON_AUTH_SYSTEM_TENANT_H_
#define GUANXI_COMMON_AUTH_SYSTEM_TENANT_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"

namespace guanxi {

// A tenant's id follows from its code, which therefore never changes.
Uuid TenantIdOf(absl::string_view code);
const Uuid& SystemTenantId();

// For methods that mix tenants: lets nobody in but the services of the installation.
//   PERMISSION_DENIED  SERVICES_ONLY
absl::Status CheckIsService(const Principal& principal);

}  // namespace guanxi

#endif  // GUANXI_COMMON_AUTH_SYSTEM_TENANT_H_
