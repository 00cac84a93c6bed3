// Limits and delays.
#include "common/testing/status_matchers.h"
#include "common/worktime/work_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;

Walkthrough Limited(const std::string& limits, const std::string& users = "2") {
  return Walkthrough(ModelOf({Approve("a", users, "\"limits\":[" + limits + "]")}));
}

// 9 to 17 o'clock, Monday to Friday.
SlaTime OfficeHours() {
  std::array<worktime::Periods, 7> hours;
  for (int day = 0; day < 5; ++day) hours[day] = {{9 * 60, 17 * 60}};
  return SlaTime(worktime::WorkTime(absl::UTCTimeZone(), hours, {}, {}));
}

TEST(TimeTest, AReminderIsRepeatedAsOftenAsItSays) {
  Walkthrough walk =
      Limited("{\"after\":\"3600s\",\"action\":\"REMIND\",\"repeat\":\"1800s\",\"times\":3}");
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_THAT(walk.Do("", FireTimer{walk.state.timers(0).id()}), HasReason("NOT_DUE"));
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  ASSERT_EQ(walk.Of(Effect::Kind::kRemind).size(), 1u);
  EXPECT_THAT(walk.Of(Effect::Kind::kRemind)[0].users, testing::ElementsAre(U(2)));
  ASSERT_THAT(walk.Pass(absl::Hours(5)), IsOk());
  EXPECT_EQ(walk.Of(Effect::Kind::kRemind).size(), 2u);
  EXPECT_TRUE(walk.state.timers().empty());
}

TEST(TimeTest, ItPassesIsRejectedTransferredOrEscalated) {
  const auto after = [](const std::string& action) {
    Walkthrough walk = Limited("{\"after\":\"3600s\",\"action\":" + action + "}");
    walk.directory.managers = {{U(2), U(6)}};
    EXPECT_THAT(walk.Start(), IsOk());
    EXPECT_THAT(walk.Pass(absl::Hours(1)), IsOk());
    return ProcessState::Phase_Name(walk.phase()) + " " + walk.Open();
  };
  EXPECT_EQ(after("\"PASS\""), "APPROVED ");
  EXPECT_EQ(after("\"REJECT\""), "REJECTED ");
  EXPECT_EQ(after("\"TRANSFER\",\"user\":\"@7\""), "RUNNING 7");
  EXPECT_EQ(after("\"ESCALATE\""), "RUNNING 6");
}

TEST(TimeTest, WithoutAManagerItEscalatesToTheAdministratorsOrStays) {
  Walkthrough walk = Limited("{\"after\":\"3600s\",\"action\":\"ESCALATE\"}");
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  EXPECT_EQ(walk.Open(), "2");
  Walkthrough with = Limited("{\"after\":\"3600s\",\"action\":\"ESCALATE\"}");
  with.directory.administrators = {U(8), U(9)};
  ASSERT_THAT(with.Start(), IsOk());
  ASSERT_THAT(with.Pass(absl::Hours(1)), IsOk());
  EXPECT_EQ(with.Open(), "8 9");
}

TEST(TimeTest, LimitsAreInWorkingTime) {
  Walkthrough walk = Limited("{\"after\":\"36000s\",\"action\":\"PASS\"}");
  const Surroundings office{&walk.directory, walk.surroundings.moment, OfficeHours()};
  auto started = Step(*walk.model, walk.state, {U(1), false, StartProcess{}}, office);
  ASSERT_THAT(started, IsOk());
  // Ten hours from Monday, 9 o'clock.
  EXPECT_EQ(
      started->state.timers(0).due_micros(),
      absl::ToUnixMicros(absl::FromCivil(absl::CivilHour(2026, 3, 3, 11), absl::UTCTimeZone())));
}

TEST(TimeTest, AfterAReturnTheLimitIsArmedAnew) {
  Walkthrough walk(ModelOf({Approve("a", "2",
                                    "\"limits\":[{\"after\":\"3600s\","
                                    "\"action\":\"PASS\"}]"),
                            Approve("b", "3")}));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Pass(absl::Minutes(30)), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_TRUE(walk.state.timers().empty());
  ASSERT_THAT(walk.Return(3, "a"), IsOk());
  ASSERT_EQ(walk.state.timers_size(), 1);
  ASSERT_THAT(walk.Pass(absl::Minutes(59)), IsOk());
  EXPECT_EQ(walk.Stands(), "a");
  ASSERT_THAT(walk.Pass(absl::Minutes(1)), IsOk());
  EXPECT_EQ(walk.Stands(), "b");
}

