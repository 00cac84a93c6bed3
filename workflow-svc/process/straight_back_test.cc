// What stood comes back as it stood: within another return, after a decision that was taken back
// beside it, with people who were picked, with a process that was waited for.
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/invariants.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;

constexpr char kPick[] = "\"people\":[{\"pick\":{\"by\":\"PREVIOUS\"}}]";

// a, then b1 b2 beside c, then d of two.
v1::ProcessModel Forked() {
  return ModelOf({Approve("a", "2"),
                  Fork("f", "parallel",
                       {Branch("x", "", Approve("b1", "3") + "," + Approve("b2", "4")),
                        Branch("y", "", Approve("c", "5"))}),
                  Approve("d", "6 7")});
}

void GoToD(Walkthrough* walk) {
  ASSERT_THAT(walk->Start(), IsOk());
  for (const int user : {2, 3, 4, 5}) ASSERT_THAT(walk->Approve(user), IsOk());
  ASSERT_EQ(walk->Stands(), "d");
}

TEST(StraightBackTest, ADecisionTakenBackBesideItEndsIt) {
  Walkthrough walk(Forked());
  GoToD(&walk);
  int64_t beside = 0;
  for (const process::Task& task : walk.state.tasks()) {
    if (task.node() == "c") beside = task.id();
  }
  ASSERT_THAT(walk.Return(6, "b1", true), IsOk());
  ASSERT_THAT(walk.Do(U(5), TakeBack{beside}), IsOk());
  EXPECT_EQ(walk.Stands(), "b1 c");
  // Nothing comes back around the branch that is open again.
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_EQ(Broken(walk), "");
  EXPECT_EQ(walk.Stands(), "b2 c");
  ASSERT_THAT(walk.Approve(5), IsOk());
  ASSERT_THAT(walk.Approve(4), IsOk());
  EXPECT_EQ(walk.Stands(), "d");
  ASSERT_THAT(walk.Approve(6), IsOk());
  ASSERT_THAT(walk.Approve(7), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(StraightBackTest, NothingIsTakenBackBeforeWhatIsToComeBackDecided) {
  Walkthrough walk(Forked());
  ASSERT_THAT(walk.Start(), IsOk());
  const int64_t first = walk.TaskOf(2);
  for (const int user : {2, 3, 4, 5, 7}) ASSERT_THAT(walk.Approve(user), IsOk());
  ASSERT_THAT(walk.Return(6, "b1", true), IsOk());
  EXPECT_THAT(walk.Do(U(2), TakeBack{first}), HasReason("TOO_LATE"));
}

TEST(StraightBackTest, OneWithinAnotherComesBackToBoth) {
  Walkthrough walk(Forked());
  GoToD(&walk);
  ASSERT_THAT(walk.Approve(7), IsOk());
  ASSERT_THAT(walk.Return(6, "b1", true), IsOk());
  ASSERT_THAT(walk.Return(3, "a", true), IsOk());
  EXPECT_EQ(walk.Stands(), "a");
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_EQ(walk.Stands(), "b1");
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_EQ(walk.Stands(), "d");
  EXPECT_EQ(walk.Open(), "6");
  EXPECT_EQ(Broken(walk), "");
  ASSERT_THAT(walk.Approve(6), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(StraightBackTest, OfOneWithinAnotherWhatHasChangedMeanwhileRunsAgain) {
  Walkthrough walk(ModelOf({Approve("a", "2"), Approve("b", "3"), Approve("c", "4")},
                           "\"fields\":[{\"id\":\"note\",\"type\":\"TEXT\"}]"));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  ASSERT_THAT(walk.Approve(3), IsOk());
  ASSERT_THAT(walk.Return(4, "b", true), IsOk());
  ASSERT_THAT(walk.Return(3, "start", true), IsOk());
  ASSERT_THAT(walk.Approve(1, {{"note", Value("changed")}}), IsOk());
  EXPECT_EQ(walk.Stands(), "a");
  EXPECT_TRUE(walk.state.straight_backs().empty());
}

TEST(StraightBackTest, WhoWasPickedIsAskedAgainAndStaysPicked) {
  Walkthrough walk(ModelOf({Approve("a", "2 3"), Node("b", "approve", kPick), Approve("c", "4")}));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(2, {}, {{"b", {U(8)}}}), IsOk());
  // Back before the other one has decided: his pick is kept with what he has decided.
  ASSERT_THAT(walk.Return(3, "start", true), IsOk());
  ASSERT_THAT(walk.Approve(1), IsOk());
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_EQ(walk.Open(), "8");
  ASSERT_THAT(walk.Approve(8), IsOk());
  // Who sends it back to him has nobody to pick.
  ASSERT_THAT(walk.Return(4, "b"), IsOk());
  EXPECT_EQ(walk.Open(), "8");
  EXPECT_EQ(walk.Incident(), "");
}

TEST(StraightBackTest, AProcessThatIsStartedAnewIsNotEndedByTheOneBefore) {
  Walkthrough walk(ModelOf(
      {Approve("a", "2"),
       Fork("f", "parallel",
            {Branch("x", "",
                    Node("s", "sub_process",
                         "\"definition\":\"processDefinitions/0192f000-0000-7000-8000-000000000001"
                         "\",\"wait\":true,\"reject_together\":true")),
             Branch("y", "", Approve("c", "3"))})}));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  ASSERT_EQ(walk.Of(Effect::Kind::kStartSub).size(), 1u);
  const int64_t before = walk.Of(Effect::Kind::kStartSub)[0].pass;
  ASSERT_THAT(walk.Return(3, "a", true), IsOk());
  ASSERT_EQ(walk.Of(Effect::Kind::kCancelSub).size(), 1u);
  EXPECT_EQ(walk.Of(Effect::Kind::kCancelSub)[0].pass, before);
  ASSERT_THAT(walk.Approve(2), IsOk());
  ASSERT_EQ(walk.Of(Effect::Kind::kStartSub).size(), 1u);
  // That the first one was terminated is told only now.
  EXPECT_THAT(walk.Do("", SubProcessDone{before, false}), HasReason("NOT_WAITED_FOR"));
  EXPECT_EQ(walk.Stands(), "s c");
  const int64_t now = walk.Of(Effect::Kind::kStartSub)[0].pass;
  ASSERT_THAT(walk.Do("", SubProcessDone{now, true}), IsOk());
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

}  // namespace
}  // namespace guanxi::workflow
