// Boundary timers: where time leads to while a process stands in a node.
#include <array>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "common/worktime/work_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

using process::Pass;
using process::Task;

constexpr char kDay[] = "\"fields\":[{\"id\":\"day\",\"type\":\"DATE\"}]";
constexpr char kHour[] = "\"time\":\"3600s\"";

std::string Boundary(absl::string_view id, bool interrupts, absl::string_view nodes,
                     absl::string_view when = kHour) {
  return absl::StrCat("{\"id\":\"", id, "\",\"when\":{", when,
                      "},\"interrupts\":", interrupts ? "true" : "false", ",\"nodes\":[", nodes,
                      "]}");
}

// An approve node of user 2 with these boundaries.
std::string Timed(absl::string_view boundaries, absl::string_view people = "{\"user\":\"@2\"}") {
  return Node("a", "approve", absl::StrCat("\"people\":[", people, "]"),
              absl::StrCat("\"boundaries\":[", boundaries, "]"));
}

const Pass* PassOf(const Walkthrough& walk, const std::string& node) {
  for (const Pass& pass : walk.state.passes()) {
    if (pass.node() == node) return &pass;
  }
  return nullptr;
}

TEST(BoundaryTest, OneThatInterruptsGivesTheNodeUp) {
  Walkthrough walk(ModelOf({Timed(Boundary("t", true, Approve("x", "3"))), Approve("z", "4")}));
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_EQ(walk.Stands(), "a");
  const int64_t task = walk.TaskOf(2);
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  EXPECT_EQ(walk.Stands(), "x");
  EXPECT_EQ(walk.Find(task)->state(), Task::CANCELLED);
  EXPECT_EQ(PassOf(walk, "a")->outcome(), Pass::INTERRUPTED);
  EXPECT_THAT(walk.Do(U(2), DecideTask{task}), HasReason("TASK_CLOSED"));
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_EQ(walk.Stands(), "z");
  EXPECT_TRUE(walk.state.timers().empty());
}

TEST(BoundaryTest, WithoutNodesTheProcessGoesOnBelow) {
  Walkthrough walk(ModelOf({Timed(Boundary("t", true, "")), Approve("z", "4")}));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  EXPECT_EQ(walk.Stands(), "z");
}

TEST(BoundaryTest, OneThatDoesNotInterruptGoesBesideTheNodeAndBothAreWaitedFor) {
  for (const bool node_first : {true, false}) {
    Walkthrough walk(ModelOf({Timed(Boundary("t", false, Approve("x", "3"))), Approve("z", "4")}));
    ASSERT_THAT(walk.Start(), IsOk());
    ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
    EXPECT_EQ(walk.Stands(), "a x");
    ASSERT_THAT(walk.Approve(node_first ? 2 : 3), IsOk());
    EXPECT_EQ(walk.Stands(), node_first ? "x" : "a");
    ASSERT_THAT(walk.Approve(node_first ? 3 : 2), IsOk());
    EXPECT_EQ(walk.Stands(), "z");
  }
}

TEST(BoundaryTest, ANodeThatIsLeftInTimeLeadsNowhere) {
  Walkthrough walk(ModelOf({Timed(Boundary("t", true, Approve("x", "3"))), Approve("z", "4")}));
  ASSERT_THAT(walk.Start(), IsOk());
  const int64_t timer = walk.state.timers(0).id();
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_TRUE(walk.state.timers().empty());
  EXPECT_THAT(walk.Do("", FireTimer{timer}), HasReason("NOT_WAITED_FOR"));
  EXPECT_EQ(walk.Stands(), "z");
}

TEST(BoundaryTest, OneAfterAnother) {
  Walkthrough walk(
      ModelOf({Timed(Boundary("t", false, Node("copy", "cc", "\"people\":[{\"user\":\"@5\"}]")) +
                     "," + Boundary("s", true, Approve("x", "3"), "\"time\":\"7200s\""))}));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  ASSERT_EQ(walk.Of(Effect::Kind::kCopy).size(), 1u);
  EXPECT_EQ(walk.Stands(), "a");
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  EXPECT_EQ(walk.Stands(), "x");
}

