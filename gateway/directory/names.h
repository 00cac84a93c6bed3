// What tenants, people, programs and roles are called by where no UUID is at hand.
#ifndef GUANXI_GATEWAY_DIRECTORY_NAMES_H_
#define GUANXI_GATEWAY_DIRECTORY_NAMES_H_

#include "absl/strings/string_view.h"
#include "common/base/uuid.h"

namespace guanxi::directory {

// The operator's own tenant: its clients are the services.
inline constexpr absl::string_view kSystemTenant = "system";

// The roles that come ready; see ready_roles.h.
inline constexpr absl::string_view kAdministrator = "administrator";
inline constexpr absl::string_view kIntegration = "integration";
// Of services: of their accounts in kSystemTenant, and of what they do in the tenants.
inline constexpr absl::string_view kServiceRole = "service";
// The gateway's own account, which needs no secret: it signs tokens itself.
inline constexpr absl::string_view kGateway = "gateway";

// Who acts where no token says it: migrations, and the operator by the bootstrap file. No token has
// such a subject.
inline constexpr char kOperator[] = "operator";

// A tenant's id follows from its code, which therefore never changes.
Uuid TenantId(absl::string_view code);
Uuid GatewayId();
// That of a role which comes ready with a tenant, and of a department out of a bootstrap file.
Uuid ReadyRoleId(const Uuid& tenant, absl::string_view code);
Uuid NamedDepartmentId(const Uuid& tenant, absl::string_view code);

// Whether `code` can be one: 1 to 63 (tenant) or 64 (login name, client, role) characters of a-z,
// 0-9, '.', '_' and '-', the first a letter or digit.
bool IsTenantCode(absl::string_view code);
bool IsAccountCode(absl::string_view code);

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_NAMES_H_
