#include "lead-svc/stage_actions.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using v1::Opportunity;
using v1::Stage;

constexpr absl::Time kNow = absl::FromUnixSeconds(1790000000);

// With a demonstration that is required, and a visit that is advice.
Stage StageOf(const std::string& name) {
  Stage stage;
  stage.set_name(name);
  stage.set_display_name("方案");
  auto& demo = *stage.add_actions();
  demo.set_key("demo");
  demo.set_display_name("产品演示");
  demo.set_required(true);
  auto& visit = *stage.add_actions();
  visit.set_key("visit");
  visit.set_display_name("上门拜访");
  return stage;
}

Opportunity Open() {
  Opportunity opportunity;
  opportunity.set_state(Opportunity::OPEN);
  return opportunity;
}

TEST(StageActionsTest, WhatIsRequiredMustBeMarkedBeforeTheStageIsLeft) {
  const Stage first = StageOf("a"), second = StageOf("b");
  Opportunity opportunity = Open();
  const absl::Status missing = CheckActions(opportunity, {&first, &second});
  EXPECT_EQ(Reason(missing), "ACTIONS_MISSING");
  EXPECT_THAT(std::string(missing.message()), Not(HasSubstr("上门拜访")));
  EXPECT_THAT(std::string(missing.message()), HasSubstr("产品演示"));
  ASSERT_THAT(MarkAction(first, "demo", "users/1", kNow, &opportunity), IsOk());
  EXPECT_THAT(CheckActions(opportunity, {&first}), IsOk());
  EXPECT_EQ(Reason(CheckActions(opportunity, {&second})), "ACTIONS_MISSING");
  EXPECT_THAT(CheckActions(opportunity, {}), IsOk());
}

TEST(StageActionsTest, AMarkSaysWhoAndWhenAndStays) {
  const Stage stage = StageOf("a");
  Opportunity opportunity = Open();
  ASSERT_THAT(MarkAction(stage, "visit", "users/1", kNow, &opportunity), IsOk());
  ASSERT_THAT(MarkAction(stage, "visit", "users/2", kNow + absl::Hours(1), &opportunity), IsOk());
  ASSERT_EQ(opportunity.done_actions_size(), 1);
  EXPECT_EQ(opportunity.done_actions(0).stage(), "a");
  EXPECT_EQ(opportunity.done_actions(0).done_by(), "users/1");
  EXPECT_EQ(opportunity.done_actions(0).done_time().seconds(), absl::ToUnixSeconds(kNow));
}

TEST(StageActionsTest, AMarkIsTakenBackAlsoWhereTheActionIsGone) {
  Stage stage = StageOf("a");
  Opportunity opportunity = Open();
  ASSERT_THAT(MarkAction(stage, "visit", "users/1", kNow, &opportunity), IsOk());
  stage.clear_actions();
  ASSERT_THAT(UnmarkAction(stage, "visit", &opportunity), IsOk());
  EXPECT_EQ(opportunity.done_actions_size(), 0);
  EXPECT_EQ(Reason(UnmarkAction(stage, "visit", &opportunity)), "INVALID_FIELD");
  EXPECT_EQ(Reason(MarkAction(stage, "visit", "users/1", kNow, &opportunity)), "INVALID_FIELD");
}

TEST(StageActionsTest, WhatIsClosedOrFullIsNotMarked) {
  const Stage stage = StageOf("a");
  Opportunity won = Open();
  won.set_state(Opportunity::WON);
  EXPECT_EQ(Reason(MarkAction(stage, "demo", "users/1", kNow, &won)), "OPPORTUNITY_NOT_OPEN");
  EXPECT_EQ(Reason(UnmarkAction(stage, "demo", &won)), "OPPORTUNITY_NOT_OPEN");
  Opportunity full = Open();
  for (int i = 0; i < kMaxMarks; ++i) full.add_done_actions()->set_action(absl::StrCat(i));
  EXPECT_EQ(Reason(MarkAction(stage, "demo", "users/1", kNow, &full)), "TOO_MANY_MARKS");
}

TEST(StageActionsTest, NoKeyStandsTwice) {
  Stage stage = StageOf("a");
  Violations fine;
  NormalizeActions(stage.mutable_actions(), &fine);
  EXPECT_TRUE(fine.empty());
  stage.mutable_actions(1)->set_key(" demo ");
  Violations violations;
  NormalizeActions(stage.mutable_actions(), &violations);
  EXPECT_THAT(std::string(violations.ToStatus().message()), HasSubstr("actions[1].key"));
}

}  // namespace
}  // namespace guanxi::lead
