#include "bench/approval_world.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/key_ring.h"
#include "common/db/migrator.h"
#include "common/policy/rights.h"
#include "guanxi/workflow/v1/process_definition_service.pb.h"
#include "guanxi/workflow/v1/process_instance_service.pb.h"
#include "guanxi/workflow/v1/process_task_service.pb.h"
#include "workflow-svc/process_parts.h"

namespace guanxi::bench {
namespace {

using workflow::v1::ProcessDefinition;
using workflow::v1::ProcessLimit;
using workflow::v1::ProcessTask;

constexpr int kPeople = 64;
constexpr int kApprovals = 2;

std::string UserName(int person) {
  return absl::StrCat("users/", ApprovalWorld::UserId(person).ToString());
}

absl::Status ExecuteIn(db::Database* database, absl::string_view sql) {
  return database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
    return tx.Execute({"bench.prepare", std::string(sql), /*infrastructure=*/true}, {}).status();
  });
}

// Each reaches what is his own.
access::v1::PolicySnapshot MakePolicy() {
  access::v1::PolicySnapshot snapshot;
  auto& role = *snapshot.add_roles();
  role.set_name("roles/own");
  auto& own = *role.add_permissions();
  own.set_pattern("process*");
  own.set_scope(access::v1::SELF);
  auto& lookups = *role.add_permissions();
  lookups.set_pattern("processDefinitions.*");
  lookups.set_scope(access::v1::ALL);
  for (int person = 0; person < kPeople; ++person) {
    auto& user = *snapshot.add_users();
    user.set_name(UserName(person));
    user.add_roles(role.name());
    user.set_active(true);
  }
  return snapshot;
}

}  // namespace

absl::Status ApprovalWorld::Migrate(const ServiceFlags& flags) {
  return db::MigrateUp(flags.database.server, flags.schema_dir);
}

absl::Status ApprovalWorld::Empty(const ServiceFlags& flags) {
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(flags.database));
  for (const char* table : {"process_definitions", "process_revisions", "process_instances",
                            "process_states", "process_tasks", "timers", "notices", "set_values",
                            "search_rows", "changes", "outbox", "request_log", "guards"}) {
    GUANXI_RETURN_IF_ERROR(ExecuteIn(database.get(), absl::StrCat("TRUNCATE TABLE ", table)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<ApprovalWorld>> ApprovalWorld::Create(const ServiceFlags& flags) {
  std::unique_ptr<ApprovalWorld> world(new ApprovalWorld());
  GUANXI_ASSIGN_OR_RETURN(world->database_, db::Database::Create(flags.database));
  GUANXI_ASSIGN_OR_RETURN(auto keys,
                          crypto::KeyRing::Parse(absl::StrCat("1 ", std::string(64, 'a'))));
  GUANXI_ASSIGN_OR_RETURN(world->environment_,
                          resource::Environment::Create(Clocks(SystemClock(), &world->clock_), keys,
                                                        std::string(32, 'k')));
  GUANXI_ASSIGN_OR_RETURN(
      world->resources_,
      workflow::Resources::Create(/*subjects=*/nullptr, &world->timers_, &world->authorizer_));
  world->engine_ =
      std::make_unique<resource::Engine>(world->database_.get(), world->environment_.get());
  GUANXI_ASSIGN_OR_RETURN(
      world->catalog_, resource::Catalog::Create(world->engine_.get(), world->resources_->all()));
  world->processes_ = std::make_unique<workflow::ProcessPart>(
      world->engine_.get(), world->catalog_.get(), &world->authorizer_,
      workflow::ProcessPartsOf(*world->resources_, &world->timers_));
  world->policy_ = policy::Policy::Compile(MakePolicy());
  return world;
}

Uuid ApprovalWorld::UserId(int person) { return DeriveUuid("approver", absl::StrCat(person)); }

rpc::Call ApprovalWorld::CallOf(int person) const {
  rpc::Call call;
  call.principal.tenant = tenant_;
  call.principal.subject = UserName(person);
  call.principal.rights = policy_->Decide(call.principal, "processTasks.read").value();
  call.method = "/bench/Approvals";
  return call;
}

absl::StatusOr<std::string> ApprovalWorld::Define(absl::Duration limit) {
  workflow::v1::CreateProcessDefinitionRequest create;
  create.mutable_process_definition()->set_display_name("bench");
  auto* const model = create.mutable_process_definition()->mutable_draft();
  model->set_title("bench");
  for (int i = 0; i <= kApprovals; ++i) {
    auto* const node = model->add_nodes();
    node->set_id(absl::StrCat("n", i));
    node->set_display_name(node->id());
    if (i == 0) {
      node->mutable_start();
      continue;
    }
    node->mutable_approve()->add_people()->set_initiator(true);
    if (limit == absl::ZeroDuration()) continue;
    ProcessLimit* const up = node->mutable_approve()->add_limits();
    up->mutable_after()->set_seconds(absl::ToInt64Seconds(limit));
    up->set_action(ProcessLimit::PASS);
  }
  rpc::Call call = CallOf(0);
  call.principal.rights = policy::AllRights();
  GUANXI_ASSIGN_OR_RETURN(
      const auto made, catalog_->Of<ProcessDefinition>().Create<ProcessDefinition>(call, create));
  workflow::v1::PublishProcessDefinitionRequest publish;
  publish.set_name(made.name());
  GUANXI_RETURN_IF_ERROR(processes_->definitions.PublishProcessDefinition(call, publish).status());
  return made.name();
}

absl::Status ApprovalWorld::Walk(int person, const std::string& definition, int approvals) {
  const rpc::Call call = CallOf(person);
  workflow::v1::StartProcessInstanceRequest start;
  start.set_definition(definition);
  GUANXI_ASSIGN_OR_RETURN(const auto started,
                          processes_->instances.StartProcessInstance(call, start));
  workflow::v1::ListProcessTasksRequest look;
  look.set_filter(absl::StrCat("instance = \"", started.name(), "\" AND state = OPEN"));
  for (int i = 0; i < approvals; ++i) {
    GUANXI_ASSIGN_OR_RETURN(
        const auto open,
        catalog_->Of<ProcessTask>().List<workflow::v1::ListProcessTasksResponse>(call, look));
    if (open.process_tasks_size() != 1) return absl::InternalError("want one task");
    workflow::v1::ApproveProcessTaskRequest approve;
    approve.set_name(open.process_tasks(0).name());
    GUANXI_RETURN_IF_ERROR(processes_->tasks.ApproveProcessTask(call, approve).status());
  }
  return absl::OkStatus();
}

absl::Status ApprovalWorld::Execute(absl::string_view sql) const {
  return ExecuteIn(database_.get(), sql);
}

absl::StatusOr<int64_t> ApprovalWorld::Count(const std::string& sql) const {
  int64_t count = 0;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                tx.Select({"bench.count", sql}, {tenant_.bytes()}));
        count = rows[0].Int64(0);
        return absl::OkStatus();
      }));
  return count;
}

}  // namespace guanxi::bench
