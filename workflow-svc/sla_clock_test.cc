// Clocks of service levels over a real database: by events, by hand, by timers and by calendars.
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/resource/resource_name.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/workflow/v1/notification.pb.h"
#include "guanxi/workflow/v1/sla_clock_service.pb.h"
#include "guanxi/workflow/v1/sla_policy_service.pb.h"
#include "guanxi/workflow/v1/work_calendar_service.pb.h"
#include "workflow-svc/sla/sla_timers.h"
#include "workflow-svc/sla/sla_watch.h"
#include "workflow-svc/test_service.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;
using v1::Notification;
using v1::SlaClock;
using v1::SlaPolicy;
using v1::WorkCalendar;

class SlaClockTest : public ::testing::Test {
 protected:
  static constexpr absl::Duration kHour = absl::Hours(1);

  // A policy of two hours with a stage after one; conditions as the text says.
  SlaPolicy MakePolicy(const std::string& text) {
    v1::CreateSlaPolicyRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("display_name: '首次响应' resource_type: 'guanxi.dev/Customer' enabled: true "
                     "target { seconds: 7200 } stages { after { seconds: 3600 } } ",
                     text),
        request.mutable_sla_policy()));
    return service_.catalog->Of<SlaPolicy>().Create<SlaPolicy>(service_.call(), request).value();
  }
  // 9 to 18 o'clock in Shanghai on each day of the week.
  WorkCalendar MakeCalendar() {
    v1::CreateWorkCalendarRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        "display_name: 'c' time_zone: 'Asia/Shanghai' hours { weekdays: [MONDAY, TUESDAY, "
        "WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY] start_minute: 540 end_minute: 1080 }",
        request.mutable_work_calendar()));
    return service_.catalog->Of<WorkCalendar>()
        .Create<WorkCalendar>(service_.call(), request)
        .value();
  }

  // The customer is as `text` says from now on.
  void Hear(const std::string& text, bool is_gone = false) {
    Customer customer;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &customer));
    customer.set_name(name_);
    SlaEvent event;
    event.kind = FindRecordKind("guanxi.dev/Customer");
    event.name = name_;
    event.is_gone = is_gone;
    event.facts.record = &customer;
    event.time = service_.clock.Now();
    ASSERT_THAT(
        service_.engine->Write(service_.call().principal, {}, resource::WriteContext(),
                               [&](resource::UnitOfWork& work) { return watch_.Act(work, event); }),
        IsOk());
  }
  // Those of the customer, the oldest first.
  std::vector<SlaClock> Clocks() {
    v1::ListSlaClocksRequest request;
    request.set_filter(absl::StrCat("subject = \"", name_, "\""));
    request.set_order_by("create_time");
    const auto response =
        service_.catalog->Of<SlaClock>().List<v1::ListSlaClocksResponse>(service_.call(), request);
    EXPECT_THAT(response, IsOk());
    return {response->sla_clocks().begin(), response->sla_clocks().end()};
  }
  int64_t Told(Notification::Kind kind) {
    return service_.Number(
        absl::StrCat("SELECT COUNT(*) FROM notices WHERE HEX(LEFT(notice, 2)) = '080",
                     static_cast<int>(kind), "'"));
  }
  // Facts that were told (ChangeKind::kEmitted).
  int64_t Facts() { return service_.Number("SELECT COUNT(*) FROM changes WHERE kind = 6"); }

  absl::StatusOr<SlaClock> StartByHand(const SlaPolicy& policy, const std::string& subject) {
    v1::StartSlaClockRequest request;
    request.set_policy(policy.name());
    request.set_subject(subject);
    return service_.sla_clock_service->StartSlaClock(service_.call(), request);
  }
  template <typename Request>
  static Request Named(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }

  TestService service_;
  const std::string name_ = absl::StrCat("customers/", DeriveUuid("customer", "a").ToString());
  const std::string owner_ = absl::StrCat("users/", DeriveUuid("user", "o").ToString());
  const SlaWatch watch_{service_.sla_clocks.get()};
};

TEST_F(SlaClockTest, StartsWarnsAndBreachesByItself) {
  MakePolicy("start_condition: 'grade = VIP'");
  Hear("grade: LOW");
  EXPECT_TRUE(Clocks().empty());
  Hear(absl::StrCat("grade: VIP owner: '", owner_, "'"));
  ASSERT_EQ(Clocks().size(), 1u);
  EXPECT_EQ(Clocks()[0].owner(), owner_);
  const int64_t start = Clocks()[0].start_time().seconds();
  service_.Advance(kHour - absl::Seconds(1));
  EXPECT_EQ(Told(Notification::SLA_WARNING), 0);
  service_.Advance(absl::Seconds(1));
  EXPECT_EQ(Told(Notification::SLA_WARNING), 1);
  EXPECT_EQ(Clocks()[0].stages(0).reach_time().seconds(), start + 3600);
  service_.Advance(10 * kHour);
  EXPECT_EQ(Told(Notification::SLA_WARNING), 1);
  EXPECT_EQ(Told(Notification::SLA_BREACH), 1);
  EXPECT_EQ(Clocks()[0].breach_time().seconds(), start + 7200);
  EXPECT_EQ(Facts(), 2);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM timers"), 0);
}

