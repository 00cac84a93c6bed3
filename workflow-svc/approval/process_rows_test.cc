#include "workflow-svc/approval/process_rows.h"

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;
using ::testing::ElementsAre;
using v1::ProcessInstance;
using v1::ProcessTask;

constexpr char kModel[] = R"(
  title: "{{who}} wants {{amount}}"
  fields { id: "amount" display_name: "amount" type: MONEY subject_path: "amount" }
  fields { id: "who" display_name: "who" type: TEXT }
  nodes { id: "start" display_name: "start" start {} }
  nodes { id: "legal" display_name: "Legal" approve {
    people { user: "users/0196b0a0-0000-7000-8000-000000000001" }
    limits { after { seconds: 60 } action: REMIND }
    limits { after { seconds: 7200 } action: PASS } } })";

std::shared_ptr<const Model> TheModel() {
  v1::ProcessModel model;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kModel, &model));
  return Model::Compile(model).value();
}

ProcessState State(const std::string& text) {
  ProcessState state;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &state)) << text;
  return state;
}

constexpr char kRunning[] = R"(
  phase: RUNNING initiator: "users/i"
  content { key: "amount" value { values: "5 CNY" } }
  content { key: "who" value { values: "甲" } }
  tasks { id: 3 node: "legal" state: OPEN assignee: "users/a" owner: "users/o" }
  tasks { id: 4 node: "legal" state: WAITING assignee: "users/w" }
  timers { id: 1 due_micros: 60000000 task: 3 limit: 0 }
  timers { id: 2 due_micros: 7200000000 task: 3 limit: 1 }
  copies { user: "users/c" })";

TEST(ProcessRowsTest, OpenTaskIsDueWhenSomethingHappensAndNotWhenItIsRemindedOf) {
  const ProcessState state = State(kRunning);
  ProcessTask task;
  FillTask(*TheModel(), state, &state.tasks(0), &task);
  EXPECT_EQ(task.state(), ProcessTask::OPEN);
  EXPECT_EQ(task.due_time().seconds(), 7200);
  EXPECT_EQ(task.node_title(), "Legal");
  EXPECT_EQ(task.key(), "3");
  EXPECT_EQ(task.delegated_from(), "users/o");
  EXPECT_FALSE(task.has_complete_time());
}

TEST(ProcessRowsTest, WhatWaitsFromTheBeginningHasNoRowYet) {
  const ProcessState state = State(kRunning);
  EXPECT_TRUE(HasRow(state.tasks(0)));
  EXPECT_FALSE(HasRow(state.tasks(1)));
}

TEST(ProcessRowsTest, WhatWasUndoneIsCancelled) {
  const ProcessState state = State(kRunning);
  ProcessTask task;
  FillTask(*TheModel(), state, &state.tasks(0), &task);
  FillTask(*TheModel(), state, nullptr, &task);
  EXPECT_EQ(task.state(), ProcessTask::CANCELLED);
  EXPECT_FALSE(task.has_due_time());
}

TEST(ProcessRowsTest, InstanceSaysTitleAndParticipants) {
  ProcessInstance instance;
  FillInstance(*TheModel(), State(kRunning), &instance);
  EXPECT_EQ(instance.state(), ProcessInstance::RUNNING);
  EXPECT_EQ(instance.title(), "甲 wants 5 CNY");
  EXPECT_THAT(instance.participants(), ElementsAre("users/a", "users/o", "users/w", "users/c"));
}

TEST(ProcessRowsTest, TitleCallsTheInitiatorByHisName) {
  v1::ProcessModel model = TheModel()->proto();
  model.set_title("{{initiator}}: {{amount}}");
  const auto compiled = Model::Compile(model);
  ASSERT_TRUE(compiled.ok());
  EXPECT_EQ(TitleOf(**compiled, State(kRunning), "陈爱丽"), "陈爱丽: 5 CNY");
  // What is called already stays so.
  ProcessInstance instance;
  instance.set_title("陈爱丽: 5 CNY");
  FillInstance(**compiled, State(kRunning), &instance);
  EXPECT_EQ(instance.title(), "陈爱丽: 5 CNY");
}

TEST(ProcessRowsTest, IncidentStopsItAndItsEndIsGone) {
  ProcessState state = State(kRunning);
  auto& token = *state.add_tokens();
  token.set_node("legal");
  token.set_incident("NOBODY");
  ProcessInstance instance;
  FillInstance(*TheModel(), state, &instance);
  EXPECT_EQ(instance.state(), ProcessInstance::STOPPED);
  EXPECT_THAT(instance.incident(), ::testing::HasSubstr("Legal: NOBODY"));
  state.clear_tokens();
  FillInstance(*TheModel(), state, &instance);
  EXPECT_EQ(instance.state(), ProcessInstance::RUNNING);
  EXPECT_EQ(instance.incident(), "");
}

TEST(ProcessRowsTest, HashIsOfTheSubjectsFieldsAlone) {
  const auto model = TheModel();
  ProcessState state = State(kRunning);
  const std::string before = HashOfSubject(*model, state);
  EXPECT_EQ(before.size(), 64u);
  (*state.mutable_content())["who"].set_values(0, "乙");
  EXPECT_EQ(HashOfSubject(*model, state), before);
  (*state.mutable_content())["amount"].set_values(0, "6 CNY");
  EXPECT_NE(HashOfSubject(*model, state), before);
}

}  // namespace
}  // namespace guanxi::workflow
