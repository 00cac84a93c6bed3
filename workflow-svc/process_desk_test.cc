// What people do at their desks besides saying yes or no, by the methods that they call.
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::ProcessInstance;
using v1::ProcessTask;

class ProcessDeskTest : public ::testing::Test {
 protected:
  v1::CountProcessTasksResponse Counts(const std::string& letter) {
    const auto counts = world_.service.processes->tasks.CountProcessTasks(
        world_.As(letter), v1::CountProcessTasksRequest());
    EXPECT_THAT(counts, IsOk());
    return *counts;
  }
  absl::StatusOr<ProcessInstance> Urge(const std::string& letter, const std::string& instance) {
    v1::UrgeProcessInstanceRequest request;
    request.set_name(instance);
    return world_.service.processes->instances.UrgeProcessInstance(world_.As(letter), request);
  }
  absl::StatusOr<ProcessTask> TakeBack(const std::string& letter, const std::string& task) {
    v1::TakeBackProcessTaskRequest request;
    request.set_name(task);
    return world_.service.processes->tasks.TakeBackProcessTask(world_.As(letter), request);
  }
  // How often somebody is told of something.
  int64_t Notices(const std::string& letter) {
    const std::string id = absl::StrReplaceAll(world_.User(letter), {{"users/", ""}, {"-", ""}});
    return world_.service.Number(
        absl::StrCat("SELECT COUNT(*) FROM notices WHERE recipient_id = UNHEX('", id, "')"));
  }
  // The names of his open tasks, in an order.
  std::vector<std::string> Open(const std::string& letter, const std::string& order_by,
                                const std::string& more = "") {
    v1::ListProcessTasksRequest request;
    request.set_filter(
        absl::StrCat("assignee = \"", world_.User(letter), "\" AND state = OPEN", more));
    request.set_order_by(order_by);
    const auto page = world_.service.catalog->Of<ProcessTask>().List<v1::ListProcessTasksResponse>(
        world_.As(letter), request);
    EXPECT_THAT(page, IsOk());
    std::vector<std::string> names;
    for (const ProcessTask& task : page->process_tasks()) names.push_back(task.name());
    return names;
  }
  // A node that copies to somebody.
  std::string Copy(const std::string& id, const std::string& letter) const {
    return absl::StrCat(" nodes { id: '", id, "' display_name: '", id, "' cc { people { user: '",
                        world_.User(letter), "' } } }");
  }

  ProcessWorld world_;
};

TEST_F(ProcessDeskTest, TheInitiatorUrgesThoseWhoAreToActAndNobodyElseDoes) {
  const auto started = world_.Start("an", world_.Active(world_.Approve("legal", {"li"})));
  EXPECT_EQ(Notices("li"), 1);
  EXPECT_EQ(Reason(Urge("cai", started.name()).status()), "NOT_INITIATOR");
  ASSERT_THAT(Urge("an", started.name()), IsOk());
  EXPECT_EQ(Notices("li"), 2);
  EXPECT_EQ(Reason(Urge("an", started.name()).status()), "TOO_SOON");
  world_.service.Advance(absl::Minutes(11));
  EXPECT_THAT(Urge("an", started.name()), IsOk());
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_EQ(Reason(Urge("an", started.name()).status()), "NOT_RUNNING");
}

TEST_F(ProcessDeskTest, ADecisionIsTakenBackUntilTheNextHasActed) {
  const auto started = world_.Start(
      "an", world_.Active(world_.Approve("legal", {"li"}) + world_.Approve("finance", {"cai"}) +
                          world_.Approve("board", {"wu"})));
  const std::string task = world_.TaskOf("li");
  ASSERT_THAT(world_.Say("li", task, true), IsOk());
  EXPECT_EQ(Reason(TakeBack("cai", task).status()), "NOT_YOUR_TASK");
  const auto open = TakeBack("li", task);
  ASSERT_THAT(open, IsOk());
  EXPECT_EQ(open->state(), ProcessTask::OPEN);
  EXPECT_EQ(open->outcome(), ProcessTask::OUTCOME_UNSPECIFIED);
  EXPECT_FALSE(open->has_complete_time());
  EXPECT_THAT(world_.Tasks("cai"), IsEmpty());
  ASSERT_THAT(world_.Say("li", task, true), IsOk());
  ASSERT_THAT(world_.ApproveAs("cai"), IsOk());
  EXPECT_EQ(Reason(TakeBack("li", task).status()), "TOO_LATE");
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::RUNNING);
}