TEST_F(SlaClockTest, StopsWithoutABreachAndStartsAnewWhenItHoldsAgain) {
  MakePolicy("start_condition: 'grade = VIP' stop_condition: 'grade = HIGH'");
  Hear("grade: VIP");
  service_.Advance(absl::Minutes(30));
  Hear("grade: HIGH");
  service_.Advance(10 * kHour);
  EXPECT_EQ(Told(Notification::SLA_WARNING), 0);
  ASSERT_EQ(Clocks().size(), 1u);
  EXPECT_EQ(Clocks()[0].state(), SlaClock::STOPPED);
  EXPECT_EQ(Clocks()[0].elapsed().seconds(), 1800);
  EXPECT_FALSE(Clocks()[0].has_breach_time());
  Hear("grade: VIP");
  Hear("grade: VIP");
  ASSERT_EQ(Clocks().size(), 2u);
  EXPECT_EQ(Clocks()[1].round(), 2);
  EXPECT_EQ(Clocks()[1].state(), SlaClock::RUNNING);
}

TEST_F(SlaClockTest, APauseStopsTheTimeAndWhatIsGoneIsCancelled) {
  MakePolicy("start_condition: 'grade = VIP OR grade = MEDIUM' pause_condition: 'grade = MEDIUM'");
  Hear("grade: MEDIUM");  // it starts, and pauses at once
  ASSERT_EQ(Clocks().size(), 1u);
  EXPECT_EQ(Clocks()[0].state(), SlaClock::PAUSED);
  service_.Advance(10 * kHour);
  Hear("grade: VIP");
  service_.Advance(absl::Minutes(59));
  EXPECT_EQ(Told(Notification::SLA_WARNING), 0);
  Hear("", /*is_gone=*/true);
  service_.Advance(10 * kHour);
  EXPECT_EQ(Clocks()[0].state(), SlaClock::CANCELLED);
  EXPECT_EQ(Told(Notification::SLA_WARNING), 0);
}

TEST_F(SlaClockTest, GoesWithItsRecordToAnotherOwner) {
  MakePolicy("start_condition: 'grade = VIP'");
  Hear(absl::StrCat("grade: VIP owner: '", owner_, "'"));
  const std::string heir = absl::StrCat("users/", DeriveUuid("user", "heir").ToString());
  Customer before, after;
  before.set_owner(owner_);
  after.set_grade(Customer::VIP);
  after.set_owner(heir);
  const absl::flat_hash_set<std::string> changed = {"owner"};
  SlaEvent event;
  event.kind = FindRecordKind("guanxi.dev/Customer");
  event.name = name_;
  event.facts.record = &after;
  event.facts.before = &before;
  event.facts.changed = &changed;
  event.time = service_.clock.Now();
  ASSERT_THAT(
      service_.engine->Write(service_.call().principal, {}, resource::WriteContext(),
                             [&](resource::UnitOfWork& work) { return watch_.Act(work, event); }),
      IsOk());
  ASSERT_EQ(Clocks().size(), 1u);
  EXPECT_EQ(Clocks()[0].owner(), heir);
  EXPECT_EQ(Clocks()[0].state(), SlaClock::RUNNING);
}

TEST_F(SlaClockTest, TwoEventsInOneUnitOfWorkStartOne) {
  MakePolicy("start_condition: 'grade = VIP'");
  Customer customer;
  customer.set_grade(Customer::VIP);
  SlaEvent event;
  event.kind = FindRecordKind("guanxi.dev/Customer");
  event.name = name_;
  event.facts.record = &customer;
  event.time = service_.clock.Now();
  ASSERT_THAT(service_.engine->Write(service_.call().principal, {}, resource::WriteContext(),
                                     [&](resource::UnitOfWork& work) -> absl::Status {
                                       const absl::Status first = watch_.Act(work, event);
                                       return first.ok() ? watch_.Act(work, event) : first;
                                     }),
              IsOk());
  EXPECT_EQ(Clocks().size(), 1u);
}

TEST_F(SlaClockTest, PeopleStartPauseResumeAndStopIt) {
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

TEST_F(SlaClockTest, ADisabledPolicyStartsNone) {
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

TEST_F(SlaClockTest, ACalendarThatChangesReckonsItsOpenClocksAnew) {
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

TEST_F(SlaClockTest, ACalendarThatAPolicyGoesByStays) {
  const WorkCalendar calendar = MakeCalendar();
  MakePolicy(absl::StrCat("work_calendar: '", calendar.name(), "'"));
  const auto request = Named<v1::DeleteWorkCalendarRequest>(calendar.name());
  EXPECT_THAT(service_.catalog->Of<WorkCalendar>().Delete<WorkCalendar>(service_.call(), request),
              HasReason("WORK_CALENDAR_IN_USE"));
}

}  // namespace
}  // namespace guanxi::workflow