TEST(BoundaryTest, ItsTimeIsWorkingTimeOrTime) {
  const auto due = [](const char* when) {
    Walkthrough walk(ModelOf({Timed(Boundary("t", true, "", when))}));
    std::array<worktime::Periods, 7> hours;
    for (int day = 0; day < 5; ++day) hours[day] = {{9 * 60, 17 * 60}};
    const Surroundings office{&walk.directory, walk.surroundings.moment,
                              SlaTime(worktime::WorkTime(absl::UTCTimeZone(), hours, {}, {}))};
    const auto started = Step(*walk.model, walk.state, {U(1), false, StartProcess{}}, office);
    EXPECT_THAT(started, IsOk());
    return absl::FromUnixMicros(started->state.timers(0).due_micros());
  };
  const absl::TimeZone utc = absl::UTCTimeZone();
  // Ten hours from Monday, 9 o'clock; 9 to 17 is worked.
  EXPECT_EQ(due("\"working_time\":\"36000s\""),
            absl::FromCivil(absl::CivilHour(2026, 3, 3, 11), utc));
  EXPECT_EQ(due("\"time\":\"36000s\""), absl::FromCivil(absl::CivilHour(2026, 3, 2, 19), utc));
}

TEST(BoundaryTest, ItsDateIsReadWhenTheProcessComesThere) {
  const auto model = [](bool interrupts) {
    return ModelOf({Timed(Boundary("t", interrupts, Approve("x", "3"), "\"field\":\"day\"")),
                    Approve("z", "4")},
                   kDay);
  };
  Walkthrough ahead(model(true));
  ASSERT_THAT(ahead.Start({{"day", Value("2026-03-03")}}), IsOk());
  EXPECT_EQ(ahead.Stands(), "a");
  ASSERT_THAT(ahead.Pass(absl::Hours(15)), IsOk());
  EXPECT_EQ(ahead.Stands(), "x");
  // What has passed leads there at once; nobody is asked in a node that is given up.
  Walkthrough past(model(true));
  ASSERT_THAT(past.Start({{"day", Value("2026-03-01")}}), IsOk());
  EXPECT_EQ(past.Stands(), "x");
  EXPECT_EQ(PassOf(past, "a"), nullptr);
  EXPECT_THAT(past.Return(3, "a"), HasReason("BAD_RETURN_TARGET"));
  Walkthrough beside(model(false));
  ASSERT_THAT(beside.Start({{"day", Value("2026-03-01")}}), IsOk());
  EXPECT_EQ(beside.Stands(), "a x");
}

TEST(BoundaryTest, WithoutADateItStandsStillUntilItIsTriedAgain) {
  Walkthrough walk(
      ModelOf({Timed(Boundary("t", true, "", "\"field\":\"day\"")), Approve("z", "4")}, kDay));
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_EQ(walk.Incident(), "a.timed NO_DUE_TIME");
  EXPECT_EQ(walk.Open(), "");
  (*walk.state.mutable_content())["day"] = Value("2026-03-03");
  ASSERT_THAT(walk.Do(U(9), RetryIncidents{}, /*as_administrator=*/true), IsOk());
  EXPECT_EQ(walk.Incident(), "");
  EXPECT_EQ(walk.Stands(), "a");
  EXPECT_EQ(walk.state.timers_size(), 1);
}

TEST(BoundaryTest, ANodeWhereNobodyCanBeAskedIsGivenUp) {
  Walkthrough walk(ModelOf({Timed(Boundary("t", true, Approve("x", "3"))), Approve("z", "4")}));
  walk.directory.gone = {U(2)};
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_EQ(walk.Incident(), "a NOBODY");
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  EXPECT_EQ(walk.Incident(), "");
  EXPECT_EQ(walk.Stands(), "x");
}

TEST(BoundaryTest, AProcessThatIsWaitedForIsGivenUpWithItsNode) {
  const std::string members =
      "\"definition\":\"processDefinitions/0192f000-0000-7000-8000-000000000001\",\"wait\":true";
  Walkthrough walk(ModelOf(
      {Node("s", "sub_process", members, "\"boundaries\":[" + Boundary("t", true, "") + "]"),
       Approve("z", "4")}));
  ASSERT_THAT(walk.Start(), IsOk());
  const int64_t pass = PassOf(walk, "s")->id();
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  ASSERT_EQ(walk.Of(Effect::Kind::kCancelSub).size(), 1u);
  EXPECT_EQ(walk.Of(Effect::Kind::kCancelSub)[0].pass, pass);
  EXPECT_EQ(walk.Stands(), "z");
  EXPECT_THAT(walk.Do("", SubProcessDone{pass}), HasReason("NOT_WAITED_FOR"));
}

TEST(BoundaryTest, SomebodyWhoWouldHaveToBePickedByTimeIsNobody) {
  const std::string picks =
      Node("x", "approve",
           "\"people\":[{\"pick\":{\"by\":\"PREVIOUS\"}}],\"empty\":\"PERSON\","
           "\"empty_user\":\"@6\"");
  Walkthrough walk(ModelOf({Timed(Boundary("t", true, picks))}));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  EXPECT_EQ(walk.Open(), "6");
}

}  // namespace
}  // namespace guanxi::workflow
