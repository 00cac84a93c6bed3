#include "lead-svc/waiting_leads.h"

#include <any>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "lead-svc/open_leads.h"

namespace guanxi::lead {
namespace {

using resource::UnitOfWork;
using v1::Lead;
using People = std::shared_ptr<const policy::Rights>;

constexpr absl::Duration kAskForPeople = absl::Seconds(3);

bool Waits(const Lead& lead) {
  return lead.owner().empty() && lead.pool().empty() && IsOpen(lead) &&
         lead.state() != Lead::CONVERTING;
}

// Null where the tenant is gone, or gives its services no right to take people in.
absl::StatusOr<std::any> AskForPeople(const PeopleIn& people, const Uuid& tenant) {
  absl::StatusOr<People> found = people(tenant);
  const absl::Status& status = found.status();
  const bool is_over = absl::IsNotFound(status) || absl::IsInvalidArgument(status) ||
                       absl::IsPermissionDenied(status);
  if (is_over) return std::any(People());
  GUANXI_RETURN_IF_ERROR(status);
  return std::any(*std::move(found));
}

absl::Status Fire(UnitOfWork& work, const resource::Resource& leads, const Assigner& assigner,
                  const timers::Batch& batch) {
  const People people = std::any_cast<People>(batch.prepared);
  if (people == nullptr) return absl::OkStatus();
  for (const timers::ArmedTimer& timer : batch.timers) {
    GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                            resource::ParseName(leads.type(), timer.key, "timer.key"));
    const auto row = work.GetLive(leads, name);
    if (absl::IsNotFound(row.status())) continue;
    GUANXI_RETURN_IF_ERROR(row.status());
    Lead lead = static_cast<const Lead&>(*row->message);
    if (Waits(lead)) GUANXI_RETURN_IF_ERROR(assigner.AssignWaiting(work, *people, &lead));
  }
  return absl::OkStatus();
}

}  // namespace

PeopleIn PeopleBy(const service::OwnCalls* own) {
  return [own](const Uuid& tenant) -> absl::StatusOr<People> {
    rpc::Call call;
    call.deadline = absl::Now() + kAskForPeople;
    GUANXI_ASSIGN_OR_RETURN(const rpc::Call as_service, own->In(tenant, "leads.capture", call));
    return as_service.principal.rights;
  };
}

timers::Kinds WaitingTimerKinds(const Resources* resources, const Assigner* assigner,
                                PeopleIn people) {
  timers::Kinds kinds;
  timers::Kind& kind = kinds[kWaitingTimer];
  kind.prepare = [people = std::move(people)](const timers::Batch& batch) {
    return AskForPeople(people, batch.tenant);
  };
  kind.fire = [resources, assigner](UnitOfWork& work, const timers::Batch& batch) {
    return Fire(work, *resources->leads, *assigner, batch);
  };
  // Each takes a lead and then guards: two in one transaction would wait for each other.
  kind.max_batch = 1;
  return kinds;
}

}  // namespace guanxi::lead
