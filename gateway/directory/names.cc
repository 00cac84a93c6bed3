#include "gateway/directory/names.h"

#include <cstddef>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/auth/system_tenant.h"

namespace guanxi::directory {
namespace {

bool IsCode(absl::string_view code, size_t limit) {
  return !code.empty() && code.size() <= limit && code[0] != '.' && code[0] != '_' &&
         code[0] != '-' && absl::c_all_of(code, [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '.' || c == '_' ||
                  c == '-';
         });
}

}  // namespace

Uuid TenantId(absl::string_view code) { return TenantIdOf(code); }

Uuid GatewayId() { return DeriveUuid("guanxi.services", kGateway); }

Uuid ReadyRoleId(const Uuid& tenant, absl::string_view code) {
  return DeriveUuid("guanxi.roles", absl::StrCat(tenant.ToString(), "/", code));
}

Uuid NamedDepartmentId(const Uuid& tenant, absl::string_view code) {
  return DeriveUuid("guanxi.departments", absl::StrCat(tenant.ToString(), "/", code));
}

bool IsTenantCode(absl::string_view code) { return IsCode(code, 63); }
bool IsAccountCode(absl::string_view code) { return IsCode(code, 64); }

}  // namespace guanxi::directory
