#include "workflow-svc/sla/sla_clock_rules.h"

#include <fstream>
#include <random>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/work_calendar.pb.h"
#include "workflow-svc/work_calendar_rules.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::SlaClock;
using v1::SlaPolicy;
using v1::WorkCalendar;

SlaPolicy PolicyOf(absl::Duration target) {
  SlaPolicy policy;
  policy.set_name("slaPolicies/p");
  *policy.mutable_target() = ToProtoDuration(target);
  return policy;
}

void AddStage(SlaPolicy* policy, absl::Duration after) {
  *policy->add_stages()->mutable_after() = ToProtoDuration(after);
}

// With the days of 2025 and 2026: 9 to 12 and 13 to 18 o'clock, Monday to Friday.
class ChinaSlaTest : public ::testing::Test {
 protected:
  ChinaSlaTest() {
    std::ifstream file("examples/china-2025-2026.json");
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(text.str(), &calendar_).ok());
    EXPECT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &zone_));
  }

  SlaTime Time() const { return SlaTime(WorkTimeOf(calendar_).value()); }
  absl::Time At(int month, int day, int hour, int minute = 0, int year = 2026) const {
    return absl::FromCivil(absl::CivilMinute(year, month, day, hour, minute), zone_);
  }
  SlaClock Started(const SlaPolicy& policy, absl::Time at) const {
    SlaClock clock;
    Start(policy, Time(), at, &clock);
    return clock;
  }

  WorkCalendar calendar_;
  absl::TimeZone zone_;
};

TEST_F(ChinaSlaTest, IsDueInWorkingTimeAcrossHolidaysAndTheDaysThatMakeUpForThem) {
  const struct {
    absl::Time start;
    int hours;
    absl::Time due;
  } cases[] = {
      {At(12, 31, 17, 0, 2025), 4, At(1, 4, 12)},  // Sunday, worked for New Year
      {At(2, 13, 17), 9, At(2, 14, 18)},           // Saturday, worked for the Spring Festival
      {At(2, 14, 17), 2, At(2, 24, 10)},           // behind its nine days
      {At(2, 27, 17), 2, At(2, 28, 10)},           // Saturday, worked
      {At(2, 28, 17), 2, At(3, 2, 10)},            // Sunday, not worked
      {At(9, 18, 17), 2, At(9, 20, 10)},           // Sunday, worked for the National Day
      {At(9, 24, 17), 2, At(9, 28, 10)},           // behind the Mid-Autumn Festival
  };
  for (const auto& one : cases) {
    const SlaClock clock = Started(PolicyOf(absl::Hours(one.hours)), one.start);
    EXPECT_EQ(ToTime(clock.due_time()), one.due) << one.start;
    EXPECT_FALSE(clock.provisional());
  }
}

TEST_F(ChinaSlaTest, PausedAndResumedAcrossAHolidayItUsesWhatWasWorkedMeanwhile) {
  SlaClock clock = Started(PolicyOf(absl::Hours(8)), At(2, 13, 10));
  ASSERT_THAT(Pause(Time(), At(2, 13, 12, 30), &clock), IsOk());
  EXPECT_EQ(clock.state(), SlaClock::PAUSED);
  EXPECT_FALSE(clock.has_due_time());
  EXPECT_EQ(ToDuration(clock.elapsed()), absl::Hours(2));
  ASSERT_THAT(Resume(Time(), At(2, 20, 10), &clock), IsOk());  // nobody works until the 24th
  EXPECT_EQ(ToTime(clock.due_time()), At(2, 24, 16));
  ASSERT_THAT(Pause(Time(), At(2, 21, 0), &clock), IsOk());
  EXPECT_EQ(ToDuration(clock.elapsed()), absl::Hours(2));
  ASSERT_THAT(Resume(Time(), At(2, 28, 17), &clock), IsOk());
  EXPECT_EQ(ToTime(clock.due_time()), At(3, 2, 15));
  ASSERT_THAT(End(SlaClock::STOPPED, Time(), At(3, 2, 14), &clock), IsOk());
  EXPECT_EQ(ToDuration(clock.elapsed()), absl::Hours(7));
  EXPECT_EQ(ToTime(clock.due_time()), At(3, 2, 15));
  EXPECT_FALSE(clock.has_breach_time());
}

