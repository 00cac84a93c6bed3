// Who has left, and what waits for him: a part of Leavers.
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "guanxi/workflow/v1/process_instance.pb.h"
#include "workflow-svc/approval/leavers.h"

namespace guanxi::workflow {
namespace {

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

}  // namespace

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

std::vector<db::Query> LeaverQueries() {
  return {kSelectTenants, kSelectAssignees, kSelectParticipants, kSelectByTask,
          kSelectByParticipant};
}

}  // namespace guanxi::workflow
