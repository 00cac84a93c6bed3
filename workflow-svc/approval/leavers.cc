#include "workflow-svc/approval/leavers.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "guanxi/workflow/v1/process_instance.pb.h"
#include "workflow-svc/approval/process_store.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;
using process::Task;
using process::Token;
using resource::ResourceName;
using resource::UnitOfWork;

constexpr char kActor[] = "services/workflow-svc";
constexpr absl::Duration kAtLeastEvery = absl::Minutes(1);

// Whether something waits for him. What has stopped already waits for an administrator, who has
// been told; his RetryProcessInstance asks anew who decides.
bool WaitsFor(const ProcessState& state, const std::string& user) {
  return std::any_of(state.tasks().begin(), state.tasks().end(), [&](const Task& task) {
    const bool is_pending = task.state() == Task::OPEN || task.state() == Task::WAITING;
    const auto& may = task.candidates();
    const bool is_his =
        task.assignee() == user || std::find(may.begin(), may.end(), user) != may.end();
    if (!is_pending || !is_his) return false;
    return std::any_of(state.tokens().begin(), state.tokens().end(), [&](const Token& token) {
      return token.pass() == task.pass() && token.incident().empty();
    });
  });
}

}  // namespace

void Leavers::Run() {
  const auto tenants = Tenants();
  if (!tenants.ok()) {
    Log(Severity::kWarning, "leavers.failed", {{"reason", Reason(tenants.status())}});
    return;
  }
  for (const Uuid& tenant : *tenants) {
    const auto staff = staff_->Of(tenant, absl::Now() + policy::Authorizer::kMaxWait);
    absl::Status done = staff.status();
    if (staff.ok()) {
      if (!IsDue(tenant, *staff)) continue;
      done = Look(tenant, **staff).status();
    }
    MutexLock lock(&mutex_);
    if (done.ok()) {
      looked_[tenant] = {*staff, clock_->Now()};
    } else {
      looked_.erase(tenant);
      Log(Severity::kWarning, "leavers.failed", {{"reason", Reason(done)}});
    }
  }
}

bool Leavers::IsDue(const Uuid& tenant, const std::shared_ptr<const Staff>& staff) {
  MutexLock lock(&mutex_);
  const auto found = looked_.find(tenant);
  return found == looked_.end() || found->second.staff != staff ||
         clock_->Now() - found->second.at >= kAtLeastEvery;
}

absl::StatusOr<int> Leavers::Look(const Uuid& tenant, const Staff& staff) {
  int count = 0;
  absl::Status first;
  GUANXI_ASSIGN_OR_RETURN(const std::set<std::string> gone, Gone(tenant, staff));
  for (const std::string& user : gone) {
    GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> instances, InstancesOf(tenant, user));
    for (const Uuid& instance : instances) {
      const auto left = Leave(tenant, staff, instance, user);
      // One that cannot go on holds up no other.
      first.Update(left.status());
      if (left.ok() && *left) ++count;
    }
  }
  GUANXI_RETURN_IF_ERROR(first);
  return count;
}

absl::StatusOr<bool> Leavers::Leave(const Uuid& tenant, const Staff& staff, const Uuid& instance,
                                    const std::string& user) const {
  bool waited = false;
  const absl::Status done = engine_->Write(
      events::WriterIn(tenant, kActor), {db::Lane::kJob}, resource::WriteContext(),
      [&](UnitOfWork& work) -> absl::Status {
        const ResourceName name{Uuid(), instance};
        // Held before it is looked at: it may just go on.
        GUANXI_RETURN_IF_ERROR(work.Get(*runner_->parts().instances, name).status());
        GUANXI_ASSIGN_OR_RETURN(const KeptProcess kept, ReadProcess(work.tx(), tenant, instance));
        waited = WaitsFor(kept.process.state(), user);
        if (!waited) return absl::OkStatus();
        return runner_->Run(work, staff, name, Command{"", false, PersonLeft{user}});
      });
  // It has ended meanwhile.
  if (Reason(done) == "NOT_RUNNING") return false;
  GUANXI_RETURN_IF_ERROR(done);
  return waited;
}

}  // namespace guanxi::workflow
