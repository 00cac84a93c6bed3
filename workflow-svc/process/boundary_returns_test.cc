// Going back where boundaries have led somewhere, or may.
#include <string>

#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

// An approve node of users 2 and 5 with a boundary of an hour, which leads to user 3; before it
// user 6, behind it user 4.
v1::ProcessModel Sample(bool interrupts) {
  const std::string boundary = std::string("{\"id\":\"t\",\"when\":{\"time\":\"3600s\"},") +
                               (interrupts ? "\"interrupts\":true," : "") + "\"nodes\":[" +
                               Approve("x", "3") + "]}";
  return ModelOf({Approve("first", "6"),
                  Node("a", "approve", "\"people\":[{\"user\":\"@2\"},{\"user\":\"@5\"}]",
                       "\"boundaries\":[" + boundary + "]"),
                  Approve("z", "4")});
}

// One whose time has come.
struct Late : Walkthrough {
  explicit Late(bool interrupts) : Walkthrough(Sample(interrupts)) {
    EXPECT_THAT(Start(), IsOk());
    EXPECT_THAT(Approve(6), IsOk());
    EXPECT_THAT(Pass(absl::Hours(1)), IsOk());
  }
};

TEST(BoundaryReturnsTest, BackToTheNodeItHasAllItsTimeAgain) {
  for (const bool interrupts : {true, false}) {
    Late walk(interrupts);
    ASSERT_THAT(walk.Pass(absl::Minutes(30)), IsOk());
    ASSERT_THAT(walk.Return(3, "a"), IsOk());
    EXPECT_EQ(walk.Stands(), "a");
    EXPECT_EQ(walk.Open(), "2 5");
    ASSERT_EQ(walk.state.timers_size(), 1);
    ASSERT_THAT(walk.Pass(absl::Minutes(59)), IsOk());
    EXPECT_EQ(walk.Stands(), "a");
    ASSERT_THAT(walk.Pass(absl::Minutes(1)), IsOk());
    EXPECT_EQ(walk.Stands(), interrupts ? "x" : "a x");
  }
}

TEST(BoundaryReturnsTest, BackFromBehindUndoesWhatItHasLedTo) {
  Late walk(true);
  ASSERT_THAT(walk.Approve(3), IsOk());
  ASSERT_THAT(walk.Return(4, "a"), IsOk());
  EXPECT_EQ(walk.Stands(), "a");
  for (const process::Task& task : walk.state.tasks()) EXPECT_NE(task.node(), "x");
  EXPECT_EQ(walk.state.timers_size(), 1);
}

TEST(BoundaryReturnsTest, BackToBeforeTheNodeUndoesBoth) {
  Late walk(false);
  ASSERT_THAT(walk.Return(3, "first"), IsOk());
  EXPECT_EQ(walk.Stands(), "first");
  EXPECT_EQ(walk.Open(), "6");
  EXPECT_TRUE(walk.state.timers().empty());
}

TEST(BoundaryReturnsTest, ToThePreviousNodeIsToTheOneThatWasLate) {
  Late walk(true);
  ASSERT_THAT(walk.Return(3, ""), IsOk());
  EXPECT_EQ(walk.Stands(), "a");
}

TEST(BoundaryReturnsTest, AsideIsNoTarget) {
  Late walk(false);
  EXPECT_THAT(walk.Return(2, "x"), HasReason("BAD_RETURN_TARGET"));
}

TEST(BoundaryReturnsTest, StraightBackItStandsAgainWhereTimeHadLed) {
  Late walk(true);
  ASSERT_THAT(walk.Return(3, "a", /*straight_back=*/true), IsOk());
  EXPECT_EQ(walk.Stands(), "a");
  // It will be there again anyhow.
  EXPECT_TRUE(walk.state.timers().empty());
  ASSERT_THAT(walk.Approve(2), IsOk());
  ASSERT_THAT(walk.Approve(5), IsOk());
  EXPECT_EQ(walk.Stands(), "x");
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_EQ(walk.Stands(), "z");
}

TEST(BoundaryReturnsTest, StraightBackOfABoundaryThatWasOpenHasAllItsTime) {
  Walkthrough walk(Sample(false));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(6), IsOk());
  ASSERT_THAT(walk.Pass(absl::Minutes(30)), IsOk());
  ASSERT_THAT(walk.Return(2, "first", /*straight_back=*/true), IsOk());
  EXPECT_TRUE(walk.state.timers().empty());
  ASSERT_THAT(walk.Approve(6), IsOk());
  EXPECT_EQ(walk.Stands(), "a");
  ASSERT_THAT(walk.Pass(absl::Minutes(59)), IsOk());
  EXPECT_EQ(walk.Stands(), "a");
  ASSERT_THAT(walk.Pass(absl::Minutes(1)), IsOk());
  EXPECT_EQ(walk.Stands(), "a x");
}

TEST(BoundaryReturnsTest, WhereTimeLeadsElsewhereMeanwhileItRunsAgain) {
  for (const bool interrupts : {true, false}) {
    Walkthrough walk(Sample(interrupts));
    ASSERT_THAT(walk.Start(), IsOk());
    for (const int user : {6, 2, 5}) ASSERT_THAT(walk.Approve(user), IsOk());
    ASSERT_THAT(walk.Return(4, "a", /*straight_back=*/true), IsOk());
    ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
    ASSERT_EQ(walk.Of(Effect::Kind::kRunsAgain).size(), 1u);
    EXPECT_EQ(walk.Of(Effect::Kind::kRunsAgain)[0].code, "t");
    if (!interrupts) {
      ASSERT_THAT(walk.Approve(2), IsOk());
      ASSERT_THAT(walk.Approve(5), IsOk());
    }
    EXPECT_EQ(walk.Stands(), "x");
    ASSERT_THAT(walk.Approve(3), IsOk());
    EXPECT_EQ(walk.Stands(), "z");
  }
}

TEST(BoundaryReturnsTest, WhatWasDecidedBeforeTimeInterruptedCanBeTakenBack) {
  Walkthrough walk(Sample(true));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(6), IsOk());
  const int64_t task = walk.TaskOf(2);
  ASSERT_THAT(walk.Approve(2), IsOk());
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  EXPECT_EQ(walk.Stands(), "x");
  ASSERT_THAT(walk.Do(U(2), TakeBack{task}), IsOk());
  EXPECT_EQ(walk.Stands(), "a");
  EXPECT_EQ(walk.Open(), "2 5");
  ASSERT_EQ(walk.state.timers_size(), 1);
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_THAT(walk.Do(U(6), TakeBack{walk.state.tasks(0).id()}), HasReason("TOO_LATE"));
}

TEST(BoundaryReturnsTest, ARejectionInTheBranchEndsAll) {
  Late walk(false);
  ASSERT_THAT(walk.Reject(3), IsOk());
  EXPECT_EQ(walk.phase(), process::ProcessState::REJECTED);
  EXPECT_TRUE(walk.state.tokens().empty());
}

}  // namespace
}  // namespace guanxi::workflow
