// Transfer, delegation, signers who are added and removed.
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;
using Where = AddSigners::Where;

Walkthrough Started(const std::string& users, const std::string& more = "") {
  return Walkthrough(ModelOf({Approve("a", users, more)}));
}

TEST(SignersTest, ATaskIsTransferredToWhoHasNoneThere) {
  Walkthrough walk = Started("2 3");
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_THAT(walk.Do(U(2), TransferTask{walk.TaskOf(2), U(3)}), HasReason("ALREADY_SIGNER"));
  walk.directory.gone = {U(4)};
  EXPECT_THAT(walk.Do(U(2), TransferTask{walk.TaskOf(2), U(4)}), HasReason("USER_INACTIVE"));
  ASSERT_THAT(walk.Do(U(2), TransferTask{walk.TaskOf(2), U(5)}), IsOk());
  EXPECT_EQ(walk.Open(), "3 5");
  EXPECT_EQ(walk.Find(walk.TaskOf(5))->owner(), U(2));
}

TEST(SignersTest, WhatIsDelegatedComesBackAndIsOnlyAnOpinion) {
  Walkthrough walk = Started("2");
  ASSERT_THAT(walk.Start(), IsOk());
  const int64_t task = walk.TaskOf(2);
  ASSERT_THAT(walk.Do(U(2), DelegateTask{task, U(3)}), IsOk());
  EXPECT_EQ(walk.Open(), "3");
  EXPECT_THAT(walk.Do(U(2), DecideTask{task}), HasReason("TASK_WAITING"));
  ASSERT_THAT(walk.Do(U(3), GiveBack{walk.TaskOf(3), false}), IsOk());
  EXPECT_EQ(walk.Open(), "2");
  EXPECT_EQ(walk.phase(), ProcessState::RUNNING);
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(SignersTest, WhoIsAddedBeforeSignsFirst) {
  Walkthrough walk = Started("2");
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Do(U(2), AddSigners{walk.TaskOf(2), Where::kBefore, {U(3), U(4)}}), IsOk());
  EXPECT_EQ(walk.Open(), "3 4");
  ASSERT_THAT(walk.Approve(3), IsOk());
  ASSERT_THAT(walk.Approve(4), IsOk());
  EXPECT_EQ(walk.Open(), "2");
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(SignersTest, ARejectionOfWhoWasAddedBeforeIsTheAskersVote) {
  Walkthrough one = Started("2");
  ASSERT_THAT(one.Start(), IsOk());
  ASSERT_THAT(one.Do(U(2), AddSigners{one.TaskOf(2), Where::kBefore, {U(3)}}), IsOk());
  ASSERT_THAT(one.Reject(3), IsOk());
  EXPECT_EQ(one.phase(), ProcessState::REJECTED);
  Walkthrough any = Started("2 5", "\"quorum\":{\"mode\":\"ANY\",\"rejection\":\"UNREACHABLE\"}");
  ASSERT_THAT(any.Start(), IsOk());
  ASSERT_THAT(any.Do(U(2), AddSigners{any.TaskOf(2), Where::kBefore, {U(3)}}), IsOk());
  ASSERT_THAT(any.Reject(3), IsOk());
  EXPECT_EQ(any.Open(), "5");
}

TEST(SignersTest, WhoIsAddedAfterSignsOnceTheAskerHas) {
  Walkthrough walk = Started("2");
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Do(U(2), AddSigners{walk.TaskOf(2), Where::kAfter, {U(3)}}), IsOk());
  EXPECT_EQ(walk.Open(), "2");
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::RUNNING);
  EXPECT_EQ(walk.Open(), "3");
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(SignersTest, WhoIsAddedBesideHasAVoteRightBehindTheAsker) {
  Walkthrough walk = Started("2 3", "\"quorum\":{\"mode\":\"IN_ORDER\"}");
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Do(U(2), AddSigners{walk.TaskOf(2), Where::kBeside, {U(4), U(5)}}), IsOk());
  for (const int user : {2, 4, 5, 3}) {
    EXPECT_EQ(walk.Open(), std::to_string(user));
    ASSERT_THAT(walk.Approve(user), IsOk());
  }
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(SignersTest, WhoHasAddedASignerRemovesHim) {
  Walkthrough walk = Started("2");
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Do(U(2), AddSigners{walk.TaskOf(2), Where::kBefore, {U(3)}}), IsOk());
  const int64_t added = walk.TaskOf(3);
  EXPECT_THAT(walk.Do(U(9), RemoveSigner{added}), HasReason("NOT_YOUR_TASK"));
  ASSERT_THAT(walk.Do(U(2), RemoveSigner{added}), IsOk());
  EXPECT_EQ(walk.Open(), "2");
  EXPECT_THAT(walk.Do(U(3), DecideTask{added}), HasReason("TASK_CLOSED"));
}

TEST(SignersTest, TheLastOneIsNotRemoved) {
  Walkthrough walk = Started("2 3");
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Do(U(9), RemoveSigner{walk.TaskOf(3)}, true), IsOk());
  EXPECT_THAT(walk.Do(U(9), RemoveSigner{walk.TaskOf(2)}, true), HasReason("LAST_SIGNER"));
}

TEST(SignersTest, RemovingThePendingOneMayBeTheLastWord) {
  Walkthrough walk = Started("2 3");
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  ASSERT_THAT(walk.Do(U(9), RemoveSigner{walk.TaskOf(3)}, true), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(SignersTest, WhatTheNodeForbidsIsRefused) {
  Walkthrough walk =
      Started("2", "\"forbidden\":[\"RETURN\",\"TRANSFER\",\"DELEGATE\",\"ADD_SIGNER\"]");
  ASSERT_THAT(walk.Start(), IsOk());
  const int64_t task = walk.TaskOf(2);
  EXPECT_THAT(walk.Return(2, "start"), HasReason("ACTION_FORBIDDEN"));
  EXPECT_THAT(walk.Do(U(2), TransferTask{task, U(3)}), HasReason("ACTION_FORBIDDEN"));
  EXPECT_THAT(walk.Do(U(2), DelegateTask{task, U(3)}), HasReason("ACTION_FORBIDDEN"));
  EXPECT_THAT(walk.Do(U(2), AddSigners{task, Where::kAfter, {U(3)}}),
              HasReason("ACTION_FORBIDDEN"));
  EXPECT_THAT(walk.Do(U(9), TransferTask{task, U(3)}, true), IsOk());
}

TEST(SignersTest, OnceOneOfThoseAddedBeforeHasRejectedTheOthersHaveNothingToDecide) {
  Walkthrough walk = Started("2 5", "\"quorum\":{\"mode\":\"ANY\",\"rejection\":\"UNREACHABLE\"}");
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Do(U(2), AddSigners{walk.TaskOf(2), Where::kBefore, {U(3), U(4)}}), IsOk());
  ASSERT_EQ(walk.Open(), "3 4 5");
  ASSERT_THAT(walk.Reject(3), IsOk());
  EXPECT_EQ(walk.Open(), "5");
}

TEST(SignersTest, NobodyHandsOverToHimself) {
  Walkthrough walk = Started("2 3");
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_THAT(walk.Do(U(9), HandOver{U(2), U(2)}, true),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(walk.Open(), "2 3");
}

}  // namespace
}  // namespace guanxi::workflow
