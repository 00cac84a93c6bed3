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
    job.decide_ = [authorizer, permission](Principal* starter) {
      return authorizer->Decide(permission, absl::Now() + policy::Authorizer::kMaxWait, starter);
    };
    GUANXI_RETURN_IF_ERROR(job.decide_(&job.principal_));
    return handler(job);
  };
}

}  // namespace guanxi::jobs
