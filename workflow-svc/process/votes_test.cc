// Modes, rejections, vetoes, and what becomes of the rest.
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;
using process::Task;

v1::ProcessModel Voting(const std::string& quorum, const std::string& users = "2 3 4") {
  return ModelOf({Approve("a", users, "\"quorum\":{" + quorum + "}")});
}

TEST(VotesTest, AllPassesWithTheLastOfThem) {
  Walkthrough walk(Voting("\"mode\":\"ALL\""));
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_EQ(walk.Open(), "2 3 4");
  ASSERT_THAT(walk.Approve(3), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::RUNNING);
  ASSERT_THAT(walk.Approve(4), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
  EXPECT_EQ(walk.Of(Effect::Kind::kFinished).size(), 1u);
}

TEST(VotesTest, AllIsRejectedByTheFirstRejection) {
  Walkthrough walk(Voting("\"mode\":\"ALL\""));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Reject(3), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::REJECTED);
  EXPECT_EQ(walk.Open(), "");
}

TEST(VotesTest, AnyPassesWithTheFirstAndTheOthersLearnWho) {
  Walkthrough walk(Voting("\"mode\":\"ANY\",\"rest\":\"COPY\""));
  ASSERT_THAT(walk.Start(), IsOk());
  const int64_t other = walk.TaskOf(3);
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
  EXPECT_EQ(walk.Find(other)->state(), Task::CANCELLED);
  ASSERT_EQ(walk.Of(Effect::Kind::kCopy).size(), 1u);
  EXPECT_THAT(walk.Of(Effect::Kind::kCopy)[0].users, testing::ElementsAre(U(3), U(4)));
  const absl::Status late = walk.Do(U(3), DecideTask{other});
  EXPECT_THAT(late, HasReason("TASK_CLOSED"));
  EXPECT_THAT(late.ToString(), testing::HasSubstr(U(2)));
}

TEST(VotesTest, AnyIsRejectedByTheFirstRejectionUnlessAllHaveTo) {
  Walkthrough first(Voting("\"mode\":\"ANY\""));
  ASSERT_THAT(first.Start(), IsOk());
  ASSERT_THAT(first.Reject(2), IsOk());
  EXPECT_EQ(first.phase(), ProcessState::REJECTED);
  Walkthrough all(Voting("\"mode\":\"ANY\",\"rejection\":\"UNREACHABLE\""));
  ASSERT_THAT(all.Start(), IsOk());
  ASSERT_THAT(all.Reject(2), IsOk());
  ASSERT_THAT(all.Reject(3), IsOk());
  EXPECT_EQ(all.phase(), ProcessState::RUNNING);
  ASSERT_THAT(all.Approve(4), IsOk());
  EXPECT_EQ(all.phase(), ProcessState::APPROVED);
}