TEST_F(ProcessDeskTest, ACopyComesOnceAndIsMarkedAsRead) {
  const auto started =
      world_.Start("an", world_.Active(Copy("first", "bai") + world_.Approve("legal", {"li"}) +
                                       Copy("second", "bai")));
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::APPROVED);
  const auto copies = world_.Tasks("bai", "COPIED");
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_EQ(copies[0].node(), "first");
  EXPECT_EQ(Counts("bai").unread_copies(), 1);
  EXPECT_EQ(Reason(world_.Say("bai", copies[0].name(), true).status()), "TASK_CLOSED");
  v1::MarkProcessTasksReadRequest read;
  read.add_names(copies[0].name());
  auto& tasks = world_.service.processes->tasks;
  EXPECT_EQ(Reason(tasks.MarkProcessTasksRead(world_.As("cai"), read).status()), "NOT_YOUR_TASK");
  ASSERT_THAT(tasks.MarkProcessTasksRead(world_.As("bai"), read), IsOk());
  EXPECT_EQ(Counts("bai").unread_copies(), 0);
  EXPECT_TRUE(world_.Tasks("bai", "COPIED")[0].has_read_time());
}

TEST_F(ProcessDeskTest, WhatIsTerminatedIsOverForAll) {
  const auto started = world_.Start("an", world_.Active(world_.Approve("legal", {"li"})));
  v1::TerminateProcessInstanceRequest request;
  request.set_name(started.name());
  request.set_reason("客户破产");
  auto& instances = world_.service.processes->instances;
  const auto ended = instances.TerminateProcessInstance(world_.As("admin"), request);
  ASSERT_THAT(ended, IsOk());
  EXPECT_EQ(ended->state(), ProcessInstance::TERMINATED);
  EXPECT_EQ(ended->reason(), "客户破产");
  EXPECT_THAT(world_.Tasks("li"), IsEmpty());
  EXPECT_EQ(world_.Facts("approval.withdrawn"), 1);
  EXPECT_EQ(Reason(instances.TerminateProcessInstance(world_.As("admin"), request).status()),
            "NOT_RUNNING");
}

TEST_F(ProcessDeskTest, TheInboxIsOrderedByArrivalAndByTimeAndHeldToOneDefinition) {
  const auto hours = [&](int count) {
    return world_.Active(world_.Approve(
        "legal", {"li"},
        absl::StrCat("limits { after { seconds: ", 3600 * count, " } action: ", "REMIND }")));
  };
  const std::string slow = hours(8), quick = hours(1);
  std::vector<std::string> names;
  for (const std::string& definition : {slow, quick, slow}) {
    world_.Start("an", definition);
    world_.service.Advance(absl::Seconds(1));
    names.push_back(Open("li", "create_time").back());
  }
  EXPECT_THAT(Open("li", "create_time"), ElementsAre(names[0], names[1], names[2]));
  EXPECT_THAT(Open("li", "due_time"), ElementsAre(names[1], names[0], names[2]));
  EXPECT_THAT(Open("li", "create_time desc", absl::StrCat(" AND definition = \"", slow, "\"")),
              ElementsAre(names[2], names[0]));
  EXPECT_EQ(Counts("li").open(), 3);
  EXPECT_EQ(Counts("li").overdue(), 0);
  world_.service.Advance(absl::Hours(2));
  EXPECT_EQ(Counts("an").running(), 3);
}

TEST_F(ProcessDeskTest, TasksAndProcessesAreFoundByTheirTitles) {
  for (const char* title : {"灵动传媒的合同审批", "云起科技的报价审批"}) {
    v1::CreateProcessDefinitionRequest request;
    auto& definition = *request.mutable_process_definition();
    definition.set_display_name(title);
    world_.SetDraft(world_.Approve("legal", {"li"}), &definition);
    definition.mutable_draft()->set_title(title);
    const auto made =
        world_.service.catalog->Of<v1::ProcessDefinition>().Create<v1::ProcessDefinition>(
            world_.As("admin"), request);
    ASSERT_THAT(made, IsOk());
    ASSERT_THAT(world_.Publish(made->name()), IsOk());
    world_.Start("an", made->name());
  }
  for (const char* query : {"传媒", "lingdong", "ldcm"}) {
    SCOPED_TRACE(query);
    v1::SearchProcessTasksRequest tasks;
    tasks.set_query(query);
    const auto found =
        world_.service.catalog->Of<ProcessTask>().Search<v1::SearchProcessTasksResponse>(
            world_.As("li"), tasks);
    ASSERT_THAT(found, IsOk());
    ASSERT_EQ(found->process_tasks_size(), 1);
    EXPECT_EQ(found->process_tasks(0).title(), "灵动传媒的合同审批");
    v1::SearchProcessInstancesRequest instances;
    instances.set_query(query);
    const auto processes =
        world_.service.catalog->Of<ProcessInstance>().Search<v1::SearchProcessInstancesResponse>(
            world_.As("an"), instances);
    ASSERT_THAT(processes, IsOk());
    ASSERT_EQ(processes->process_instances_size(), 1);
    EXPECT_EQ(processes->process_instances(0).title(), "灵动传媒的合同审批");
  }
}

}  // namespace
}  // namespace guanxi::workflow