TEST_F(ChinaSlaTest, ReachesItsStagesInTheirOrderAtTheExactTimes) {
  SlaPolicy policy = PolicyOf(absl::Hours(8));
  for (const int hours : {4, 6, 8, 12}) AddStage(&policy, absl::Hours(hours));
  SlaClock clock = Started(policy, At(2, 13, 9));
  EXPECT_EQ(NextTime(Time(), clock), At(2, 13, 14));
  EXPECT_THAT(Reach(Time(), At(2, 13, 13, 59), &clock).stages, IsEmpty());
  const Reached first = Reach(Time(), At(2, 13, 16, 30), &clock);
  EXPECT_THAT(first.stages, ElementsAre(0, 1));
  EXPECT_FALSE(first.target);
  EXPECT_EQ(ToTime(clock.stages(1).reach_time()), At(2, 13, 16));
  EXPECT_EQ(NextTime(Time(), clock), At(2, 13, 18));
  const Reached second = Reach(Time(), At(2, 14, 10), &clock);
  EXPECT_THAT(second.stages, ElementsAre(2));
  EXPECT_TRUE(second.target);
  EXPECT_EQ(ToTime(clock.breach_time()), At(2, 13, 18));
  EXPECT_EQ(NextTime(Time(), clock), At(2, 14, 14));
  EXPECT_THAT(Reach(Time(), At(2, 24, 9), &clock).stages, ElementsAre(3));
  EXPECT_EQ(NextTime(Time(), clock), std::nullopt);
}

TEST_F(ChinaSlaTest, AYearThatIsNotKnownMakesItProvisionalUntilItIs) {
  SlaClock clock = Started(PolicyOf(absl::Hours(30)), At(12, 30, 17));
  EXPECT_TRUE(clock.provisional());
  EXPECT_EQ(ToTime(clock.due_time()), At(1, 5, 15, 0, 2027));
  auto* const day = calendar_.add_holidays();
  day->set_year(2027);
  day->set_month(1);
  day->set_day(1);
  calendar_.add_complete_years(2027);
  Recalculate(Time(), &clock);
  EXPECT_FALSE(clock.provisional());
  EXPECT_EQ(ToTime(clock.due_time()), At(1, 6, 15, 0, 2027));
}

// What a calendar that is loaded late makes of the past counts, too; what was reached stays.
TEST_F(ChinaSlaTest, ReckoningAnewChangesWhatWasUsedAndNoBreach) {
  SlaClock clock = Started(PolicyOf(absl::Hours(4)), At(3, 2, 9));
  ASSERT_THAT(Pause(Time(), At(3, 3, 12), &clock), IsOk());
  EXPECT_EQ(ToDuration(clock.elapsed()), absl::Hours(11));
  EXPECT_EQ(ToTime(clock.breach_time()), At(3, 2, 14));
  auto* const day = calendar_.add_holidays();
  day->set_year(2026);
  day->set_month(3);
  day->set_day(2);
  Recalculate(Time(), &clock);
  EXPECT_EQ(ToDuration(clock.elapsed()), absl::Hours(3));
  EXPECT_EQ(ToTime(clock.breach_time()), At(3, 2, 14));
}

