// Work on behalf of the one who started it, as long as he may do it.
#ifndef GUANXI_COMMON_JOBS_PERMITTED_H_
#define GUANXI_COMMON_JOBS_PERMITTED_H_

#include <string>

#include "common/jobs/job.h"
#include "common/policy/authorizer.h"

namespace guanxi::jobs {

// `handler`, before each turn and at each step (Job::Continue) of which it is decided what the
// operation's principal may do by `permission`. Who has lost it since he started the operation ends
// it so (PERMISSION_DENIED, METHOD_NOT_ALLOWED; UNAUTHENTICATED, ACCOUNT_DISABLED); while that
// cannot be said the operation waits (UNAVAILABLE, POLICY_UNAVAILABLE). `authorizer` is not owned.
Handler WithPermission(const policy::Authorizer* authorizer, std::string permission,
                       Handler handler);

}  // namespace guanxi::jobs

#endif  // GUANXI_COMMON_JOBS_PERMITTED_H_