TEST(TimeTest, WhoGetsItFromAnotherHasTheWholeLimit) {
  for (const bool delegates : {false, true}) {
    Walkthrough walk(
        ModelOf({Approve("a", "2", "\"limits\":[{\"after\":\"3600s\",\"action\":\"PASS\"}]"),
                 Approve("b", "3")}));
    ASSERT_THAT(walk.Start(), IsOk());
    ASSERT_THAT(walk.Pass(absl::Minutes(30)), IsOk());
    const int64_t task = walk.TaskOf(2);
    ASSERT_THAT(delegates ? walk.Do(U(2), DelegateTask{task, U(5)})
                          : walk.Do(U(2), TransferTask{task, U(5)}),
                IsOk());
    ASSERT_EQ(walk.state.timers_size(), 1) << delegates;
    ASSERT_THAT(walk.Pass(absl::Minutes(59)), IsOk());
    EXPECT_EQ(walk.Stands(), "a") << delegates;
  }
}

// What nobody has decided is nobody's approval.
TEST(TimeTest, WhatTimeHasPassedDoesNotSpareAnybodyALaterNode) {
  Walkthrough walk(
      ModelOf({Approve("a", "2", "\"limits\":[{\"after\":\"3600s\",\"action\":\"PASS\"}]"),
               Approve("b", "2")},
              "\"repeated_approval\":\"ALL\""));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  EXPECT_EQ(walk.Stands(), "b");
  EXPECT_EQ(walk.Open(), "2");
}

TEST(TimeTest, ADelayEndsAfterATimeOrAtADate) {
  Walkthrough span(ModelOf({Node("w", "delay", "\"time\":\"7200s\""), Approve("a", "2")}));
  ASSERT_THAT(span.Start(), IsOk());
  EXPECT_EQ(span.Stands(), "w");
  ASSERT_THAT(span.Pass(absl::Hours(2)), IsOk());
  EXPECT_EQ(span.Stands(), "a");
  const std::string field = "\"fields\":[{\"id\":\"day\",\"type\":\"DATE\"}]";
  const v1::ProcessModel until =
      ModelOf({Node("w", "delay", "\"field\":\"day\""), Approve("a", "2")}, field);
  Walkthrough ahead(until);
  ASSERT_THAT(ahead.Start({{"day", Value("2026-03-03")}}), IsOk());
  ASSERT_THAT(ahead.Pass(absl::Hours(15)), IsOk());
  EXPECT_EQ(ahead.Stands(), "a");
  Walkthrough past(until);
  ASSERT_THAT(past.Start({{"day", Value("2026-03-01")}}), IsOk());
  EXPECT_EQ(past.Stands(), "a");
  Walkthrough missing(until);
  ASSERT_THAT(missing.Start(), IsOk());
  EXPECT_EQ(missing.Incident(), "w NO_DUE_TIME");
}

TEST(TimeTest, ATimerThatIsGoneIsNotWaitedFor) {
  Walkthrough walk = Limited("{\"after\":\"3600s\",\"action\":\"PASS\"}");
  ASSERT_THAT(walk.Start(), IsOk());
  const int64_t timer = walk.state.timers(0).id();
  ASSERT_THAT(walk.Do(U(2), TransferTask{walk.TaskOf(2), U(3)}), IsOk());
  EXPECT_THAT(walk.Do("", FireTimer{timer}), HasReason("NOT_WAITED_FOR"));
}

TEST(TimeTest, TheInitiatorUrgesEveryTenMinutes) {
  Walkthrough walk = Limited("", "2 3");
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Do(U(1), Urge{}), IsOk());
  EXPECT_THAT(walk.Of(Effect::Kind::kUrge)[0].users, testing::ElementsAre(U(2), U(3)));
  EXPECT_THAT(walk.Do(U(1), Urge{}), HasReason("TOO_SOON"));
  ASSERT_THAT(walk.Pass(absl::Minutes(10)), IsOk());
  EXPECT_THAT(walk.Do(U(1), Urge{}), IsOk());
}

}  // namespace
}  // namespace guanxi::workflow