TEST(SlaClockRulesTest, AroundTheClockEveryHourCounts) {
  const absl::Time start = absl::FromUnixSeconds(1'790'000'000);
  SlaClock clock;
  Start(PolicyOf(absl::Hours(48)), SlaTime(), start, &clock);
  EXPECT_EQ(ToTime(clock.due_time()), start + absl::Hours(48));
  EXPECT_FALSE(clock.provisional());
}

TEST(SlaClockRulesTest, MovesThatAreNotAllowedChangeNothing) {
  const absl::Time start = absl::FromUnixSeconds(1'790'000'000);
  SlaClock clock;
  Start(PolicyOf(absl::Hours(1)), SlaTime(), start, &clock);
  EXPECT_THAT(Resume(SlaTime(), start, &clock), HasReason("SLA_CLOCK_NOT_PAUSED"));
  ASSERT_THAT(Pause(SlaTime(), start, &clock), IsOk());
  EXPECT_THAT(Pause(SlaTime(), start, &clock), HasReason("SLA_CLOCK_NOT_RUNNING"));
  ASSERT_THAT(End(SlaClock::CANCELLED, SlaTime(), start, &clock), IsOk());
  const std::string ended = clock.SerializeAsString();
  EXPECT_THAT(End(SlaClock::STOPPED, SlaTime(), start, &clock), HasReason("SLA_CLOCK_NOT_OPEN"));
  EXPECT_THAT(Resume(SlaTime(), start, &clock), HasReason("SLA_CLOCK_NOT_PAUSED"));
  EXPECT_EQ(clock.SerializeAsString(), ended);
}

// Events may be older than what has happened since.
TEST(SlaClockRulesTest, NoMoveComesBeforeTheLastOne) {
  const absl::Time start = absl::FromUnixSeconds(1'790'000'000);
  SlaClock clock;
  Start(PolicyOf(absl::Hours(1)), SlaTime(), start, &clock);
  ASSERT_THAT(Pause(SlaTime(), start - absl::Minutes(5), &clock), IsOk());
  EXPECT_EQ(ToTime(clock.segments(0).end_time()), start);
  EXPECT_EQ(ToDuration(clock.elapsed()), absl::ZeroDuration());
}

TEST(SlaClockRulesTest, ManyPausesAreSettledAndLoseNothing) {
  absl::Time now = absl::FromUnixSeconds(1'790'000'000);
  SlaClock clock;
  Start(PolicyOf(absl::Hours(1000)), SlaTime(), now, &clock);
  for (int i = 0; i < 250; ++i) {
    now += absl::Minutes(3);
    ASSERT_THAT(Pause(SlaTime(), now, &clock), IsOk());
    now += absl::Minutes(7);
    ASSERT_THAT(Resume(SlaTime(), now, &clock), IsOk());
  }
  EXPECT_EQ(clock.segments_size(), kMaxSegments);
  EXPECT_EQ(ToDuration(clock.elapsed()), 250 * absl::Minutes(3));
  EXPECT_EQ(ToTime(clock.due_time()), now + absl::Hours(1000) - 250 * absl::Minutes(3));
}

// Against a count of minutes, one by one.
TEST_F(ChinaSlaTest, UsesWhatACountOfMinutesUses) {
  const auto work = WorkTimeOf(calendar_).value();
  for (int history = 0; history < 30; ++history) {
    std::mt19937 random(history);
    absl::Time now = At(2, 10, 8) + absl::Minutes(random() % 2000);
    SlaClock clock = Started(PolicyOf(absl::Hours(20)), now);
    int used = 0;
    std::optional<absl::Time> breach;
    for (int i = 0; i < 20; ++i) {
      const int minutes = static_cast<int>(random() % 3000);
      for (int minute = 0; minute < minutes; ++minute) {
        if (clock.state() == SlaClock::RUNNING && work.IsWorked(now)) ++used;
        now += absl::Minutes(1);
        if (used == 20 * 60 && !breach.has_value()) breach = now;
      }
      ASSERT_THAT(clock.state() == SlaClock::RUNNING ? Pause(Time(), now, &clock)
                                                     : Resume(Time(), now, &clock),
                  IsOk());
      if (clock.state() == SlaClock::PAUSED) {
        ASSERT_EQ(ToDuration(clock.elapsed()), absl::Minutes(used)) << history;
      }
    }
    ASSERT_EQ(clock.has_breach_time(), breach.has_value()) << history;
    if (breach.has_value()) {
      ASSERT_EQ(ToTime(clock.breach_time()), *breach) << history;
    }
  }
}

TEST(SlaClockRulesTest, DecidesByStateAndConditions) {
  SlaTruths truths;
  EXPECT_EQ(Decide(nullptr, truths), SlaMove::kNone);
  truths.starts = true;
  EXPECT_EQ(Decide(nullptr, truths), SlaMove::kStart);
  SlaClock clock;
  clock.set_state(SlaClock::RUNNING);
  EXPECT_EQ(Decide(&clock, truths), SlaMove::kNone);
  truths.pauses = true;
  EXPECT_EQ(Decide(&clock, truths), SlaMove::kPause);
  truths.resumes = true;  // both: it goes on
  EXPECT_EQ(Decide(&clock, truths), SlaMove::kNone);
  clock.set_state(SlaClock::PAUSED);
  EXPECT_EQ(Decide(&clock, truths), SlaMove::kResume);
  truths.stops = true;
  EXPECT_EQ(Decide(&clock, truths), SlaMove::kStop);
  EXPECT_EQ(Decide(nullptr, truths), SlaMove::kNone);
  clock.set_state(SlaClock::STOPPED);
  EXPECT_EQ(Decide(&clock, truths), SlaMove::kNone);
  truths.stops = false;
  EXPECT_EQ(Decide(&clock, truths), SlaMove::kStart);
  clock.set_stopped_by_hand(true);
  EXPECT_EQ(Decide(&clock, truths), SlaMove::kNone);
}

}  // namespace
}  // namespace guanxi::workflow
