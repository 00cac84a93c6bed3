// Forks, copies, triggers, processes within processes, ends.
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;

constexpr char kFields[] =
    "\"fields\":[{\"id\":\"amount\",\"type\":\"MONEY\",\"subject_path\":\"amount\"},"
    "{\"id\":\"type\",\"type\":\"CHOICE\",\"options\":[\"FRAMEWORK\",\"SINGLE\"]},"
    "{\"id\":\"note\",\"type\":\"TEXT\"}]";

v1::ProcessModel Banded(const std::string& kind) {
  return ModelOf({Fork("f", kind,
                       {Branch("big", "amount > \\\"100000 CNY\\\"", Approve("boss", "2")),
                        Branch("frame", "type = FRAMEWORK", Approve("legal", "3")),
                        Branch("rest", "*", Approve("lead", "4"))})},
                 kFields);
}

std::string Path(const std::string& kind, const std::string& amount, const std::string& type) {
  Walkthrough walk(Banded(kind));
  EXPECT_THAT(walk.Start({{"amount", Value(amount)}, {"type", Value(type)}}), IsOk());
  return walk.Incident().empty() ? walk.Stands() : walk.Incident();
}

TEST(FlowTest, AConditionTakesTheFirstBranchThatHolds) {
  EXPECT_EQ(Path("condition", "200000 CNY", "FRAMEWORK"), "boss");
  EXPECT_EQ(Path("condition", "5 CNY", "FRAMEWORK"), "legal");
  EXPECT_EQ(Path("condition", "5 CNY", "SINGLE"), "lead");
}

TEST(FlowTest, AnInclusiveForkTakesEveryBranchThatHoldsAndJoinsThose) {
  EXPECT_EQ(Path("inclusive", "200000 CNY", "FRAMEWORK"), "boss legal");
  EXPECT_EQ(Path("inclusive", "5 CNY", "SINGLE"), "lead");
  Walkthrough walk(Banded("inclusive"));
  ASSERT_THAT(walk.Start({{"amount", Value("200000 CNY")}, {"type", Value("FRAMEWORK")}}), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::RUNNING);
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(FlowTest, WhatCannotBeComparedTakesNoBranch) {
  EXPECT_EQ(Path("condition", "200000 USD", "SINGLE"), "f CONDITION_UNKNOWN");
  EXPECT_EQ(Path("condition", "", "SINGLE"), "f CONDITION_UNKNOWN");
  EXPECT_EQ(Path("inclusive", "200000 USD", "FRAMEWORK"), "f CONDITION_UNKNOWN");
  Walkthrough walk(Banded("condition"));
  ASSERT_THAT(walk.Start({{"type", Value("SINGLE")}}), IsOk());
  // What its subject says later mends it.
  v1::ProcessModel model = Banded("condition");
  model.set_subject_change(v1::ProcessModel::GOES_ON);
  Walkthrough mended(model);
  ASSERT_THAT(mended.Start({{"type", Value("SINGLE")}}), IsOk());
  ASSERT_THAT(mended.Do("", SubjectChanged{{{"amount", Value("7 CNY")}}}), IsOk());
  ASSERT_THAT(mended.Do(U(9), RetryIncidents{}, true), IsOk());
  EXPECT_EQ(mended.Stands(), "lead");
}

TEST(FlowTest, AParallelForkWaitsForAllAndEmptyBranchesPass) {
  Walkthrough walk(
      ModelOf({Fork("f", "parallel",
                    {Branch("x", "", Node("k", "cc", "\"people\":[{\"user\":\"@9\"}]")),
                     Branch("y", "", ""), Branch("z", "", Approve("a", "2"))}),
               Approve("b", "3")}));
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_EQ(walk.Stands(), "a");
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_EQ(walk.Stands(), "b");
}

TEST(FlowTest, ARejectionInOneBranchEndsAll) {
  Walkthrough walk(ModelOf({Fork(
      "f", "parallel", {Branch("x", "", Approve("a", "2")), Branch("y", "", Approve("b", "3"))})}));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Reject(2), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::REJECTED);
  EXPECT_EQ(walk.Open(), "");
  EXPECT_TRUE(walk.state.tokens().empty());
}

TEST(FlowTest, AnEndEndsTheWhole) {
  Walkthrough walk(ModelOf(
      {Fork("f", "parallel",
            {Branch("x", "", Approve("a", "2")),
             Branch("y", "", Approve("b", "3") + "," + Node("e", "end", "\"rejects\":true"))})}));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::REJECTED);
}

