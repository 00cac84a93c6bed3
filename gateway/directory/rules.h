// Normal form and checks of the directory's resources.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the resource.
#ifndef GUANXI_GATEWAY_DIRECTORY_RULES_H_
#define GUANXI_GATEWAY_DIRECTORY_RULES_H_

#include "common/errors/errors.h"
#include "guanxi/access/v1/api_client.pb.h"
#include "guanxi/access/v1/department.pb.h"
#include "guanxi/access/v1/role.pb.h"
#include "guanxi/access/v1/tenant.pb.h"
#include "guanxi/access/v1/user.pb.h"

namespace guanxi::directory {

void NormalizeTenant(access::v1::Tenant* tenant, Violations* violations);
void CheckTenant(const access::v1::Tenant& next, Violations* violations);

void NormalizeDepartment(access::v1::Department* department, Violations* violations);

void NormalizeRole(access::v1::Role* role, Violations* violations);
void CheckRole(const access::v1::Role& next, Violations* violations);

void NormalizeUser(access::v1::User* user, Violations* violations);
void CheckUser(const access::v1::User& next, Violations* violations);

void NormalizeClient(access::v1::ApiClient* client, Violations* violations);
void CheckClient(const access::v1::ApiClient& next, Violations* violations);

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_RULES_H_
