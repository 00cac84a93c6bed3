#include "tests/fault/approvals.h"

#include <grpcpp/channel.h>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"

namespace guanxi::fault {
namespace {

using workflow::v1::ProcessDefinition;
using workflow::v1::ProcessDefinitionService;
using workflow::v1::ProcessInstance;
using workflow::v1::ProcessInstanceService;
using workflow::v1::ProcessLimit;
using workflow::v1::ProcessModel;
using workflow::v1::ProcessNode;
using workflow::v1::ProcessTask;
using workflow::v1::ProcessTaskService;

constexpr absl::Duration kCallTimeout = absl::Seconds(20);

template <typename Stub, typename Method, typename Request, typename Response>
absl::Status Call(Stub& stub, Method method, const Request& request, Response* response) {
  grpc::ClientContext context;
  rpc::Prepare(kCallTimeout, "", &context);
  return FromGrpcStatus((stub.*method)(&context, request, response));
}

ProcessNode* AddNode(const char* id, ProcessModel* model) {
  ProcessNode* const node = model->add_nodes();
  node->set_id(id);
  node->set_display_name(id);
  return node;
}

}  // namespace

Approvals::Approvals(const std::shared_ptr<grpc::Channel>& workflow)
    : definitions_(ProcessDefinitionService::NewStub(workflow)),
      instances_(ProcessInstanceService::NewStub(workflow)),
      tasks_(ProcessTaskService::NewStub(workflow)) {}

absl::StatusOr<std::string> Approvals::Define() const {
  ProcessModel within;
  within.set_title("w");
  AddNode("start", &within)->mutable_start();
  GUANXI_ASSIGN_OR_RETURN(const std::string inner, Publish(within));
  ProcessModel outer;
  ProcessModel* const model = &outer;
  model->set_title("p");
  AddNode("start", model)->mutable_start();
  AddNode("first", model)->mutable_approve()->add_people()->set_initiator(true);
  auto* const sub = AddNode("within", model)->mutable_sub_process();
  sub->set_definition(inner);
  sub->set_wait(true);
  auto* const second = AddNode("second", model)->mutable_approve();
  second->add_people()->set_initiator(true);
  ProcessLimit* const limit = second->add_limits();
  limit->mutable_after()->set_seconds(absl::ToInt64Seconds(kLimit));
  limit->set_action(ProcessLimit::PASS);
  return Publish(outer);
}

absl::StatusOr<std::string> Approvals::Publish(const ProcessModel& model) const {
  workflow::v1::CreateProcessDefinitionRequest create;
  create.mutable_process_definition()->set_display_name(model.title());
  *create.mutable_process_definition()->mutable_draft() = model;
  ProcessDefinition definition;
  GUANXI_RETURN_IF_ERROR(Call(*definitions_,
                              &ProcessDefinitionService::Stub::CreateProcessDefinition, create,
                              &definition));
  workflow::v1::PublishProcessDefinitionRequest publish;
  publish.set_name(definition.name());
  GUANXI_RETURN_IF_ERROR(Call(*definitions_,
                              &ProcessDefinitionService::Stub::PublishProcessDefinition, publish,
                              &definition));
  return definition.name();
}

absl::StatusOr<std::string> Approvals::Start(const std::string& definition,
                                             const std::string& request_id) const {
  workflow::v1::StartProcessInstanceRequest request;
  request.set_definition(definition);
  request.set_request_id(request_id);
  ProcessInstance started;
  GUANXI_RETURN_IF_ERROR(
      Call(*instances_, &ProcessInstanceService::Stub::StartProcessInstance, request, &started));
  return started.name();
}

absl::StatusOr<std::string> Approvals::OpenTask(const std::string& instance) const {
  workflow::v1::ListProcessTasksRequest request;
  request.set_filter(absl::StrCat("instance = \"", instance, "\" AND state = OPEN"));
  workflow::v1::ListProcessTasksResponse page;
  GUANXI_RETURN_IF_ERROR(
      Call(*tasks_, &ProcessTaskService::Stub::ListProcessTasks, request, &page));
  if (page.process_tasks_size() > 1) return absl::InternalError("more than one task is open");
  return page.process_tasks_size() == 0 ? std::string() : page.process_tasks(0).name();
}

absl::Status Approvals::Approve(const std::string& task, const std::string& request_id) const {
  workflow::v1::ApproveProcessTaskRequest request;
  request.set_name(task);
  request.set_request_id(request_id);
  ProcessTask approved;
  return Call(*tasks_, &ProcessTaskService::Stub::ApproveProcessTask, request, &approved);
}

absl::StatusOr<bool> Approvals::IsApproved(const std::string& instance) const {
  workflow::v1::GetProcessInstanceRequest request;
  request.set_name(instance);
  ProcessInstance found;
  GUANXI_RETURN_IF_ERROR(
      Call(*instances_, &ProcessInstanceService::Stub::GetProcessInstance, request, &found));
  return found.state() == ProcessInstance::APPROVED;
}

absl::StatusOr<std::string> Approvals::FaultOf(const std::string& instance) const {
  workflow::v1::GetProcessTrailRequest request;
  request.set_name(instance);
  workflow::v1::ProcessTrail trail;
  GUANXI_RETURN_IF_ERROR(
      Call(*instances_, &ProcessInstanceService::Stub::GetProcessTrail, request, &trail));
  // Its start, the approval, the end of the one within, and the limit.
  if (trail.intact() && trail.steps_size() != 4) return absl::StrCat(trail.steps_size(), " steps");
  return trail.fault();
}

}  // namespace guanxi::fault
