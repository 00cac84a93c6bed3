#include "lead-svc/contracts/overdue.h"

#include <set>
#include <string>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "lead-svc/contracts/change_row.h"
#include "lead-svc/contracts/due_date.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::UnitOfWork;
using timers::ArmedTimer;
using timers::Timers;
using v1::PaymentPlan;

// The key is the plan's name.
constexpr char kTimer[] = "plan_overdue";

filter::Moment MomentOf(const UnitOfWork& work) {
  filter::Moment moment = work.environment().MomentOf(work.principal().tenant);
  moment.now = work.now();
  return moment;
}

absl::Status Fire(UnitOfWork& work, const MoneyResources& all, const timers::Batch& batch) {
  // Contracts first, as everybody takes them.
  std::set<ResourceName> contracts;
  for (const ArmedTimer& timer : batch.timers) {
    GUANXI_ASSIGN_OR_RETURN(const ResourceName plan,
                            resource::ParseName(all.plans->type(), timer.key, "timer.key"));
    contracts.insert(resource::ParentOf(plan));
  }
  GUANXI_RETURN_IF_ERROR(
      work.HoldLive(*all.contracts, contracts, resource::Lock::kExclusive).status());
  const filter::Moment moment = MomentOf(work);
  for (const ArmedTimer& timer : batch.timers) {
    PaymentPlan plan;
    const auto become = [&](PaymentPlan* next) {
      next->set_overdue(IsOverdue(*next, moment.Today()));
      plan = *next;
      return absl::OkStatus();
    };
    GUANXI_RETURN_IF_ERROR(ChangeRow<PaymentPlan>(work, *all.plans, timer.key, become));
    // Its day may be over later than it was to be: the tenant has moved to another zone.
    if (!plan.overdue()) GUANXI_RETURN_IF_ERROR(ArmOverdue(work, all, plan));
  }
  return absl::OkStatus();
}

}  // namespace

bool IsOverdue(const PaymentPlan& plan, absl::CivilDay today) {
  return plan.outstanding() && plan.has_due_date() && DayOf(plan.due_date()) < today;
}

Nanos OverdueOf(const PaymentPlan& plan) {
  return plan.overdue() ? NanosOf(plan.open_amount()) : 0;
}

absl::Status ArmOverdue(UnitOfWork& work, const MoneyResources& all, const PaymentPlan& plan) {
  const Uuid& tenant = work.principal().tenant;
  const bool may_be = plan.outstanding() && plan.has_due_date() && !plan.overdue();
  // No clock shows the day after the last one.
  if (!may_be || DayOf(plan.due_date()) == LastDay()) {
    return Timers::Disarm(work.tx(), tenant, kTimer, plan.name());
  }
  const absl::Time over = absl::FromCivil(DayOf(plan.due_date()) + 1, MomentOf(work).zone);
  return all.timers->Arm(work.tx(), tenant, {kTimer, plan.name(), over});
}

timers::Kinds OverdueTimerKinds(const MoneyResources* all) {
  timers::Kinds kinds;
  kinds[kTimer].fire = [all](UnitOfWork& work, const timers::Batch& batch) {
    return Fire(work, *all, batch);
  };
  return kinds;
}

}  // namespace guanxi::lead
