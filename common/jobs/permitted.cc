#include "common/jobs/permitted.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "google/protobuf/message.h"

namespace guanxi::jobs {

Handler WithPermission(const policy::Authorizer* authorizer, std::string permission,
                       Handler handler) {
  return [authorizer, permission = std::move(permission), handler = std::move(handler)](
             Job& job) -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
    GUANXI_RETURN_IF_ERROR(authorizer->Decide(
        permission, absl::Now() + policy::Authorizer::kMaxWait, &job.principal_));
    return handler(job);
  };
}

}  // namespace guanxi::jobs