TEST(VotesTest, InOrderAsksOneAfterAnother) {
  Walkthrough walk(Voting("\"mode\":\"IN_ORDER\""));
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_EQ(walk.Open(), "2");
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_EQ(walk.Open(), "3");
  ASSERT_THAT(walk.Approve(3), IsOk());
  ASSERT_THAT(walk.Approve(4), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(VotesTest, RatioIsRoundedUp) {
  Walkthrough walk(Voting("\"mode\":\"RATIO\",\"percent\":60"));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::RUNNING);  // 60 % of 3 is 2
  ASSERT_THAT(walk.Reject(3), IsOk());
  ASSERT_THAT(walk.Approve(4), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(VotesTest, RatioIsRejectedOnceItIsOutOfReach) {
  Walkthrough walk(Voting("\"mode\":\"RATIO\",\"percent\":60"));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Reject(2), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::RUNNING);
  ASSERT_THAT(walk.Reject(3), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::REJECTED);
}

v1::ProcessModel Weighted(const std::string& more) {
  return ModelOf({Node("a", "approve",
                       "\"people\":[{\"user\":\"@2\",\"weight\":3},{\"user\":\"@3\",\"weight\":2},"
                       "{\"user\":\"@4\"" +
                           more + "}],\"quorum\":{\"mode\":\"WEIGHTED\",\"votes\":4}")});
}

TEST(VotesTest, WeightsAreCounted) {
  Walkthrough walk(Weighted(""));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::RUNNING);
  ASSERT_THAT(walk.Reject(3), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::RUNNING);  // 3 + 1 are still in reach
  ASSERT_THAT(walk.Approve(4), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(VotesTest, AVetoRejectsWhateverTheOthersSay) {
  Walkthrough walk(Weighted(",\"veto\":true"));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  ASSERT_THAT(walk.Reject(4), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::REJECTED);
}

TEST(VotesTest, ThoseWhoAreWaitedForCount) {
  Walkthrough walk(Voting("\"mode\":\"RATIO\",\"percent\":30,\"rest\":\"WAIT\""));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  ASSERT_THAT(walk.Reject(3), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::RUNNING);
  ASSERT_THAT(walk.Reject(4), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);  // one of three is enough
}

TEST(VotesTest, TooFewVotesAreAnIncidentThatCanBeTriedAgain) {
  Walkthrough walk(Weighted(""));
  walk.directory.gone = {U(2)};
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_EQ(walk.Incident(), "a QUORUM_OUT_OF_REACH");
  EXPECT_EQ(walk.state.tasks_size(), 0);
  walk.directory.gone.clear();
  EXPECT_THAT(walk.Do(U(9), RetryIncidents{}), HasReason("NOT_ADMINISTRATOR"));
  ASSERT_THAT(walk.Do(U(9), RetryIncidents{}, true), IsOk());
  EXPECT_EQ(walk.Open(), "2 3 4");
}

TEST(VotesTest, ADoubleClickDecidesOnce) {
  Walkthrough walk(Voting("\"mode\":\"ALL\""));
  ASSERT_THAT(walk.Start(), IsOk());
  const int64_t task = walk.TaskOf(2);
  ASSERT_THAT(walk.Approve(2), IsOk());
  const absl::Status again = walk.Do(U(2), DecideTask{task});
  EXPECT_THAT(again, HasReason("ALREADY_DECIDED"));
  EXPECT_THAT(again.ToString(), testing::HasSubstr(U(2)));
}

TEST(VotesTest, OneOfThemClaimsAndNobodyElseDecides) {
  Walkthrough walk(ModelOf({Approve("a", "2 3", "\"claim\":true")}));
  ASSERT_THAT(walk.Start(), IsOk());
  const int64_t task = walk.TaskOf(2);
  EXPECT_EQ(task, walk.TaskOf(3));
  ASSERT_THAT(walk.Do(U(2), ClaimTask{task}), IsOk());
  EXPECT_THAT(walk.Do(U(3), DecideTask{task}), HasReason("NOT_YOUR_TASK"));
  ASSERT_THAT(walk.Do(U(2), ReleaseTask{task}), IsOk());
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
  EXPECT_THAT(walk.Do(U(2), DecideTask{task}), HasReason("ALREADY_DECIDED"));
}

TEST(VotesTest, WhatALeaverHasClaimedTheOthersMayClaim) {
  Walkthrough walk(ModelOf({Approve("a", "2 3", "\"claim\":true")}));
  walk.directory.managers = {{U(2), U(7)}};
  ASSERT_THAT(walk.Start(), IsOk());
  const int64_t task = walk.TaskOf(2);
  ASSERT_THAT(walk.Do(U(2), ClaimTask{task}), IsOk());
  walk.directory.gone = {U(2)};
  ASSERT_THAT(walk.Do("", PersonLeft{U(2)}), IsOk());
  EXPECT_EQ(walk.Open(), "3");
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(VotesTest, NobodyDecidesForAnother) {
  Walkthrough walk(Voting("\"mode\":\"ALL\""));
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_THAT(walk.Do(U(9), DecideTask{walk.TaskOf(2)}), HasReason("NOT_YOUR_TASK"));
  EXPECT_THAT(walk.Do(U(2), DecideTask{999}), HasReason("TASK_NOT_FOUND"));
}

}  // namespace
}  // namespace guanxi::workflow
