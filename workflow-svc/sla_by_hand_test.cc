// Clocks of service levels over a real database: what people and calendars make of them.
#include <string>

#include "absl/strings/str_cat.h"
#include "workflow-svc/sla/sla_timers.h"
#include "workflow-svc/sla_testing.h"

namespace guanxi::workflow {
namespace {

using v1::Notification;
using v1::SlaClock;
using v1::SlaPolicy;
using v1::WorkCalendar;

class SlaByHandTest : public SlaTest {};

TEST_F(SlaByHandTest, PeopleStartPauseResumeAndStopIt) {
  const SlaPolicy policy = MakePolicy("start_condition: 'grade = VIP'");
  const std::string subject = service_.CreateCustomer();
  EXPECT_THAT(StartByHand(policy, name_), HasReason("INVALID_FIELD"));  // there is no such one
  EXPECT_THAT(StartByHand(policy, "nothing/x"), HasReason("INVALID_FIELD"));
  EXPECT_THAT(StartByHand(policy, service_.CreateTodo().name()), HasReason("INVALID_FIELD"));
  const auto started = StartByHand(policy, subject);
  ASSERT_THAT(started, IsOk());
  EXPECT_EQ(started->state(), SlaClock::RUNNING);
  EXPECT_THAT(StartByHand(policy, subject), HasReason("SLA_CLOCK_OPEN"));
  auto& clocks = *service_.sla_clock_service;
  const rpc::Call call = service_.call();
  auto pause = Named<v1::PauseSlaClockRequest>(started->name());
  pause.set_reason("等客户回复");
  service_.Advance(absl::Minutes(90));
  const auto paused = clocks.PauseSlaClock(call, pause);
  ASSERT_THAT(paused, IsOk());
  EXPECT_EQ(paused->elapsed().seconds(), 5400);
  EXPECT_EQ(paused->reason(), "等客户回复");
  EXPECT_THAT(clocks.PauseSlaClock(call, pause), HasReason("SLA_CLOCK_NOT_RUNNING"));
  service_.Advance(100 * kHour);
  const auto resume = Named<v1::ResumeSlaClockRequest>(started->name());
  ASSERT_THAT(clocks.ResumeSlaClock(call, resume), IsOk());
  EXPECT_THAT(clocks.ResumeSlaClock(call, resume), HasReason("SLA_CLOCK_NOT_PAUSED"));
  service_.Advance(absl::Minutes(29));
  const auto stop = Named<v1::StopSlaClockRequest>(started->name());
  const auto stopped = clocks.StopSlaClock(call, stop);
  ASSERT_THAT(stopped, IsOk());
  EXPECT_FALSE(stopped->has_breach_time());
  EXPECT_TRUE(stopped->stopped_by_hand());
  EXPECT_THAT(clocks.StopSlaClock(call, stop), HasReason("SLA_CLOCK_NOT_OPEN"));
  service_.Advance(100 * kHour);
  EXPECT_EQ(Told(Notification::SLA_BREACH), 0);
}

TEST_F(SlaByHandTest, ADisabledPolicyStartsNone) {
  const SlaPolicy policy = MakePolicy("start_condition: 'grade = VIP'");
  v1::UpdateSlaPolicyRequest request;
  request.mutable_sla_policy()->set_name(policy.name());
  request.mutable_update_mask()->add_paths("enabled");
  ASSERT_THAT(service_.catalog->Of<SlaPolicy>().Update<SlaPolicy>(service_.call(), request),
              IsOk());
  Hear("grade: VIP");
  EXPECT_TRUE(Clocks().empty());
  EXPECT_THAT(StartByHand(policy, service_.CreateCustomer()), HasReason("SLA_POLICY_DISABLED"));
}

TEST_F(SlaByHandTest, ACalendarThatChangesReckonsItsOpenClocksAnew) {
  const WorkCalendar calendar = MakeCalendar();
  const SlaPolicy policy = MakePolicy(
      absl::StrCat("start_condition: 'grade = VIP' work_calendar: '", calendar.name(), "'"));
  // More than one step takes, all at 17:30.
  const absl::TimeZone zone = [] {
    absl::TimeZone shanghai;
    EXPECT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &shanghai));
    return shanghai;
  }();
  const absl::CivilDay today(absl::ToCivilDay(service_.clock.Now(), zone));
  const absl::Time start = absl::FromCivil(today + 1, zone) + absl::Minutes(17 * 60 + 30);
  service_.Advance(start - service_.clock.Now());
  constexpr int kClocks = 2 * kClocksOfStep + 7;
  for (int i = 0; i < kClocks; ++i) {
    ASSERT_THAT(service_.engine->Write(service_.call().principal, {}, resource::WriteContext(),
                                       [&](resource::UnitOfWork& work) {
                                         SlaClock clock;
                                         return service_.sla_clocks->Start(
                                             work, policy, {absl::StrCat(name_, i), "", ""},
                                             /*round=*/1, start, &clock);
                                       }),
                IsOk());
  }
  const auto due_at = [&](absl::Time due) {
    return service_.Number(
        absl::StrCat("SELECT COUNT(*) FROM sla_clocks WHERE due_time = '",
                     absl::FormatTime("%Y-%m-%d %H:%M:%S", due, absl::UTCTimeZone()), "'"));
  };
  const absl::Time tomorrow = absl::FromCivil(today + 2, zone) + absl::Minutes(10 * 60 + 30);
  EXPECT_EQ(due_at(tomorrow), kClocks);
  v1::UpdateWorkCalendarRequest request;
  request.mutable_work_calendar()->set_name(calendar.name());
  request.mutable_update_mask()->add_paths("holidays");
  auto* const day = request.mutable_work_calendar()->add_holidays();
  const absl::CivilDay off = today + 2;
  day->set_year(static_cast<int>(off.year()));
  day->set_month(off.month());
  day->set_day(off.day());
  ASSERT_THAT(service_.catalog->Of<WorkCalendar>().Update<WorkCalendar>(service_.call(), request),
              IsOk());
  service_.Advance(absl::ZeroDuration());
  EXPECT_EQ(due_at(tomorrow + absl::Hours(24)), kClocks);
  service_.Advance(24 * kHour);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM sla_clocks WHERE breach_time IS NOT NULL"), 0);
  service_.Advance(24 * kHour);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM sla_clocks WHERE breach_time IS NOT NULL"),
            kClocks);
}

TEST_F(SlaByHandTest, ACalendarThatAPolicyGoesByStays) {
  const WorkCalendar calendar = MakeCalendar();
  MakePolicy(absl::StrCat("work_calendar: '", calendar.name(), "'"));
  const auto request = Named<v1::DeleteWorkCalendarRequest>(calendar.name());
  EXPECT_THAT(service_.catalog->Of<WorkCalendar>().Delete<WorkCalendar>(service_.call(), request),
              HasReason("WORK_CALENDAR_IN_USE"));
}

}  // namespace
}  // namespace guanxi::workflow
