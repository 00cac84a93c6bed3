// Processes over the service's resources, for tests: people by letters, models in text form.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_WORLD_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_WORLD_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/approval_policy_service.pb.h"
#include "guanxi/workflow/v1/delegation_service.pb.h"
#include "guanxi/workflow/v1/process_definition_service.pb.h"
#include "guanxi/workflow/v1/process_instance_service.pb.h"
#include "guanxi/workflow/v1/process_task_service.pb.h"
#include "workflow-svc/test_service.h"

namespace guanxi::workflow {

// One for each test. Whatever ought to succeed fails the test where it does not.
class ProcessWorld {
 public:
  static constexpr char kSubjectType[] = "guanxi.dev/Contract";

  // The user of a letter.
  std::string User(const std::string& letter) const {
    return absl::StrCat("users/", DeriveUuid("person", letter).ToString());
  }
  // A call of his.
  rpc::Call As(const std::string& letter) const {
    rpc::Call call = service.call();
    call.principal.subject = User(letter);
    return call;
  }
  // A service's call on his behalf.
  rpc::Call ActingFor(const std::string& letter) const { return Acting(As(letter)); }
  static rpc::Call Acting(rpc::Call call) {
    call.principal.actor = absl::StrCat("clients/", DeriveUuid("service", "lead-svc").ToString());
    return call;
  }
  std::string NewId() const { return service.environment->uuids().Next().ToString(); }

  // A node in which people approve, after `more` (`quorum { mode: ANY }`).
  std::string Approve(const std::string& id, const std::vector<std::string>& letters,
                      const std::string& more = "") const {
    std::string people;
    for (const std::string& letter : letters) {
      absl::StrAppend(&people, " people { user: '", User(letter), "' }");
    }
    return absl::StrCat(" nodes { id: '", id, "' display_name: '", id, "' approve {", people, " ",
                        more, " } }");
  }

  // A definition whose draft begins with a start node, and goes on with `nodes`.
  v1::ProcessDefinition Define(const std::string& nodes, const std::string& subject_type = "") {
    v1::CreateProcessDefinitionRequest request;
    auto& definition = *request.mutable_process_definition();
    definition.set_display_name("合同审批");
    definition.set_subject_type(subject_type);
    SetDraft(nodes, &definition);
    const auto made = service.catalog->Of<v1::ProcessDefinition>().Create<v1::ProcessDefinition>(
        As("admin"), request);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.value();
  }
  void SetDraft(const std::string& nodes, v1::ProcessDefinition* definition) const {
    const std::string text = absl::StrCat(
        "title: 'a process' nodes { id: 'start' display_name: 'start' start {} } ", nodes);
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, definition->mutable_draft()))
        << text;
  }
  absl::StatusOr<v1::ProcessDefinition> Publish(const std::string& definition) {
    v1::PublishProcessDefinitionRequest request;
    request.set_name(definition);
    return service.processes->definitions.PublishProcessDefinition(As("admin"), request);
  }
  // Defined and published; its name.
  std::string Active(const std::string& nodes, const std::string& subject_type = "") {
    const std::string name = Define(nodes, subject_type).name();
    const auto published = Publish(name);
    EXPECT_TRUE(published.ok()) << published.status();
    return name;
  }

  absl::StatusOr<v1::ProcessInstance> TryStart(const std::string& letter,
                                               const std::string& definition) {
    v1::StartProcessInstanceRequest request;
    request.set_definition(definition);
    return service.processes->instances.StartProcessInstance(As(letter), request);
  }
  v1::ProcessInstance Start(const std::string& letter, const std::string& definition) {
    const auto started = TryStart(letter, definition);
    EXPECT_TRUE(started.ok()) << started.status();
    return started.value();
  }
  v1::ProcessInstance Instance(const std::string& name) {
    v1::GetProcessInstanceRequest request;
    request.set_name(name);
    return service.catalog->Of<v1::ProcessInstance>()
        .Get<v1::ProcessInstance>(As("admin"), request)
        .value();
  }

  // What somebody has in a state, the oldest first.
  std::vector<v1::ProcessTask> Tasks(const std::string& letter, const std::string& state = "OPEN") {
    v1::ListProcessTasksRequest request;
    request.set_filter(absl::StrCat("assignee = \"", User(letter), "\" AND state = ", state));
    request.set_order_by("create_time");
    const auto page = service.catalog->Of<v1::ProcessTask>().List<v1::ListProcessTasksResponse>(
        As(letter), request);
    EXPECT_TRUE(page.ok()) << page.status();
    return {page->process_tasks().begin(), page->process_tasks().end()};
  }
  // His only open one.
  std::string TaskOf(const std::string& letter) {
    const auto tasks = Tasks(letter);
    EXPECT_EQ(tasks.size(), 1u) << letter;
    return tasks.empty() ? "" : tasks[0].name();
  }
  absl::StatusOr<v1::ProcessTask> Say(const std::string& letter, const std::string& task, bool yes,
                                      const std::string& request_id = "") {
    auto& tasks = service.processes->tasks;
    if (!yes) {
      v1::RejectProcessTaskRequest request;
      request.set_name(task);
      request.set_opinion("不同意");
      request.set_request_id(request_id);
      return tasks.RejectProcessTask(As(letter), request);
    }
    v1::ApproveProcessTaskRequest request;
    request.set_name(task);
    request.set_opinion("同意");
    request.set_request_id(request_id);
    return tasks.ApproveProcessTask(As(letter), request);
  }
  absl::StatusOr<v1::ProcessTask> ApproveAs(const std::string& letter) {
    return Say(letter, TaskOf(letter), true);
  }

  // How often a fact stands in the history.
  int64_t Facts(const std::string& fact) const {
    return service.Number(absl::StrCat(
        "SELECT COUNT(*) FROM changes WHERE kind = 6 AND changed_fields = '", fact, "'"));
  }

  TestService service;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_WORLD_H_
