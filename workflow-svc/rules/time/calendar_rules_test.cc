// Rules that reckon by a calendar of their own whose days become others.
#include <string>

#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/work_calendar_service.pb.h"
#include "workflow-svc/rules/time/reckon.h"
#include "workflow-svc/rules/time/rule_time_testing.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;
using v1::WorkCalendar;

constexpr absl::Duration kDay = absl::Hours(24);

// The test begins on a Monday, 2026-09-21, at 14:13 UTC.
class CalendarRulesTest : public RuleTimeTest {
 protected:
  std::string CreateCalendar() {
    v1::CreateWorkCalendarRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
        display_name: "杭州" time_zone: "UTC"
        hours {
          weekdays: MONDAY weekdays: TUESDAY weekdays: WEDNESDAY weekdays: THURSDAY weekdays: FRIDAY
          start_minute: 540 end_minute: 1080
        }
        holidays { year: 2026 month: 9 day: 22 }
        holidays { year: 2026 month: 9 day: 23 })",
                                                              request.mutable_work_calendar()));
    const auto made = service_.catalog->Of<WorkCalendar>().Create<WorkCalendar>(call(), request);
    EXPECT_THAT(made, IsOk());
    return made.ok() ? made->name() : "";
  }
  void ClearHolidays(const std::string& calendar) {
    v1::UpdateWorkCalendarRequest request;
    request.mutable_work_calendar()->set_name(calendar);
    request.mutable_update_mask()->add_paths("holidays");
    ASSERT_THAT(service_.catalog->Of<WorkCalendar>().Update<WorkCalendar>(call(), request), IsOk());
    Run();
  }
  void CreateRuleBy(const std::string& calendar) {
    CreateEnabled(
        "trigger {time {field: 'create_time' offset {count: 3 unit: WORKDAY}}} work_calendar: '" +
        calendar + "'");
  }
};

TEST_F(CalendarRulesTest, WhatIsDueSoonerByItsNewDaysFiresThen) {
  const std::string calendar = CreateCalendar();
  CreateRuleBy(calendar);
  HearOfNew(Create(Customer()));
  Run();
  // Waits for Monday, the 28th.
  ClearHolidays(calendar);
  EXPECT_EQ(Timers("rule_reckon"), 0);
  EXPECT_EQ(Timers("rule"), 1);
  Run(3 * kDay - absl::Seconds(1));
  EXPECT_EQ(Firings(), 0);
  Run(absl::Seconds(1));  // Thursday, the 24th
  EXPECT_EQ(Firings(), 1);
  Run(30 * kDay);
  EXPECT_EQ(Firings(), 1);
}

TEST_F(CalendarRulesTest, AllTimersOfARuleAreReckonedAnew) {
  const std::string calendar = CreateCalendar();
  service_.customer_server.service().CreateMany(kReckonStep + 1, [](int, Customer*) {});
  CreateRuleBy(calendar);
  ClearHolidays(calendar);
  Run(3 * kDay + absl::Minutes(1));
  EXPECT_EQ(Firings(), kReckonStep + 1);
}

// By no calendar, or another one.
TEST_F(CalendarRulesTest, OtherRulesAreLeftAlone) {
  const std::string calendar = CreateCalendar();
  CreateRuleBy(CreateCalendar());
  HearOfNew(Create(Customer()));
  Run();
  ClearHolidays(calendar);
  Run(3 * kDay);
  EXPECT_EQ(Firings(), 0);
  Run(4 * kDay);
  EXPECT_EQ(Firings(), 1);
}

}  // namespace
}  // namespace guanxi::workflow
