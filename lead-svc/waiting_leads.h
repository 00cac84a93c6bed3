// Leads that nobody could get when they came, since who may was away or had enough: the rules are
// asked for them again, until somebody gets them.
#ifndef GUANXI_LEAD_SVC_WAITING_LEADS_H_
#define GUANXI_LEAD_SVC_WAITING_LEADS_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/policy/rights.h"
#include "common/service/own_calls.h"
#include "common/timers/runner.h"
#include "lead-svc/assigner.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

// Who is there in a tenant, and in which department. Asked outside of transactions.
using PeopleIn =
    std::function<absl::StatusOr<std::shared_ptr<const policy::Rights>>(const Uuid& tenant)>;

// By the right by which strangers are taken in: the service's own. `own` outlives it.
PeopleIn PeopleBy(const service::OwnCalls* own);

// For timers::Runner, which they outlive. What somebody has by then, lies in a pool, or is closed
// waits no longer.
timers::Kinds WaitingTimerKinds(const Resources* resources, const Assigner* assigner,
                                PeopleIn people);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_WAITING_LEADS_H_
