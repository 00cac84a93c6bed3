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

// One of two, both of whom could reject alone; 2 has had 4 asked, in the way that is said.
Walkthrough Asked(AddSigners::Where where, const std::string& mode) {
  Walkthrough walk(ModelOf({Approve(
      "a", "2 3", "\"quorum\":{\"mode\":\"" + mode + "\",\"rejection\":\"UNREACHABLE\"}")}));
  EXPECT_THAT(walk.Start(), IsOk());
  EXPECT_THAT(walk.Do(U(2), AddSigners{walk.TaskOf(2), where, {U(4)}}), IsOk());
  return walk;
}

TEST(TakeBackTest, WithARejectionOfWhoWasAddedBeforeTheAskersVoteIsTakenBack) {
  Walkthrough walk = Asked(AddSigners::Where::kBefore, "ANY");
  const int64_t added = walk.TaskOf(4);
  ASSERT_THAT(walk.Reject(4), IsOk());
  ASSERT_EQ(walk.Open(), "3");
  ASSERT_THAT(walk.Do(U(4), TakeBack{added}), IsOk());
  EXPECT_EQ(walk.Open(), "3 4");
  ASSERT_THAT(walk.Approve(4), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(TakeBackTest, NotOnceTheAskerHasSignedBehindWhoWasAddedBefore) {
  Walkthrough walk = Asked(AddSigners::Where::kBefore, "ALL");
  const int64_t added = walk.TaskOf(4);
  ASSERT_THAT(walk.Approve(4), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_THAT(walk.Do(U(4), TakeBack{added}), HasReason("TOO_LATE"));
}

TEST(TakeBackTest, NotOnceTheNextInOrderHasSignedBehindWhoWasAddedAfter) {
  Walkthrough walk(ModelOf({Approve("a", "2 3 5", "\"quorum\":{\"mode\":\"IN_ORDER\"}")}));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Do(U(2), AddSigners{walk.TaskOf(2), AddSigners::Where::kAfter, {U(4)}}), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  const int64_t added = walk.TaskOf(4);
  ASSERT_THAT(walk.Approve(4), IsOk());
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_THAT(walk.Do(U(4), TakeBack{added}), HasReason("TOO_LATE"));
}

TEST(TakeBackTest, WhatTimeAloneHasDecidedAfterItIsOpenAgain) {
  Walkthrough walk(ModelOf({Approve("a", "2 3",
                                    "\"quorum\":{\"mode\":\"IN_ORDER\"},\"limits\":[{\"after\":"
                                    "\"3600s\",\"action\":\"PASS\"}]"),
                            Approve("b", "5")}));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Do(U(2), AddSigners{walk.TaskOf(2), AddSigners::Where::kBefore, {U(4)}}),
              IsOk());
  const int64_t added = walk.TaskOf(4);
  ASSERT_THAT(walk.Approve(4), IsOk());
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  ASSERT_EQ(walk.Stands(), "b");
  ASSERT_THAT(walk.Do(U(4), TakeBack{added}), IsOk());
  for (const int user : {4, 2, 3, 5}) {
    EXPECT_EQ(walk.Open(), std::to_string(user));
    ASSERT_THAT(walk.Approve(user), IsOk());
  }
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

}  // namespace
}  // namespace guanxi::workflow
