// What cannot be taken back, and who withdraws.
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;

TEST(TakeBackTest, NothingIsTakenBackOnceSomethingWasSetOff) {
  Walkthrough walk(ModelOf(
      {Approve("a", "2"),
       Node("t", "trigger", "\"actions\":[{\"tags\":{\"add\":[\"tags/x\"]}}],\"wait\":true")}));
  ASSERT_THAT(walk.Start(), IsOk());
  const int64_t task = walk.TaskOf(2);
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_THAT(walk.Do(U(2), TakeBack{task}), HasReason("TOO_LATE"));
}

TEST(TakeBackTest, TheInitiatorWithdrawsByRule) {
  const auto withdrawn = [](const std::string& rule, bool decided) {
    Walkthrough walk(
        ModelOf({Approve("a", "2"), Approve("b", "3")}, "\"withdrawal\":\"" + rule + "\""));
    EXPECT_THAT(walk.Start(), IsOk());
    EXPECT_THAT(walk.Do(U(2), Withdraw{}), HasReason("NOT_INITIATOR"));
    if (decided) {
      EXPECT_THAT(walk.Approve(2), IsOk());
    }
    return walk.Do(U(1), Withdraw{}).ok() && walk.phase() == ProcessState::WITHDRAWN &&
           walk.Open().empty();
  };
  EXPECT_TRUE(withdrawn("WHILE_RUNNING", true));
  EXPECT_TRUE(withdrawn("BEFORE_FIRST_DECISION", false));
  EXPECT_FALSE(withdrawn("BEFORE_FIRST_DECISION", true));
  EXPECT_FALSE(withdrawn("NEVER", false));
}

}  // namespace
}  // namespace guanxi::workflow
