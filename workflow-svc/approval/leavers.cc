#include "workflow-svc/approval/leavers.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
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

// By the first row of each tenant in the key.
const db::Query kSelectTenants{"leavers.select_tenants",
                               "SELECT tenant_id FROM process_instances GROUP BY tenant_id",
                               /*infrastructure=*/true};
// By the first row of each in the index.
const db::Query kSelectAssignees{
    "leavers.select_assignees",
    "SELECT assignee_id FROM process_tasks FORCE INDEX (idx_assignee_id_create_time) WHERE "
    "tenant_id = ? AND live = 1 AND assignee_id IS NOT NULL GROUP BY assignee_id"};
const db::Query kSelectParticipants{
    "leavers.select_participants",
    "SELECT value FROM set_values FORCE INDEX (PRIMARY) WHERE tenant_id = ? AND type = ? AND field "
    "= ? GROUP BY value"};
const db::Query kSelectByTask{
    "leavers.select_by_task",
    "SELECT DISTINCT instance_id FROM process_tasks FORCE INDEX "
    "(idx_assignee_id_state_create_time) WHERE tenant_id = ? AND live = 1 AND assignee_id = ? AND "
    "state IN (?, ?)"};
const db::Query kSelectByParticipant{
    "leavers.select_by_participant",
    "SELECT i.id FROM set_values s JOIN process_instances i ON i.tenant_id = s.tenant_id AND i.id "
    "= s.id WHERE s.tenant_id = ? AND s.type = ? AND s.field = ? AND s.value = ? AND s.live = 1 "
    "AND i.live = 1 AND i.state IN (?, ?)"};

std::string UserOf(const Uuid& id) { return absl::StrCat("users/", id.ToString()); }

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

absl::StatusOr<std::vector<Uuid>> Leavers::Tenants() const {
  std::vector<Uuid> tenants;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        tenants.clear();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectTenants, {}));
        for (const db::Row row : rows) {
          GUANXI_ASSIGN_OR_RETURN(tenants.emplace_back(), Uuid::FromBytes(row.String(0)));
        }
        return absl::OkStatus();
      }));
  return tenants;
}

absl::StatusOr<std::set<std::string>> Leavers::Gone(const Uuid& tenant, const Staff& staff) const {
  // Whether somebody is there says the directory as steps ask it.
  const StaffDirectory directory(&staff, "", nullptr);
  const resource::ResourceType& type = runner_->parts().instances->type();
  std::set<std::string> gone;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        gone.clear();
        const auto add = [&](const db::Rows& rows) -> absl::Status {
          for (const db::Row row : rows) {
            GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
            if (!directory.IsActive(UserOf(id))) gone.insert(UserOf(id));
          }
          return absl::OkStatus();
        };
        GUANXI_ASSIGN_OR_RETURN(const db::Rows assignees,
                                tx.Select(kSelectAssignees, {tenant.bytes()}));
        GUANXI_RETURN_IF_ERROR(add(assignees));
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows participants,
            tx.Select(kSelectParticipants, {tenant.bytes(), type.number(),
                                            int{v1::ProcessInstance::kParticipantsFieldNumber}}));
        return add(participants);
      }));
  return gone;
}

absl::StatusOr<std::set<Uuid>> Leavers::InstancesOf(const Uuid& tenant,
                                                    const std::string& user) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("users", user));
  const resource::ResourceType& type = runner_->parts().instances->type();
  std::set<Uuid> instances;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        instances.clear();
        // An instance has no more than the first of its participants as such.
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows by_task,
            tx.Select(kSelectByTask, {tenant.bytes(), id.bytes(), int{v1::ProcessTask::OPEN},
                                      int{v1::ProcessTask::WAITING}}));
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows by_participant,
            tx.Select(kSelectByParticipant,
                      {tenant.bytes(), type.number(),
                       int{v1::ProcessInstance::kParticipantsFieldNumber}, id.bytes(),
                       int{v1::ProcessInstance::RUNNING}, int{v1::ProcessInstance::STOPPED}}));
        for (const db::Rows* rows : {&by_task, &by_participant}) {
          for (const db::Row row : *rows) {
            GUANXI_ASSIGN_OR_RETURN(const Uuid instance, Uuid::FromBytes(row.String(0)));
            instances.insert(instance);
          }
        }
        return absl::OkStatus();
      }));
  return instances;
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

std::vector<db::Query> LeaverQueries() {
  return {kSelectTenants, kSelectAssignees, kSelectParticipants, kSelectByTask,
          kSelectByParticipant};
}

}  // namespace guanxi::workflow
