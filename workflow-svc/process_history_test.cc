// What was done in a process, as the service has it, and what is found out of those who write into
// its rows.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/db/database.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ProcessHistoryTest : public ::testing::Test {
 protected:
  v1::ProcessTrail Trail() {
    v1::GetProcessTrailRequest request;
    request.set_name(instance_);
    const auto trail =
        world_.service.processes->instances.GetProcessTrail(world_.As("an"), request);
    EXPECT_THAT(trail, IsOk());
    return *trail;
  }
  // "command by letter: outcome" of each step.
  std::vector<std::string> Steps() {
    std::vector<std::string> steps;
    for (const auto& step : Trail().steps()) {
      std::string who = step.actor();
      for (const char* letter : {"an", "li", "cai"}) {
        if (who == world_.User(letter)) who = letter;
      }
      steps.push_back(absl::StrCat(step.command(), " by ", who, ": ", step.outcome()));
    }
    return steps;
  }
  // Who has the database's password does this.
  void Write(const std::string& sql) {
    const db::Query query{"test.write", sql, /*infrastructure=*/true};
    int64_t rows = 0;
    ASSERT_THAT(world_.service.database->ReadWrite({},
                                                   [&](db::Transaction& tx) {
                                                     const auto done = tx.Execute(query, {});
                                                     if (done.ok()) rows = *done;
                                                     return done.status();
                                                   }),
                IsOk());
    ASSERT_GT(rows, 0) << sql;
  }
  static std::string IdOf(const std::string& name) {
    return absl::StrCat("UNHEX('",
                        absl::StrReplaceAll(name.substr(name.find('/') + 1), {{"-", ""}}), "')");
  }

  ProcessWorld world_;
  const std::string instance_ =
      world_
          .Start("an",
                 world_.Active(world_.Approve("legal", {"li"}) +
                               world_.Approve("finance", {"cai"},
                                              "limits { after { seconds: 60 } action: REMIND } "
                                              "limits { after { seconds: 3600 } action: PASS }")))
          .name();
};

TEST_F(ProcessHistoryTest, EveryStepIsThereInItsOrderAndAllIsIntact) {
  const std::string task = world_.TaskOf("li");
  ASSERT_THAT(world_.Say("li", task, true), IsOk());
  v1::TakeBackProcessTaskRequest back;
  back.set_name(task);
  ASSERT_THAT(world_.service.processes->tasks.TakeBackProcessTask(world_.As("li"), back), IsOk());
  ASSERT_THAT(world_.Say("li", task, true), IsOk());
  // A reminder, and then time is up.
  world_.service.Advance(absl::Minutes(2));
  world_.service.Advance(absl::Hours(2));
  EXPECT_EQ(world_.Instance(instance_).state(), v1::ProcessInstance::APPROVED);
  EXPECT_THAT(Steps(), ElementsAre("StartProcess by an: RUNNING", "DecideTask by li: APPROVED",
                                   "TakeBack by li: OPEN", "DecideTask by li: APPROVED",
                                   "FireTimer by : APPROVED"));
  const v1::ProcessTrail trail = Trail();
  EXPECT_TRUE(trail.intact()) << trail.fault();
  EXPECT_EQ(trail.steps(4).content_hash(), world_.Instance(instance_).content_hash());
  EXPECT_GT(trail.steps(4).time().seconds(), trail.steps(3).time().seconds());
}

TEST_F(ProcessHistoryTest, WhoeverPutsAnotherOneInItsPlaceIsFoundOut) {
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_TRUE(Trail().intact());
  Write(absl::StrCat("UPDATE process_states SET body = REPLACE(body, '", world_.User("li"), "', '",
                     world_.User("cai"), "')"));
  EXPECT_FALSE(Trail().intact());
  EXPECT_THAT(Trail().fault(), HasSubstr("step 2"));
}

TEST_F(ProcessHistoryTest, WhatPeopleSeeIsHeldToIt) {
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  Write(absl::StrCat("UPDATE process_tasks SET assignee_id = ", IdOf(world_.User("an")),
                     " WHERE state = 2"));
  EXPECT_THAT(Trail().fault(), HasSubstr("task"));
  Write(absl::StrCat("UPDATE process_tasks SET assignee_id = ", IdOf(world_.User("li")),
                     " WHERE state = 2"));
  EXPECT_TRUE(Trail().intact()) << Trail().fault();
  Write("UPDATE process_instances SET state = 2");
  EXPECT_THAT(Trail().fault(), HasSubstr("instance"));
}

TEST_F(ProcessHistoryTest, ASeenProcessIsNeeded) {
  v1::GetProcessTrailRequest request;
  request.set_name("processInstances/018f0000-0000-7000-8000-0000000000aa");
  EXPECT_EQ(
      Reason(
          world_.service.processes->instances.GetProcessTrail(world_.As("an"), request).status()),
      "PROCESS_INSTANCE_NOT_FOUND");
}

}  // namespace
}  // namespace guanxi::workflow
