#include "workflow-svc/work_calendar_rules.h"

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::WorkCalendar;

constexpr char kOffice[] = R"(
  display_name: "杭州" time_zone: "Asia/Shanghai"
  hours { weekdays: MONDAY weekdays: FRIDAY start_minute: 780 end_minute: 1080 }
  hours { weekdays: MONDAY start_minute: 540 end_minute: 720 }
)";

WorkCalendar Calendar(const std::string& more = "") {
  WorkCalendar calendar;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kOffice, &calendar));
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(more, &calendar)) << more;
  return calendar;
}

std::vector<std::string> Faults(const std::string& more) {
  Violations violations;
  CheckWorkCalendar(Calendar(more), &violations);
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(violations.ToStatus())) {
    paths.push_back(one.path);
  }
  return paths;
}

TEST(WorkCalendarRulesTest, TakesHoursThatTouchAndDaysThatThereAre) {
  EXPECT_THAT(Faults(R"(
    hours { weekdays: MONDAY start_minute: 720 end_minute: 780 }
    hours { weekdays: SUNDAY start_minute: 0 end_minute: 1440 }
    holidays { year: 2026 month: 1 day: 1 } workdays { year: 2026 month: 1 day: 4 }
    complete_years: 2026 complete_years: 1970)"),
              IsEmpty());
}

TEST(WorkCalendarRulesTest, NamesWhatIsWrong) {
  const struct {
    const char* more;
    const char* path;
  } cases[] = {
      {R"(time_zone: "Beijing")", "time_zone"},
      {"hours { weekdays: MONDAY start_minute: 700 end_minute: 730 }", "hours"},
      {"hours { weekdays: SUNDAY start_minute: -1 end_minute: 730 }", "hours[2].start_minute"},
      {"hours { weekdays: SUNDAY start_minute: 1440 end_minute: 1450 }", "hours[2].start_minute"},
      {"hours { weekdays: SUNDAY start_minute: 600 end_minute: 600 }", "hours[2].end_minute"},
      {"hours { weekdays: SUNDAY start_minute: 600 end_minute: 1441 }", "hours[2].end_minute"},
      {"hours { weekdays: SUNDAY weekdays: SUNDAY end_minute: 1 }", "hours[2].weekdays[1]"},
      {"hours { weekdays: WEEKDAY_UNSPECIFIED end_minute: 1 }", "hours[2].weekdays[0]"},
      {"holidays { year: 2026 month: 2 day: 29 }", "holidays[0]"},
      {"holidays { year: 2026 month: 2 }", "holidays[0]"},
      {"workdays { year: 2026 month: 1 day: 4 } workdays { year: 2026 month: 1 day: 4 }",
       "workdays[1]"},
      {"holidays { year: 2026 month: 1 day: 4 } workdays { year: 2026 month: 1 day: 4 }",
       "workdays[0]"},
      {"complete_years: 1969", "complete_years[0]"},
      {"complete_years: 2026 complete_years: 2026", "complete_years[1]"},
  };
  for (const auto& one : cases) EXPECT_THAT(Faults(one.more), ::testing::Contains(one.path));
}

TEST(WorkCalendarRulesTest, ReckonsByTheHoursInWhateverOrderTheyStand) {
  const auto work = WorkTimeOf(Calendar("complete_years: 2026"));
  ASSERT_THAT(work, IsOk());
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &zone));
  const auto at = [&](int day, int hour) {
    return absl::FromCivil(absl::CivilHour(2026, 11, day, hour), zone);
  };
  EXPECT_EQ(work->Next(at(1, 0)), at(2, 9));  // a Monday
  EXPECT_EQ(work->Between(at(2, 0), at(7, 0)), absl::Hours(3 + 5 + 5));
  EXPECT_FALSE(work->IsProvisional(at(2, 0), at(7, 0)));
}

// The calendar of the demo tenant, by the notices that its `source` names.
class ChinaTest : public ::testing::Test {
 protected:
  ChinaTest() {
    std::ifstream file("examples/china-2025-2026.json");
    std::stringstream text;
    text << file.rdbuf();
    WorkCalendar calendar;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(text.str(), &calendar).ok());
    Violations violations;
    CheckWorkCalendar(calendar, &violations);
    EXPECT_THAT(violations.ToStatus(), IsOk());
    work_ = std::make_unique<worktime::WorkTime>(WorkTimeOf(calendar).value());
    EXPECT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &zone_));
  }

  absl::Time At(int month, int day, int hour) const {
    return absl::FromCivil(absl::CivilHour(2026, month, day, hour), zone_);
  }
  int WorkdaysOf(int year) const {
    int count = 0;
    for (absl::CivilDay day(year, 1, 1); day.year() == year; ++day) {
      count += work_->days().IsWorkday(day) ? 1 : 0;
    }
    return count;
  }

  std::unique_ptr<worktime::WorkTime> work_;
  absl::TimeZone zone_;
};

// Days of the year, without the 104 or 105 of weekends and the 13 of public holidays.
TEST_F(ChinaTest, HasAsManyWorkdaysAsTheLawLeaves) {
  EXPECT_EQ(WorkdaysOf(2025), 248);
  EXPECT_EQ(WorkdaysOf(2026), 248);
}

TEST_F(ChinaTest, WeekendsAreWorkedAndWeekdaysAreNotWhereTheNoticesSaySo) {
  std::vector<std::string> worked;
  int off = 0;
  for (absl::CivilDay day(2025, 1, 1); day.year() < 2027; ++day) {
    const bool is_weekend = absl::GetWeekday(day) >= absl::Weekday::saturday;
    const bool is_worked = work_->days().IsWorkday(day);
    if (is_weekend && is_worked) worked.push_back(absl::FormatCivilTime(day));
    if (!is_weekend && !is_worked) ++off;
  }
  EXPECT_THAT(worked, ElementsAre("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28",
                                  "2025-10-11", "2026-01-04", "2026-02-14", "2026-02-28",
                                  "2026-05-09", "2026-09-20", "2026-10-10"));
  EXPECT_EQ(off, 18 + 19);
}

TEST_F(ChinaTest, TheDaysThatMakeUpForHolidaysAreWorked) {
  EXPECT_EQ(work_->Add(At(1, 1, 12), absl::Hours(1)), At(1, 4, 10));
  EXPECT_EQ(work_->Add(At(2, 13, 18), absl::Hours(8)), At(2, 14, 18));
  EXPECT_EQ(work_->Add(At(2, 14, 18), absl::Hours(1)), At(2, 24, 10));
  EXPECT_EQ(work_->Add(At(2, 27, 18), absl::Hours(1)), At(2, 28, 10));
  EXPECT_EQ(work_->Add(At(9, 18, 18), absl::Hours(1)), At(9, 20, 10));
  // 28 to 30 September, then 8, 9 and, for the National Day, Saturday the 10th of October.
  EXPECT_EQ(work_->Between(At(9, 24, 18), At(10, 12, 9)), absl::Hours(6 * 8));
}

TEST_F(ChinaTest, WhatComesAfterItIsProvisional) {
  EXPECT_FALSE(work_->IsProvisional(At(1, 1, 0), At(12, 31, 23)));
  EXPECT_TRUE(work_->IsProvisional(At(12, 1, 0), At(12, 31, 24)));
}

}  // namespace
}  // namespace guanxi::workflow
