// What becomes of tasks that somebody leaves behind, and of those that nobody has claimed.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using v1::HandOverProcessTasksResponse;
using v1::ProcessInstance;
using v1::ProcessTask;

class ProcessHandOverTest : public ::testing::Test {
 protected:
  HandOverProcessTasksResponse HandOver(const std::string& from, const std::string& to,
                                        const std::string& definition = "") {
    v1::HandOverProcessTasksRequest request;
    request.set_from_user(world_.User(from));
    request.set_to_user(world_.User(to));
    request.set_definition(definition);
    const auto given =
        world_.service.processes->tasks.HandOverProcessTasks(world_.As("admin"), request);
    EXPECT_THAT(given, IsOk());
    return given.value();
  }
  int Claimable(const std::string& letter) {
    return world_.service.processes->tasks
        .CountProcessTasks(world_.As(letter), v1::CountProcessTasksRequest())
        ->claimable();
  }

  // How often somebody is told of something.
  int64_t Notices(const std::string& letter) {
    const std::string id = absl::StrReplaceAll(world_.User(letter), {{"users/", ""}, {"-", ""}});
    return world_.service.Number(
        absl::StrCat("SELECT COUNT(*) FROM notices WHERE recipient_id = UNHEX('", id, "')"));
  }

  ProcessWorld world_;
};

TEST_F(ProcessHandOverTest, WhatMayBeClaimedGoesAlong) {
  const std::string definition =
      world_.Active(world_.Approve("legal", {"li", "cai"}, "claim: true"));
  const ProcessInstance started = world_.Start("an", definition);
  ASSERT_EQ(Claimable("li"), 1);
  const std::string other = world_.Active(world_.Approve("legal", {"li"}));
  EXPECT_EQ(HandOver("li", "bai", other).process_tasks_size(), 0);
  const auto given = HandOver("li", "bai", definition);
  EXPECT_EQ(given.process_tasks_size(), 1);
  EXPECT_EQ(given.failures_size(), 0);
  EXPECT_EQ(Claimable("li"), 0);
  EXPECT_EQ(Claimable("bai"), 1);
  // He is told of it, and nobody else again.
  EXPECT_EQ(Notices("bai"), 1);
  EXPECT_EQ(Notices("cai"), 1);
  ASSERT_THAT(world_.Say("bai", given.process_tasks(0), true), IsOk());
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::APPROVED);
}

TEST_F(ProcessHandOverTest, WhatWaitsForAnothersOpinionGoesAlong) {
  const ProcessInstance started =
      world_.Start("an", world_.Active(world_.Approve("legal", {"li"})));
  auto& tasks = world_.service.processes->tasks;
  v1::DelegateProcessTaskRequest ask;
  ask.set_name(world_.TaskOf("li"));
  ask.set_user(world_.User("bai"));
  ASSERT_THAT(tasks.DelegateProcessTask(world_.As("li"), ask), IsOk());
  ASSERT_EQ(world_.Tasks("li", "WAITING").size(), 1u);
  EXPECT_EQ(HandOver("li", "cai").process_tasks_size(), 1);
  EXPECT_TRUE(world_.Tasks("li", "WAITING").empty());
  v1::GiveBackProcessTaskRequest back;
  back.set_name(world_.TaskOf("bai"));
  ASSERT_THAT(tasks.GiveBackProcessTask(world_.As("bai"), back), IsOk());
  ASSERT_THAT(world_.ApproveAs("cai"), IsOk());
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::APPROVED);
}

TEST_F(ProcessHandOverTest, WhoHasASayAlreadyHasOneVote) {
  const ProcessInstance started =
      world_.Start("an", world_.Active(world_.Approve("legal", {"li", "cai"})));
  const auto given = HandOver("li", "cai");
  EXPECT_EQ(given.process_tasks_size(), 1);
  EXPECT_EQ(given.failures_size(), 0);
  EXPECT_FALSE(given.remaining());
  EXPECT_TRUE(world_.Tasks("li").empty());
  ASSERT_THAT(world_.ApproveAs("cai"), IsOk());
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::APPROVED);
}

TEST_F(ProcessHandOverTest, MoreThanAtOnceRemains) {
  const std::string definition = world_.Active(world_.Approve("legal", {"li"}));
  for (int i = 0; i < 51; ++i) world_.Start("an", definition);
  const auto first = HandOver("li", "cai");
  EXPECT_EQ(first.process_tasks_size(), 50);
  EXPECT_TRUE(first.remaining());
  const auto second = HandOver("li", "cai");
  EXPECT_EQ(second.process_tasks_size(), 1);
  EXPECT_FALSE(second.remaining());
}

TEST_F(ProcessHandOverTest, OfWhatIsOverNothingIsLeftToClaim) {
  const ProcessInstance started =
      world_.Start("an", world_.Active(world_.Approve("legal", {"li", "cai"}, "claim: true")));
  ASSERT_EQ(Claimable("cai"), 1);
  v1::WithdrawProcessInstanceRequest request;
  request.set_name(started.name());
  ASSERT_THAT(world_.service.processes->instances.WithdrawProcessInstance(world_.As("an"), request),
              IsOk());
  EXPECT_EQ(Claimable("cai"), 0);
}

}  // namespace
}  // namespace guanxi::workflow
