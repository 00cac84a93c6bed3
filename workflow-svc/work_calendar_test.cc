// Arithmetic by calendars that are stored.
#include <string>

#include "common/errors/errors.h"
#include "common/policy/rights_testing.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/work_calendar_service.pb.h"
#include "workflow-svc/test_service.h"

namespace guanxi::workflow {
namespace {

using v1::WorkCalendar;

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
// 2026-02-13, a Friday, 18:00 in Shanghai.
constexpr int64_t kFridayEvening = 1770976800;

class WorkCalendarTest : public ::testing::Test {
 protected:
  WorkCalendarTest() {
    v1::CreateWorkCalendarRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
        display_name: "杭州" time_zone: "Asia/Shanghai"
        hours {
          weekdays: MONDAY weekdays: TUESDAY weekdays: WEDNESDAY weekdays: THURSDAY weekdays: FRIDAY
          start_minute: 540 end_minute: 1080
        }
        workdays { year: 2026 month: 2 day: 14 }
        complete_years: 2026)",
                                                              request.mutable_work_calendar()));
    calendar_ = Calendars().Create<WorkCalendar>(service_.call(), request)->name();
  }

  const resource::Methods& Calendars() { return service_.catalog->Of<WorkCalendar>(); }
  absl::StatusOr<v1::AddWorkTimeResponse> Add(int64_t start, int64_t seconds) {
    v1::AddWorkTimeRequest request;
    request.set_name(calendar_);
    request.mutable_start_time()->set_seconds(start);
    request.mutable_duration()->set_seconds(seconds);
    return service_.calendars->AddWorkTime(service_.call(), request);
  }
  absl::StatusOr<v1::MeasureWorkTimeResponse> Measure(int64_t start, int64_t end) {
    v1::MeasureWorkTimeRequest request;
    request.set_name(calendar_);
    request.mutable_start_time()->set_seconds(start);
    request.mutable_end_time()->set_seconds(end);
    return service_.calendars->MeasureWorkTime(service_.call(), request);
  }

  TestService service_;
  std::string calendar_;
};

TEST_F(WorkCalendarTest, AddsAndMeasuresOverAWorkedSaturday) {
  const auto end = Add(kFridayEvening, kHour);
  ASSERT_THAT(end, IsOk());
  EXPECT_EQ(end->end_time().seconds(), kFridayEvening + 16 * kHour);  // Saturday, 10:00
  EXPECT_FALSE(end->provisional());
  const auto worked = Measure(kFridayEvening, kFridayEvening + 3 * kDay);
  ASSERT_THAT(worked, IsOk());
  EXPECT_EQ(worked->duration().seconds(), 2 * 9 * kHour);
  EXPECT_EQ(Measure(kFridayEvening + 3 * kDay, kFridayEvening)->duration().seconds(),
            -2 * 9 * kHour);
}

TEST_F(WorkCalendarTest, AYearWithoutDataMakesAnAnswerProvisional) {
  EXPECT_TRUE(Add(kFridayEvening, 400 * 9 * kHour)->provisional());
  EXPECT_TRUE(Measure(kFridayEvening, kFridayEvening + 365 * kDay)->provisional());
}

TEST_F(WorkCalendarTest, HoursOfSomeDaysAreRequired) {
  v1::CreateWorkCalendarRequest request;
  WorkCalendar& calendar = *request.mutable_work_calendar();
  calendar.set_display_name("杭州");
  calendar.set_time_zone("Asia/Shanghai");
  const auto fault = [&] {
    const auto made = Calendars().Create<WorkCalendar>(service_.call(), request);
    const auto faults = FieldViolations(made.status());
    return faults.size() == 1 ? faults[0].path : std::to_string(faults.size()) + " faults";
  };
  EXPECT_EQ(fault(), "work_calendar.hours");
  calendar.add_hours()->set_end_minute(60);
  EXPECT_EQ(fault(), "work_calendar.hours[0].weekdays");
}

