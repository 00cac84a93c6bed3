// What becomes overdue as days go by: a timer of each plan whose last day in time is to come.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_OVERDUE_H_
#define GUANXI_LEAD_SVC_CONTRACTS_OVERDUE_H_

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "common/filter/moment.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/runner.h"
#include "guanxi/lead/v1/payment_plan.pb.h"
#include "lead-svc/contracts/amounts.h"
#include "lead-svc/contracts/money_resources.h"

namespace guanxi::lead {

// Whether a plan is overdue on a day of the tenant's.
bool IsOverdue(const v1::PaymentPlan& plan, absl::CivilDay today);
// What of it is, as the plan says it.
Nanos OverdueOf(const v1::PaymentPlan& plan);

// After a write of a plan: it is looked at again when its last day in time is over, where the
// tenant is, if it is outstanding by then. Errors: those of common/db.
absl::Status ArmOverdue(resource::UnitOfWork& work, const MoneyResources& all,
                        const v1::PaymentPlan& plan);

// For timers::Runner. What `all` points to outlives the runner.
timers::Kinds OverdueTimerKinds(const MoneyResources* all);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_OVERDUE_H_
