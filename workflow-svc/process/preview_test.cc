// Preview and simulation.
#include "workflow-svc/process/preview.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/changes.h"
#include "workflow-svc/process/process_testing.h"
#include "workflow-svc/process/simulate.h"

namespace guanxi::workflow {
namespace {

constexpr char kFields[] = "\"fields\":[{\"id\":\"n\",\"type\":\"NUMBER\"}]";

v1::ProcessModel Banded(const std::string& above) {
  return ModelOf({Fork("f", "condition",
                       {Branch("p", "n > " + above, Approve("boss", "2 3")),
                        Branch("q", "*", Approve("lead", "4"))}),
                  Node("w", "delay", "\"time\":\"3600s\""), Approve("z", "5")},
                 kFields);
}

std::string TextOf(const v1::ProcessPreview& preview) {
  std::string text;
  for (const auto& step : preview.steps()) {
    absl::StrAppend(&text, step.node(), "(", step.people_size(), ") ");
  }
  return absl::StrCat(text, preview.outcome(), preview.stop());
}

TEST(PreviewTest, SaysBeforeTheStartWhereItWouldGo) {
  Walkthrough walk(Banded("10"));
  const auto of = [&](const std::string& n) {
    return TextOf(*PreviewStart(*walk.model, U(1), {{{"n", Value(n)}}, {}}, walk.surroundings));
  };
  EXPECT_EQ(of("11"), "start(0) f(0) boss(2) w(0) z(1) APPROVED");
  EXPECT_EQ(of("10"), "start(0) f(0) lead(1) w(0) z(1) APPROVED");
  EXPECT_EQ(of(""), "start(0) f(0) CONDITION_UNKNOWN");
}

TEST(PreviewTest, SaysFromWhereItStandsWhatIsLeft) {
  Walkthrough walk(Banded("10"));
  ASSERT_THAT(walk.Start({{"n", Value("11")}}), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  const process::ProcessState before = walk.state;
  EXPECT_EQ(TextOf(Preview(*walk.model, walk.state, walk.surroundings)),
            "start(0) f(0) boss(2) w(0) z(1) APPROVED");
  EXPECT_TRUE(TaskChanges(before, walk.state).empty());
}

TEST(PreviewTest, SaysWhoHasYetToBePicked) {
  Walkthrough walk(ModelOf(
      {Node("a", "approve", "\"people\":[{\"pick\":{\"by\":\"INITIATOR\"}}]"), Approve("b", "3")}));
  const auto preview = PreviewStart(*walk.model, U(1), {}, walk.surroundings);
  ASSERT_THAT(preview, IsOk());
  EXPECT_EQ(TextOf(*preview), "start(0) a(0) b(1) APPROVED");
  EXPECT_THAT(preview->picks_needed(), testing::ElementsAre("a"));
}

TEST(SimulateTest, SaysWhatADraftWouldDoOtherwise) {
  Walkthrough walk(Banded("10"));
  const auto draft = Model::Compile(Banded("20"));
  ASSERT_THAT(draft, IsOk());
  std::vector<PastStart> past(3, PastStart{U(1), {}});
  past[0].start.content = {{"n", Value("15")}};
  past[1].start.content = {{"n", Value("25")}};
  past[2].start.content = {{"n", Value("5")}, {"gone", Value("x")}};
  const auto simulated = Simulate(*walk.model, **draft, past, walk.surroundings);
  ASSERT_EQ(simulated.size(), 3u);
  EXPECT_TRUE(simulated[0].differs);
  EXPECT_FALSE(simulated[1].differs);
  EXPECT_FALSE(simulated[2].differs);
  EXPECT_THAT(simulated[2].after_status, IsOk());
}

TEST(ChangesTest, NamesWhatIsNewDifferentAndGone) {
  Walkthrough walk(ModelOf({Approve("a", "2",
                                    "\"limits\":[{\"after\":\"60s\","
                                    "\"action\":\"REMIND\"}]"),
                            Approve("b", "3")}));
  ASSERT_THAT(walk.Start(), IsOk());
  process::ProcessState before = walk.state;
  ASSERT_THAT(walk.Approve(2), IsOk());
  const auto tasks = TaskChanges(before, walk.state);
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[0].after->state(), process::Task::APPROVED);
  EXPECT_EQ(tasks[1].before, nullptr);
  ASSERT_EQ(TimerChanges(before, walk.state).size(), 1u);
  EXPECT_EQ(TimerChanges(before, walk.state)[0].after, nullptr);
  before = walk.state;
  ASSERT_THAT(walk.Return(3, "a"), IsOk());
  EXPECT_EQ(TaskChanges(before, walk.state)[0].after, nullptr);
}

}  // namespace
}  // namespace guanxi::workflow
