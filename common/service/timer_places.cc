#include "common/service/timer_places.h"

#include <any>

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"

namespace guanxi::service {

timers::Kinds KnowingTheirTenants(const policy::Authorizer* authorizer, timers::Kinds kinds) {
  if (authorizer == nullptr) return kinds;
  for (auto& [name, kind] : kinds) {
    kind.prepare = [authorizer,
                    own = kind.prepare](const timers::Batch& batch) -> absl::StatusOr<std::any> {
      GUANXI_RETURN_IF_ERROR(authorizer->AwaitPlace(batch.tenant));
      if (own == nullptr) return std::any();
      return own(batch);
    };
  }
  return kinds;
}

}  // namespace guanxi::service
