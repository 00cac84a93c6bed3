// Who writes which field, and what a change of the subject does.
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/content_rights.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;

constexpr char kFields[] =
    "\"fields\":[{\"id\":\"amount\",\"type\":\"MONEY\",\"subject_path\":\"amount\"},"
    "{\"id\":\"type\",\"type\":\"CHOICE\",\"options\":[\"FRAMEWORK\",\"SINGLE\"]},"
    "{\"id\":\"note\",\"type\":\"TEXT\"}]";

v1::ProcessModel WithRights() {
  return ModelOf({Node("a", "approve", "\"people\":[{\"user\":\"@2\"}]",
                       "\"field_rights\":[{\"field\":\"note\",\"right\":\"REQUIRED\"},"
                       "{\"field\":\"type\",\"right\":\"HIDDEN\"},"
                       "{\"field\":\"amount\",\"right\":\"WRITE\"}]"),
                  Approve("b", "3")},
                 kFields);
}

TEST(ContentTest, ANodesRightsSayWhatIsWritten) {
  Walkthrough walk(WithRights());
  ASSERT_THAT(walk.Start({{"amount", Value("5 CNY")}}), IsOk());
  EXPECT_THAT(walk.Approve(2), HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(walk.Approve(2, {{"type", Value("SINGLE")}}), HasReason("FIELD_NOT_WRITABLE"));
  EXPECT_THAT(walk.Approve(2, {{"amount", Value("five")}}), HasReason("INVALID_FIELD"));
  EXPECT_THAT(WritableFields(*walk.model, walk.state, U(2)),
              testing::ElementsAre("amount", "note"));
  EXPECT_THAT(HiddenFields(*walk.model, walk.state, U(2)), testing::ElementsAre("type"));
  ASSERT_THAT(walk.Approve(2, {{"note", Value("ok")}, {"amount", Value("6.50 CNY")}}), IsOk());
  ASSERT_EQ(walk.Of(Effect::Kind::kWriteSubject).size(), 1u);
  EXPECT_EQ(walk.Of(Effect::Kind::kWriteSubject)[0].content.size(), 1u);
  EXPECT_TRUE(WritableFields(*walk.model, walk.state, U(2)).empty());
  EXPECT_THAT(walk.Approve(3, {{"note", Value("no")}}), HasReason("FIELD_NOT_WRITABLE"));
}

TEST(ContentTest, WhatANodeHidesIsSeenByThoseAloneWhoseNodeShowsIt) {
  v1::ProcessModel model = WithRights();
  auto& of_start = *model.mutable_nodes(0)->add_field_rights();
  of_start.set_field("note");
  of_start.set_right(v1::ProcessFieldRight::HIDDEN);
  Walkthrough walk(model);
  ASSERT_THAT(walk.Start({{"amount", Value("5 CNY")}}), IsOk());
  EXPECT_THAT(HiddenFields(*walk.model, walk.state, U(1)), testing::ElementsAre("note"));
  EXPECT_THAT(HiddenFields(*walk.model, walk.state, U(2)), testing::ElementsAre("type"));
  // His turn has not come: as anybody else he sees what no node hides.
  EXPECT_THAT(HiddenFields(*walk.model, walk.state, U(3)), testing::ElementsAre("note", "type"));
  EXPECT_THAT(HiddenFields(*walk.model, walk.state, U(7)), testing::ElementsAre("note", "type"));
  ASSERT_THAT(walk.Approve(2, {{"note", Value("ok")}}), IsOk());
  EXPECT_TRUE(HiddenFields(*walk.model, walk.state, U(3)).empty());
}

// Whose task is gone, is another's, or is yet to come sees no more than anybody.
TEST(ContentTest, WhoHasNoTaskAnyMoreSeesNothingThatANodeHides) {
  v1::ProcessModel model = WithRights();
  auto& of_last = *model.mutable_nodes(2)->add_field_rights();
  of_last.set_field("note");
  of_last.set_right(v1::ProcessFieldRight::HIDDEN);
  Walkthrough walk(model);
  ASSERT_THAT(walk.Start({{"amount", Value("5 CNY")}}), IsOk());
  ASSERT_THAT(walk.Approve(2, {{"note", Value("ok")}}), IsOk());
  EXPECT_THAT(HiddenFields(*walk.model, walk.state, U(3)), testing::ElementsAre("note"));
  const auto hidden = testing::ElementsAre("note", "type");
  ASSERT_THAT(walk.Return(3, "a"), IsOk());
  EXPECT_THAT(HiddenFields(*walk.model, walk.state, U(3)), hidden);
  walk.state.add_copies()->set_user(U(4));
  EXPECT_THAT(HiddenFields(*walk.model, walk.state, U(4)), hidden);
  auto& shared = *walk.state.add_tasks();
  shared.set_node("b");
  shared.set_state(process::Task::OPEN);
  shared.add_candidates(U(5));
  shared.add_candidates(U(6));
  EXPECT_THAT(HiddenFields(*walk.model, walk.state, U(6)), testing::ElementsAre("note"));
  shared.set_assignee(U(5));
  EXPECT_THAT(HiddenFields(*walk.model, walk.state, U(6)), hidden);
}

TEST(ContentTest, AChangeOfTheSubjectByOthersWithdrawsIt) {
  Walkthrough walk(WithRights());
  ASSERT_THAT(walk.Start({{"amount", Value("5 CNY")}}), IsOk());
  ASSERT_THAT(walk.Do(U(2), SubjectChanged{{{"amount", Value("7 CNY")}}}), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::RUNNING);
  ASSERT_THAT(walk.Do(U(7), SubjectChanged{{{"amount", Value("7.00 CNY")}}}), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::RUNNING);  // nothing differs
  // Another process about it lets him.
  ASSERT_THAT(walk.Do(U(7), SubjectChanged{{{"amount", Value("9 CNY")}}, {"amount"}}), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::RUNNING);
  ASSERT_THAT(walk.Do(U(7), SubjectChanged{{{"amount", Value("8 CNY")}}}), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::WITHDRAWN);
  EXPECT_EQ(walk.state.end_reason(), "SUBJECT_CHANGED");
}

TEST(ContentTest, WhatItsServiceCallsOverEndsWhateverTheModelSays) {
  v1::ProcessModel model = WithRights();
  model.set_subject_change(v1::ProcessModel::GOES_ON);
  Walkthrough walk(model);
  ASSERT_THAT(walk.Start({{"amount", Value("5 CNY")}}), IsOk());
  ASSERT_THAT(walk.Do(U(7), SubjectChanged{{{"amount", Value("8 CNY")}}}), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::RUNNING);
  SubjectChanged over;
  over.is_over = true;
  ASSERT_THAT(walk.Do("", over), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::WITHDRAWN);
}

}  // namespace
}  // namespace guanxi::workflow
