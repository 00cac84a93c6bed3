#include "workflow-svc/approval/process_rows.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
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
  const std::string before = HashOfContent(*model, state, /*has_subject=*/true);
  EXPECT_EQ(before.size(), 64u);
  (*state.mutable_content())["who"].set_values(0, "乙");
  EXPECT_EQ(HashOfContent(*model, state, true), before);
  (*state.mutable_content())["amount"].set_values(0, "6 CNY");
  EXPECT_NE(HashOfContent(*model, state, true), before);
}

TEST(ProcessRowsTest, WithoutASubjectTheHashIsOfTheForm) {
  ProcessState state = State(kRunning);
  ProcessInstance one, other, about;
  FillInstance(*TheModel(), state, &one);
  about.set_subject("contracts/1");
  FillInstance(*TheModel(), state, &about);
  (*state.mutable_content())["who"].set_values(0, "乙");
  FillInstance(*TheModel(), state, &other);
  EXPECT_NE(one.content_hash(), other.content_hash());
  EXPECT_NE(one.content_hash(), about.content_hash());
}

// Neither by its words nor by what a guess can be compared with.
TEST(ProcessRowsTest, WhatANodeHidesIsToldToNobody) {
  v1::ProcessModel proto = TheModel()->proto();
  auto& right = *proto.mutable_nodes(1)->add_field_rights();
  right.set_field("who");
  right.set_right(v1::ProcessFieldRight::HIDDEN);
  const auto model = Model::Compile(proto);
  ASSERT_TRUE(model.ok());
  ProcessState state = State(kRunning);
  EXPECT_EQ(TitleOf(**model, state, "users/i"), " wants 5 CNY");
  const std::string before = HashOfContent(**model, state, /*has_subject=*/false);
  (*state.mutable_content())["who"].set_values(0, "乙");
  EXPECT_EQ(HashOfContent(**model, state, false), before);
}

TEST(ProcessRowsTest, WhoHasATaskIsAmongTheParticipantsHoweverManyThereWere) {
  ProcessInstance instance;
  for (int i = 0; i < kMaxParticipants; ++i) {
    instance.add_participants(absl::StrCat("users/before", i));
  }
  FillInstance(*TheModel(), State(kRunning), &instance);
  EXPECT_EQ(instance.participants_size(), kMaxParticipants);
  EXPECT_THAT(instance.participants(), ::testing::Contains("users/a"));
  EXPECT_THAT(instance.participants(), ::testing::Not(::testing::Contains("users/before0")));
  // Whose turn it is stays, though he was the first.
  instance.clear_participants();
  instance.add_participants("users/a");
  ProcessState state = State(kRunning);
  for (int i = 0; i < kMaxParticipants; ++i) {
    state.add_copies()->set_user(absl::StrCat("users/copy", i));
  }
  FillInstance(*TheModel(), state, &instance);
  EXPECT_EQ(instance.participants_size(), kMaxParticipants);
  EXPECT_THAT(instance.participants(), ::testing::Contains("users/a"));
}

}  // namespace
}  // namespace guanxi::workflow
