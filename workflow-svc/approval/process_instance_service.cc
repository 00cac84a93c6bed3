#include "workflow-svc/approval/process_instance_service.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "guanxi/workflow/v1/process_definition.pb.h"
#include "workflow-svc/approval/process_definitions.h"

namespace guanxi::workflow {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::ProcessDefinition;
using v1::ProcessInstance;

absl::Status ProcessInstanceServiceImpl::WithActive(UnitOfWork& work, const Staff& staff,
                                                    const std::string& name,
                                                    OnDefinition body) const {
  const resource::Resource& definitions = *calls_->parts().definitions;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                          resource::ParseName(definitions.type(), name, "definition"));
  GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(definitions, parsed));
  if (!row.has_value()) return NotFound("PROCESS_DEFINITION", name);
  const auto& definition = static_cast<const ProcessDefinition&>(*row->message);
  if (definition.state() != ProcessDefinition::ACTIVE) {
    return FailedPrecondition("PROCESS_NOT_ACTIVE", name,
                              "nothing was published yet, or it is retired");
  }
  GUANXI_ASSIGN_OR_RETURN(const auto model, calls_->runner().models().Get(work, definition.name(),
                                                                          definition.revision()));
  return body(work, staff, definition, *model);
}

ProcessInstanceServiceImpl::Instance ProcessInstanceServiceImpl::StartProcessInstance(
    const rpc::Call& call, const v1::StartProcessInstanceRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckDefinitionsSeen(call));
  GUANXI_RETURN_IF_ERROR(calls_->CheckInstancesSeen(call));
  GUANXI_RETURN_IF_ERROR(CheckPerson(call));
  if (request.definition().empty()) return InvalidField("definition", "is required");
  NewProcess process;
  if (!request.process_instance_id().empty()) {
    const auto id = Uuid::Parse(request.process_instance_id());
    if (!id.ok()) return InvalidField("process_instance_id", id.status().message());
    if (id->IsNil()) return InvalidField("process_instance_id", "must not be nil");
    process.id = *id;
  }
  GUANXI_ASSIGN_OR_RETURN(process.start.picks, PicksOf(request.picks()));
  process.initiator = call.principal.subject;
  process.department = DepartmentOf(call);
  ProcessInstance answer;
  GUANXI_RETURN_IF_ERROR(calls_->Mutate(
      call, request, &answer, [&](UnitOfWork& work, const Staff& staff) -> absl::Status {
        return WithActive(work, staff, request.definition(),
                          [&](UnitOfWork&, const Staff&, const ProcessDefinition& definition,
                              const Model& model) -> absl::Status {
                            GUANXI_ASSIGN_OR_RETURN(
                                process.start.content,
                                ContentFor(model, {}, ContentOf(request.content())));
                            process.definition = definition.name();
                            process.revision = definition.revision();
                            return calls_->runner().Start(work, staff, process, &answer);
                          });
      }));
  return answer;
}

template <typename Request>
ProcessInstanceServiceImpl::Instance ProcessInstanceServiceImpl::Act(
    const rpc::Call& call, const Request& request, const std::string& reason, bool as_administrator,
    const Command::What& what) const {
  const resource::Resource& instances = *calls_->parts().instances;
  GUANXI_ASSIGN_OR_RETURN(const ProcessInstance seen, calls_->SeenInstance(call, request.name()));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  GUANXI_ASSIGN_OR_RETURN(const std::string text, OpinionIn("reason", reason));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(instances.type(), seen.name(), "name"));
  const Command command{call.principal.subject, as_administrator, what};
  ProcessInstance answer;
  GUANXI_RETURN_IF_ERROR(calls_->Mutate(
      call, request, &answer, [&](UnitOfWork& work, const Staff& staff) -> absl::Status {
        // It is read again by the runner.
        GUANXI_RETURN_IF_ERROR(
            work.HoldLive(instances, {name}, resource::Lock::kExclusive).status());
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(instances, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(instances, etag, row));
        GUANXI_RETURN_IF_ERROR(calls_->runner().Run(work, staff, name, command, {0, text}));
        work.Answer(instances, name.id, *row.message, &answer);
        return absl::OkStatus();
      }));
  return answer;
}

ProcessInstanceServiceImpl::Instance ProcessInstanceServiceImpl::WithdrawProcessInstance(
    const rpc::Call& call, const v1::WithdrawProcessInstanceRequest& request) {
  return Act(call, request, request.reason(), false, Withdraw{});
}

ProcessInstanceServiceImpl::Instance ProcessInstanceServiceImpl::UrgeProcessInstance(
    const rpc::Call& call, const v1::UrgeProcessInstanceRequest& request) {
  return Act(call, request, "", false, Urge{});
}

ProcessInstanceServiceImpl::Instance ProcessInstanceServiceImpl::RetryProcessInstance(
    const rpc::Call& call, const v1::RetryProcessInstanceRequest& request) {
  return Act(call, request, "", true, RetryIncidents{});
}

ProcessInstanceServiceImpl::Instance ProcessInstanceServiceImpl::TerminateProcessInstance(
    const rpc::Call& call, const v1::TerminateProcessInstanceRequest& request) {
  return Act(call, request, request.reason(), true, Terminate{});
}

}  // namespace guanxi::workflow
