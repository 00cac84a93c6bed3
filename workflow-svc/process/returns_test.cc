// Rejection that leads back, return, take back, withdrawal.
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;

// a, then b1 b2 beside c, then d.
v1::ProcessModel Forked() {
  return ModelOf({Approve("a", "2"),
                  Fork("f", "parallel",
                       {Branch("x", "", Approve("b1", "3") + "," + Approve("b2", "4")),
                        Branch("y", "", Approve("c", "5"))}),
                  Approve("d", "6")},
                 "\"fields\":[{\"id\":\"note\",\"type\":\"TEXT\"}]");
}

void GoToB2(Walkthrough* walk) {
  ASSERT_THAT(walk->Start(), IsOk());
  ASSERT_THAT(walk->Approve(2), IsOk());
  ASSERT_THAT(walk->Approve(3), IsOk());
  ASSERT_EQ(walk->Stands(), "b2 c");
}

TEST(ReturnsTest, OutOfOneBranchToBeforeTheForkTheOthersGoAndTheJoinFiresOnce) {
  Walkthrough walk(Forked());
  GoToB2(&walk);
  const int64_t beside = walk.TaskOf(5);
  ASSERT_THAT(walk.Return(4, "a"), IsOk());
  EXPECT_EQ(walk.Stands(), "a");
  EXPECT_EQ(walk.Find(beside), nullptr);
  EXPECT_THAT(walk.Do(U(5), DecideTask{beside}), HasReason("TASK_NOT_FOUND"));
  for (const int user : {2, 3, 5, 4}) ASSERT_THAT(walk.Approve(user), IsOk());
  EXPECT_EQ(walk.Stands(), "d");
  EXPECT_EQ(walk.state.tokens_size(), 1);
  ASSERT_THAT(walk.Approve(6), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(ReturnsTest, WithinABranchTheOtherBranchStays) {
  Walkthrough walk(Forked());
  GoToB2(&walk);
  ASSERT_THAT(walk.Approve(5), IsOk());
  ASSERT_THAT(walk.Return(4, "b1"), IsOk());
  EXPECT_EQ(walk.Stands(), "b1");
  ASSERT_THAT(walk.Approve(3), IsOk());
  ASSERT_THAT(walk.Approve(4), IsOk());
  EXPECT_EQ(walk.Stands(), "d");
}

TEST(ReturnsTest, IntoABranchOfAForkThatWasLeft) {
  Walkthrough walk(Forked());
  GoToB2(&walk);
  ASSERT_THAT(walk.Approve(5), IsOk());
  ASSERT_THAT(walk.Approve(4), IsOk());
  ASSERT_EQ(walk.Stands(), "d");
  ASSERT_THAT(walk.Return(6, "b1"), IsOk());
  EXPECT_EQ(walk.Stands(), "b1");
  ASSERT_THAT(walk.Approve(3), IsOk());
  ASSERT_THAT(walk.Approve(4), IsOk());
  EXPECT_EQ(walk.Stands(), "d");  // the other branch is done
}

TEST(ReturnsTest, NotIntoTheBranchBesideNorAhead) {
  Walkthrough walk(Forked());
  GoToB2(&walk);
  for (const char* node : {"c", "d", "f", "b2", "nothing"}) {
    EXPECT_THAT(walk.Return(4, node), HasReason("BAD_RETURN_TARGET")) << node;
  }
}

TEST(ReturnsTest, OutOfAJointSignatureTheOthersTasksGo) {
  Walkthrough walk(ModelOf({Approve("a", "2"), Approve("b", "3 4 5")}));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  ASSERT_THAT(walk.Approve(3), IsOk());
  ASSERT_THAT(walk.Return(4, "a"), IsOk());
  EXPECT_EQ(walk.Open(), "2");
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_EQ(walk.Open(), "3 4 5");
}

TEST(ReturnsTest, ToTheStartTheInitiatorSendsItOffAgain) {
  Walkthrough walk(Forked());
  GoToB2(&walk);
  ASSERT_THAT(walk.Return(4, "start"), IsOk());
  EXPECT_EQ(walk.Open(), "1");
  EXPECT_THAT(walk.Reject(1), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_THAT(walk.Approve(1, {{"note", Value("mended")}}), IsOk());
  EXPECT_EQ(walk.Open(), "2");
}

TEST(ReturnsTest, StraightBackAllStandsAsItStood) {
  Walkthrough walk(Forked());
  GoToB2(&walk);
  ASSERT_THAT(walk.Return(4, "start", true), IsOk());
  EXPECT_EQ(walk.Stands(), "start");
  ASSERT_THAT(walk.Approve(1), IsOk());
  EXPECT_EQ(walk.Stands(), "b2 c");
  EXPECT_EQ(walk.Open(), "4 5");
  ASSERT_THAT(walk.Approve(4), IsOk());
  ASSERT_THAT(walk.Approve(5), IsOk());
  EXPECT_EQ(walk.Stands(), "d");
}

TEST(ReturnsTest, StraightBackOutOfAForkThatWasLeftClosesItAgain) {
  Walkthrough walk(Forked());
  GoToB2(&walk);
  ASSERT_THAT(walk.Approve(5), IsOk());
  ASSERT_THAT(walk.Approve(4), IsOk());
  ASSERT_THAT(walk.Return(6, "b1", true), IsOk());
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_EQ(walk.Stands(), "d");
  EXPECT_EQ(walk.state.tokens_size(), 1);
}

TEST(ReturnsTest, WhereSomethingThatWasReadHasChangedItRunsAgain) {
  Walkthrough walk(Forked());
  GoToB2(&walk);
  ASSERT_THAT(walk.Return(4, "start", true), IsOk());
  ASSERT_THAT(walk.Approve(1, {{"note", Value("changed")}}), IsOk());
  EXPECT_EQ(walk.Stands(), "a");
  ASSERT_EQ(walk.Of(Effect::Kind::kRunsAgain).size(), 1u);
  EXPECT_EQ(walk.Of(Effect::Kind::kRunsAgain)[0].code, "note");
  EXPECT_TRUE(walk.state.straight_backs().empty());
}

TEST(ReturnsTest, ARejectionLeadsWhereTheNodeSays) {
  const auto stands = [](const std::string& rule) {
    Walkthrough walk(ModelOf(
        {Approve("a", "2"), Approve("b", "3"), Approve("c", "4", "\"on_reject\":" + rule)}));
    EXPECT_THAT(walk.Start(), IsOk());
    EXPECT_THAT(walk.Approve(2), IsOk());
    EXPECT_THAT(walk.Approve(3), IsOk());
    EXPECT_THAT(walk.Reject(4), IsOk());
    return ProcessState::Phase_Name(walk.phase()) + " " + walk.Stands();
  };
  EXPECT_EQ(stands("\"END\""), "REJECTED ");
  EXPECT_EQ(stands("\"TO_START\""), "RUNNING start");
  EXPECT_EQ(stands("\"TO_PREVIOUS\""), "RUNNING b");
  EXPECT_EQ(stands("\"TO_NODE\",\"reject_node\":\"a\""), "RUNNING a");
}

TEST(ReturnsTest, WhoIsSentBackToIsAskedThoughHeHasApprovedBefore) {
  Walkthrough walk(ModelOf({Approve("a", "2"), Approve("b", "2"), Approve("c", "3")},
                           "\"repeated_approval\":\"ALL\""));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  ASSERT_EQ(walk.Stands(), "c");
  ASSERT_THAT(walk.Return(3, "b"), IsOk());
  EXPECT_EQ(walk.Open(), "2");
  EXPECT_EQ(walk.Stands(), "b");
}

TEST(ReturnsTest, ADecisionIsTakenBackUntilTheNextHasActed) {
  Walkthrough walk(
      ModelOf({Approve("a", "2 3", "\"quorum\":{\"mode\":\"ANY\"}"), Approve("b", "4 5")}));
  ASSERT_THAT(walk.Start(), IsOk());
  const int64_t task = walk.TaskOf(2);
  ASSERT_THAT(walk.Approve(2), IsOk());
  ASSERT_EQ(walk.Open(), "4 5");
  EXPECT_THAT(walk.Do(U(3), TakeBack{task}), HasReason("NOT_YOUR_TASK"));
  ASSERT_THAT(walk.Do(U(2), TakeBack{task}), IsOk());
  EXPECT_EQ(walk.Open(), "2 3");
  EXPECT_EQ(walk.Stands(), "a");
  ASSERT_THAT(walk.Approve(2), IsOk());
  ASSERT_THAT(walk.Approve(4), IsOk());
  EXPECT_THAT(walk.Do(U(2), TakeBack{task}), HasReason("TOO_LATE"));
}

TEST(ReturnsTest, TakenBackAfterTheJoinTheForkIsOpenAgain) {
  Walkthrough walk(Forked());
  GoToB2(&walk);
  ASSERT_THAT(walk.Approve(4), IsOk());
  const int64_t task = walk.TaskOf(5);
  ASSERT_THAT(walk.Approve(5), IsOk());
  ASSERT_EQ(walk.Stands(), "d");
  ASSERT_THAT(walk.Do(U(5), TakeBack{task}), IsOk());
  EXPECT_EQ(walk.Stands(), "c");
  ASSERT_THAT(walk.Approve(5), IsOk());
  EXPECT_EQ(walk.Stands(), "d");
}

}  // namespace
}  // namespace guanxi::workflow
