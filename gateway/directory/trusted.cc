#include "gateway/directory/trusted.h"

#include <utility>

#include "common/policy/rights.h"

namespace guanxi::directory {

Principal Trusted(const Uuid& tenant, std::string subject) {
  Principal principal;
  principal.tenant = tenant;
  principal.client = subject;
  principal.subject = std::move(subject);
  principal.rights = policy::AllRights();
  return principal;
}

bool IsTrusted(const Principal& principal) {
  return principal.rights != nullptr && principal.rights->sees_all();
}

bool HoldsForAll(const Principal& principal, absl::string_view permission) {
  return principal.rights != nullptr && principal.rights->ScopeOf(permission) == access::v1::ALL;
}

}  // namespace guanxi::directory
