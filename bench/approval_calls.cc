// Processes with two approvals over gRPC, against a running workflow-svc.
//
//   GUANXI_TOKEN=... approval_calls --workflow=HOST:PORT [--instances=N]
//
// Who has the token starts each one, looks up the task that comes, approves it, and again.
#include <grpcpp/channel.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "bench/closed_loop.h"
#include "bench/crowd.h"
#include "bench/figure.h"
#include "common/base/status_macros.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "guanxi/workflow/v1/process_definition_service.grpc.pb.h"
#include "guanxi/workflow/v1/process_instance_service.grpc.pb.h"
#include "guanxi/workflow/v1/process_task_service.grpc.pb.h"

ABSL_FLAG(std::string, workflow, "", "host:port of workflow-svc");
ABSL_FLAG(int, instances, 3'000, "processes that are walked");

namespace guanxi::bench {
namespace {

using workflow::v1::ProcessDefinition;
using workflow::v1::ProcessDefinitionService;
using workflow::v1::ProcessInstance;
using workflow::v1::ProcessInstanceService;
using workflow::v1::ProcessTask;
using workflow::v1::ProcessTaskService;

constexpr int kInFlight = 16;
constexpr int kChannels = 4;
constexpr int kApprovals = 2;

template <typename Stub, typename Method, typename Request, typename Response>
absl::Status Call(Stub& stub, Method method, const Request& request, Response* response) {
  grpc::ClientContext context;
  const char* const token = std::getenv("GUANXI_TOKEN");
  rpc::Prepare(absl::Seconds(30), token == nullptr ? "" : token, &context);
  return FromGrpcStatus((stub.*method)(&context, request, response));
}

absl::StatusOr<std::string> Define(const std::shared_ptr<grpc::Channel>& channel) {
  const auto stub = ProcessDefinitionService::NewStub(channel);
  workflow::v1::CreateProcessDefinitionRequest create;
  create.mutable_process_definition()->set_display_name("bench");
  auto* const model = create.mutable_process_definition()->mutable_draft();
  model->set_title("bench");
  for (int i = 0; i <= kApprovals; ++i) {
    auto* const node = model->add_nodes();
    node->set_id(absl::StrCat("n", i));
    node->set_display_name(node->id());
    if (i == 0) node->mutable_start();
    if (i > 0) node->mutable_approve()->add_people()->set_initiator(true);
  }
  ProcessDefinition definition;
  GUANXI_RETURN_IF_ERROR(
      Call(*stub, &ProcessDefinitionService::Stub::CreateProcessDefinition, create, &definition));
  workflow::v1::PublishProcessDefinitionRequest publish;
  publish.set_name(definition.name());
  GUANXI_RETURN_IF_ERROR(
      Call(*stub, &ProcessDefinitionService::Stub::PublishProcessDefinition, publish, &definition));
  return definition.name();
}

struct Stubs {
  std::unique_ptr<ProcessInstanceService::Stub> instances;
  std::unique_ptr<ProcessTaskService::Stub> tasks;
};

absl::Status Walk(const Stubs& stubs, const std::string& definition) {
  workflow::v1::StartProcessInstanceRequest start;
  start.set_definition(definition);
  ProcessInstance instance;
  GUANXI_RETURN_IF_ERROR(Call(*stubs.instances, &ProcessInstanceService::Stub::StartProcessInstance,
                              start, &instance));
  workflow::v1::ListProcessTasksRequest look;
  look.set_filter(absl::StrCat("instance = \"", instance.name(), "\" AND state = OPEN"));
  for (int i = 0; i < kApprovals; ++i) {
    workflow::v1::ListProcessTasksResponse open;
    GUANXI_RETURN_IF_ERROR(
        Call(*stubs.tasks, &ProcessTaskService::Stub::ListProcessTasks, look, &open));
    if (open.process_tasks_size() != 1) return absl::InternalError("want one task");
    workflow::v1::ApproveProcessTaskRequest approve;
    approve.set_name(open.process_tasks(0).name());
    ProcessTask approved;
    GUANXI_RETURN_IF_ERROR(
        Call(*stubs.tasks, &ProcessTaskService::Stub::ApproveProcessTask, approve, &approved));
  }
  return absl::OkStatus();
}

absl::Status Measure() {
  const std::string target = absl::GetFlag(FLAGS_workflow);
  if (target.empty()) return absl::InvalidArgumentError("--workflow is missing");
  const auto channels = OwnChannels(target, kChannels);
  std::vector<Stubs> stubs;
  for (const auto& channel : channels) {
    stubs.push_back(
        {ProcessInstanceService::NewStub(channel), ProcessTaskService::NewStub(channel)});
  }
  GUANXI_ASSIGN_OR_RETURN(const std::string definition, Define(channels[0]));
  GUANXI_ASSIGN_OR_RETURN(
      const double rate, RateOfCrowd(kInFlight, static_cast<size_t>(absl::GetFlag(FLAGS_instances)),
                                     [&](int who, size_t) {
                                       return Walk(stubs[static_cast<size_t>(who) % kChannels],
                                                   definition);
                                     }));
  Print({"start and two approvals", rate, 0, "instances/s"});
  return absl::OkStatus();
}

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  const absl::Status status = guanxi::bench::Measure();
  if (!status.ok()) std::fprintf(stderr, "approval_calls: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
