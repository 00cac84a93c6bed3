// What a draft would do with the past: a part of ProcessDefinitionServiceImpl.
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/approval/process_definition_service.h"
#include "workflow-svc/approval/process_store.h"
#include "workflow-svc/process/simulate.h"

namespace guanxi::workflow {
namespace {

using resource::ResourceName;
using resource::UnitOfWork;
using v1::ProcessDefinition;

constexpr int kMaxInstances = 100;
constexpr int kDefaultInstances = 20;

const db::Query kSelectLast{
    "process_instance.select_last",
    "SELECT id FROM process_instances FORCE INDEX (idx_definition_id_create_time) WHERE "
    "tenant_id = ? AND live = 1 AND definition_id = ? ORDER BY create_time DESC, id DESC LIMIT ?"};

PastStart StartOf(const approval::StoredProcess& process) {
  PastStart past;
  past.initiator = process.state().initiator();
  past.start.content = ContentOf(process.start_content());
  for (const v1::ProcessPicked& picked : process.start_picks()) {
    past.start.picks[picked.node()] = {picked.users().begin(), picked.users().end()};
  }
  return past;
}

// The last that were started by a definition: their names, and how.
struct Past {
  std::vector<std::string> names;
  std::vector<PastStart> starts;
};
absl::StatusOr<Past> ReadPast(UnitOfWork& work, const ProcessParts& parts,
                              const std::string& definition, int most) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id,
                          resource::ParseReference("processDefinitions", definition));
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(kSelectLast, {tenant.bytes(), id.bytes(), most}));
  Past past;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid instance, Uuid::FromBytes(row.String(0)));
    GUANXI_ASSIGN_OR_RETURN(const KeptProcess kept, ReadProcess(work.tx(), tenant, instance));
    past.names.push_back(
        resource::FormatName(parts.instances->type(), ResourceName{Uuid(), instance}));
    past.starts.push_back(StartOf(kept.process));
  }
  return past;
}

void Show(const std::vector<Simulated>& results, const Past& past,
          v1::SimulateProcessDefinitionResponse* response) {
  for (size_t i = 0; i < results.size() && i < past.names.size(); ++i) {
    auto& shown = *response->add_simulations();
    shown.set_instance(past.names[i]);
    shown.set_differs(results[i].differs);
    *shown.mutable_before() = results[i].before;
    shown.set_before_error(std::string(results[i].before_status.message()));
    *shown.mutable_after() = results[i].after;
    shown.set_after_error(std::string(results[i].after_status.message()));
  }
}

}  // namespace

absl::StatusOr<v1::SimulateProcessDefinitionResponse>
ProcessDefinitionServiceImpl::SimulateProcessDefinition(
    const rpc::Call& call, const v1::SimulateProcessDefinitionRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckInstancesSeen(call));
  GUANXI_ASSIGN_OR_RETURN(const ProcessDefinition definition, Seen(call, request.name()));
  if (request.max_instances() < 0 || request.max_instances() > kMaxInstances) {
    return InvalidField("max_instances", "want 0 to 100");
  }
  const int most = request.max_instances() == 0 ? kDefaultInstances : request.max_instances();
  if (definition.revision() == 0) {
    return FailedPrecondition("PROCESS_NOT_ACTIVE", definition.name(), "nothing was published yet");
  }
  const auto draft = Model::Compile(definition.draft());
  if (!draft.ok()) {
    return FailedPrecondition("PROCESS_INVALID", definition.name(), draft.status().message());
  }
  GUANXI_ASSIGN_OR_RETURN(const auto staff, calls_->StaffFor(call));
  const ProcessRunner& runner = calls_->runner();
  v1::SimulateProcessDefinitionResponse response;
  GUANXI_RETURN_IF_ERROR(calls_->engine().Write(
      WithAllRights(call).principal, resource::TxOptionsOf(call), resource::WriteContext(),
      [&](UnitOfWork& work) -> absl::Status {
        response.Clear();
        GUANXI_ASSIGN_OR_RETURN(const Past past,
                                ReadPast(work, calls_->parts(), definition.name(), most));
        GUANXI_ASSIGN_OR_RETURN(const auto in_force, runner.models().Get(work, definition.name(),
                                                                         definition.revision()));
        const StaffDirectory directory = runner.DirectoryIn(work, *staff, definition.name());
        GUANXI_ASSIGN_OR_RETURN(
            const Surroundings surroundings,
            runner.SurroundingsIn(work, **draft, &directory, ProcessRunner::Stage::kStarts));
        Show(Simulate(*in_force, **draft, past.starts, surroundings), past, &response);
        return directory.status();
      }));
  return response;
}

std::vector<db::Query> ProcessDefinitionQueries() { return {kSelectLast}; }

}  // namespace guanxi::workflow
