// Processes whose working calendar is deleted while they run.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/work_calendar_service.pb.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using v1::ProcessInstance;
using v1::WorkCalendar;

TEST(ProcessCalendarTest, WhatRunsGoesOnByTheHoursThatThereWereAndNothingStarts) {
  ProcessWorld world;
  const resource::Methods& calendars = world.service.catalog->Of<WorkCalendar>();
  v1::CreateWorkCalendarRequest create;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(display_name: "总部" time_zone: "Asia/Shanghai"
         hours { weekdays: MONDAY weekdays: TUESDAY weekdays: WEDNESDAY weekdays: THURSDAY
                 weekdays: FRIDAY start_minute: 540 end_minute: 1080 })",
      create.mutable_work_calendar()));
  const auto calendar = calendars.Create<WorkCalendar>(world.As("admin"), create);
  ASSERT_THAT(calendar, IsOk());
  const std::string definition = world.Active(absl::StrCat(
      world.Approve("legal", {"li"}, "limits { after { seconds: 3600 } action: PASS }"),
      " work_calendar: '", calendar->name(), "'"));
  const ProcessInstance decided = world.Start("an", definition);
  const ProcessInstance withdrawn = world.Start("bai", definition);
  v1::DeleteWorkCalendarRequest gone;
  gone.set_name(calendar->name());
  ASSERT_THAT(calendars.Delete<WorkCalendar>(world.As("admin"), gone), IsOk());
  v1::WithdrawProcessInstanceRequest withdraw;
  withdraw.set_name(withdrawn.name());
  EXPECT_THAT(world.service.processes->instances.WithdrawProcessInstance(world.As("bai"), withdraw),
              IsOk());
  EXPECT_THAT(world.ApproveAs("li"), IsOk());
  EXPECT_EQ(world.Instance(decided.name()).state(), ProcessInstance::APPROVED);
  EXPECT_EQ(Reason(world.TryStart("an", definition).status()), "WORK_CALENDAR_GONE");
}

}  // namespace
}  // namespace guanxi::workflow