TEST_F(WorkCalendarTest, NamesWhatIsWrongWithARequest) {
  v1::AddWorkTimeRequest add;
  add.set_name(calendar_);
  EXPECT_THAT(service_.calendars->AddWorkTime(service_.call(), add), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Add(kFridayEvening, -1), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Add(-1, 1), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Add(kFridayEvening, 3660 * kDay), HasReason("WORK_TIME_OUT_OF_REACH"));
  EXPECT_THAT(Measure(kFridayEvening, kFridayEvening + 3661 * kDay), HasReason("INVALID_FIELD"));
  v1::MeasureWorkTimeRequest measure;
  measure.set_name("calendars/x");
  measure.mutable_start_time();
  measure.mutable_end_time();
  EXPECT_THAT(service_.calendars->MeasureWorkTime(service_.call(), measure),
              HasReason("INVALID_NAME"));
}

// Nanoseconds since 1970 would not fit into 64 bits.
TEST_F(WorkCalendarTest, ReckonsInFarYears) {
  constexpr int64_t kMondayMorning = 10414400400;  // 2300-01-08, 9:00 in Shanghai
  const auto end = Add(kMondayMorning, kHour);
  ASSERT_THAT(end, IsOk());
  EXPECT_EQ(end->end_time().seconds(), kMondayMorning + kHour);
  EXPECT_TRUE(end->provisional());
  EXPECT_EQ(Measure(kMondayMorning, kMondayMorning + kDay)->duration().seconds(), 9 * kHour);
}

TEST_F(WorkCalendarTest, NoTimeComesAfterTheYear9999) {
  constexpr int64_t kLastSecond = 253402300799;
  EXPECT_THAT(Add(kLastSecond, 0), IsOk());
  EXPECT_THAT(Add(kLastSecond, 100 * kHour), HasReason("WORK_TIME_OUT_OF_REACH"));
}

TEST_F(WorkCalendarTest, NothingIsReckonedByADeletedOne) {
  v1::DeleteWorkCalendarRequest request;
  request.set_name(calendar_);
  ASSERT_THAT(Calendars().Delete<WorkCalendar>(service_.call(), request), IsOk());
  EXPECT_THAT(Add(kFridayEvening, kHour), HasReason("WORK_CALENDAR_NOT_FOUND"));
}

// Day by day the sums would tell them.
TEST_F(WorkCalendarTest, WhomDaysAreHiddenFromReckonsWithNone) {
  rpc::Call call = service_.call();
  for (const char* field : {"holidays", "workdays", "hours", "time_zone"}) {
    call.principal.rights = policy::RightsOfRole(call.principal.subject,
                                                 policy::Hiding("guanxi.dev/WorkCalendar", field),
                                                 "workCalendars.read");
    v1::AddWorkTimeRequest add;
    add.set_name(calendar_);
    add.mutable_start_time()->set_seconds(kFridayEvening);
    EXPECT_THAT(service_.calendars->AddWorkTime(call, add), HasReason("FIELD_NOT_ALLOWED"));
    v1::MeasureWorkTimeRequest measure;
    measure.set_name(calendar_);
    measure.mutable_start_time()->set_seconds(kFridayEvening);
    measure.mutable_end_time()->set_seconds(kFridayEvening + kDay);
    EXPECT_THAT(service_.calendars->MeasureWorkTime(call, measure), HasReason("FIELD_NOT_ALLOWED"));
  }
  call.principal.rights = policy::RightsOfRole(call.principal.subject,
                                               policy::Hiding("guanxi.dev/WorkCalendar", "source"),
                                               "workCalendars.read");
  v1::AddWorkTimeRequest add;
  add.set_name(calendar_);
  add.mutable_start_time()->set_seconds(kFridayEvening);
  EXPECT_THAT(service_.calendars->AddWorkTime(call, add), IsOk());
}

}  // namespace
}  // namespace guanxi::workflow