TEST(FlowTest, WhoHasACopyGetsNoOtherOfTheSameContent) {
  const std::string copy = "\"people\":[{\"user\":\"@8\"},{\"user\":\"@9\"},{\"user\":\"@8\"}]";
  Walkthrough walk(ModelOf({Node("k", "cc", copy), Node("l", "cc", copy), Approve("a", "2")}));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_EQ(walk.Of(Effect::Kind::kCopy).size(), 1u);
  EXPECT_THAT(walk.Of(Effect::Kind::kCopy)[0].users, testing::ElementsAre(U(8), U(9)));
}

TEST(FlowTest, ATriggerIsWaitedForOrNot) {
  const std::string actions = "\"actions\":[{\"tags\":{\"add\":[\"tags/x\"]}}]";
  Walkthrough walk(ModelOf({Node("t", "trigger", actions),
                            Node("u", "trigger", actions + ",\"wait\":true"), Approve("a", "2")}));
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_EQ(walk.Of(Effect::Kind::kTrigger).size(), 2u);
  EXPECT_EQ(walk.Stands(), "u");
  const int64_t pass = walk.state.tokens(0).pass();
  ASSERT_THAT(walk.Do("", TriggerDone{pass, false}), IsOk());
  EXPECT_EQ(walk.Incident(), "u TRIGGER_FAILED");
  ASSERT_THAT(walk.Do(U(9), RetryIncidents{}, true), IsOk());
  ASSERT_THAT(walk.Do("", TriggerDone{pass, true}), IsOk());
  EXPECT_EQ(walk.Stands(), "a");
  EXPECT_THAT(walk.Do("", TriggerDone{pass, true}), HasReason("NOT_WAITED_FOR"));
}

v1::ProcessModel WithSub(const std::string& more) {
  return ModelOf(
      {Fork("f", "parallel",
            {Branch(
                 "x", "",
                 Node("s", "sub_process",
                      "\"definition\":\"processDefinitions/0192f000-0000-7000-8000-000000000001\","
                      "\"inputs\":[{\"field\":\"to\",\"from_field\":\"note\"}]" +
                          more)),
             Branch("y", "", Approve("b", "3"))}),
       Approve("a", "2")},
      kFields);
}

TEST(FlowTest, AProcessWithinIsWaitedForAndItsRejectionIsSharedOrNot) {
  for (const bool together : {false, true}) {
    Walkthrough walk(
        WithSub(together ? ",\"wait\":true,\"reject_together\":true" : ",\"wait\":true"));
    ASSERT_THAT(walk.Start({{"note", Value("hello")}}), IsOk());
    ASSERT_EQ(walk.Of(Effect::Kind::kStartSub).size(), 1u);
    const Effect sub = walk.Of(Effect::Kind::kStartSub)[0];
    EXPECT_EQ(sub.content.at("to").values(0), "hello");
    ASSERT_THAT(walk.Approve(3), IsOk());
    ASSERT_THAT(walk.Do("", SubProcessDone{sub.pass, false}), IsOk());
    EXPECT_EQ(walk.phase(), together ? ProcessState::REJECTED : ProcessState::RUNNING);
    EXPECT_TRUE(walk.Of(Effect::Kind::kCancelSub).empty());
  }
}

TEST(FlowTest, AProcessThatIsNotWaitedForAnyMoreIsCancelled) {
  Walkthrough walk(WithSub(",\"wait\":true"));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Return(3, "start"), IsOk());
  EXPECT_EQ(walk.Of(Effect::Kind::kCancelSub).size(), 1u);
}

TEST(FlowTest, WhatIsNotRunningTakesNoCommands) {
  Walkthrough walk(ModelOf({Approve("a", "2")}));
  EXPECT_THAT(walk.Do(U(1), Withdraw{}), HasReason("NOT_RUNNING"));
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_THAT(walk.Start(), HasReason("ALREADY_STARTED"));
  EXPECT_THAT(walk.Do(U(9), Terminate{}), HasReason("NOT_ADMINISTRATOR"));
  ASSERT_THAT(walk.Do(U(9), Terminate{}, true), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::TERMINATED);
  EXPECT_THAT(walk.Do(U(1), Urge{}), HasReason("NOT_RUNNING"));
}

}  // namespace
}  // namespace guanxi::workflow
