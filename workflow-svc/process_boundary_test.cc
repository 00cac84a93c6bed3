// Boundaries of nodes, run over a real MariaDB by the service's timers.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using v1::ProcessDefinition;
using v1::ProcessInstance;

std::string Boundary(const std::string& nodes, bool interrupts) {
  return absl::StrCat(" boundaries { id: 't' when { time { seconds: 3600 } } interrupts: ",
                      interrupts ? "true" : "false", nodes, " }");
}

std::string Node(const std::string& id, const std::string& kind, const std::string& boundary) {
  return absl::StrCat(" nodes { id: '", id, "' display_name: '", id, "' ", kind, boundary, " }");
}

std::string Within(const std::string& definition) {
  return absl::StrCat("sub_process { definition: '", definition, "' wait: true }");
}

class ProcessBoundaryTest : public ::testing::Test {
 protected:
  std::string Asks(const std::string& letter) const {
    return absl::StrCat("approve { people { user: '", world_.User(letter), "' } }");
  }
  int64_t Timers() const {
    return world_.service.Number("SELECT COUNT(*) FROM timers WHERE kind = 'process'");
  }

  ProcessWorld world_;
};

TEST_F(ProcessBoundaryTest, WhoIsLateHasNothingToDecideAnyMore) {
  const auto definition =
      world_.Active(Node("legal", Asks("li"), Boundary(world_.Approve("board", {"bai"}), true)));
  const ProcessInstance started = world_.Start("an", definition);
  const auto asked = world_.Tasks("li");
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].due_time().seconds(), asked[0].create_time().seconds() + 3600);
  world_.service.Advance(absl::Minutes(59));
  EXPECT_EQ(world_.Tasks("li").size(), 1u);
  world_.service.Advance(absl::Minutes(2));
  EXPECT_TRUE(world_.Tasks("li").empty());
  EXPECT_EQ(Reason(world_.Say("li", asked[0].name(), true).status()), "TASK_CLOSED");
  EXPECT_EQ(Timers(), 0);
  ASSERT_THAT(world_.ApproveAs("bai"), IsOk());
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::APPROVED);
}

TEST_F(ProcessBoundaryTest, WhoIsInTimeLeavesNoTimerBehind) {
  const auto definition =
      world_.Active(Node("legal", Asks("li"), Boundary(world_.Approve("board", {"bai"}), true)));
  const ProcessInstance started = world_.Start("an", definition);
  EXPECT_EQ(Timers(), 1);
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::APPROVED);
  EXPECT_EQ(Timers(), 0);
}

TEST_F(ProcessBoundaryTest, BesideTheNodeBothAreWaitedFor) {
  const auto definition =
      world_.Active(Node("legal", Asks("li"), Boundary(world_.Approve("board", {"bai"}), false)));
  const ProcessInstance started = world_.Start("an", definition);
  EXPECT_FALSE(world_.Tasks("li")[0].has_due_time());
  world_.service.Advance(absl::Hours(2));
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::RUNNING);
  ASSERT_THAT(world_.ApproveAs("bai"), IsOk());
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::APPROVED);
}

TEST_F(ProcessBoundaryTest, AProcessWithinThatIsLateIsTerminated) {
  const std::string inner = world_.Active(world_.Approve("board", {"bai"}));
  const std::string outer =
      world_.Active(Node("s", Within(inner), Boundary("", true)) + world_.Approve("legal", {"li"}));
  world_.Start("an", outer);
  ASSERT_EQ(world_.Tasks("bai").size(), 1u);
  world_.service.Advance(absl::Hours(2));
  EXPECT_TRUE(world_.Tasks("bai").empty());
  EXPECT_EQ(world_.Tasks("li").size(), 1u);
}

TEST_F(ProcessBoundaryTest, WhatABoundaryWaitsForIsFoundToWaitForItself) {
  const std::string first = world_.Active(world_.Approve("legal", {"li"}));
  const std::string second =
      world_.Active(Node("board", Asks("bai"), Boundary(Node("s", Within(first), ""), true)));
  v1::UpdateProcessDefinitionRequest update;
  update.mutable_process_definition()->set_name(first);
  world_.SetDraft(Node("s", Within(second), "") + world_.Approve("legal", {"li"}),
                  update.mutable_process_definition());
  update.mutable_update_mask()->add_paths("draft");
  ASSERT_THAT(world_.service.catalog->Of<ProcessDefinition>().Update<ProcessDefinition>(
                  world_.As("admin"), update),
              IsOk());
  const auto published = world_.Publish(first);
  ASSERT_FALSE(published.ok());
  EXPECT_THAT(std::string(published.status().message()), ::testing::HasSubstr("waits for that"));
}

}  // namespace
}  // namespace guanxi::workflow
