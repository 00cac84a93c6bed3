// Who is told of what a clock has come to.
#ifndef GUANXI_WORKFLOW_SVC_SLA_SLA_NOTICES_H_
#define GUANXI_WORKFLOW_SVC_SLA_SLA_NOTICES_H_

#include <string>

#include "absl/status/status.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/sla_clock.pb.h"
#include "workflow-svc/sla/sla_clock_rules.h"

namespace guanxi::workflow {

// Tells the clock's owner, and the recipients of the stages: of a stage before the target
// SLA_WARNING, else SLA_BREACH; of the target alone the owner. `policy`: its display name. Errors:
// those of Notify.
absl::Status TellReached(resource::UnitOfWork& work, const std::string& policy,
                         const v1::SlaClock& clock, const Reached& reached);

// Takes back what was told of stages before the target: of a clock that runs no more nobody is to
// hurry. Errors: those of TakeBackNotices.
absl::Status TakeBackWarnings(resource::UnitOfWork& work, const v1::SlaClock& clock);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_SLA_SLA_NOTICES_H_
