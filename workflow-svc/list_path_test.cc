// Every declared list path of every resource, on a real MariaDB.
#include <iterator>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/list_path_testing.h"
#include "common/testing/names.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/reminder_service.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "guanxi/workflow/v1/work_calendar_service.pb.h"
#include "workflow-svc/test_service.h"

namespace guanxi::workflow {
namespace {

using ListPathTest = resource::ListPathFixture<TestService>;

TEST_F(ListPathTest, Todos) {
  const std::string customer = service_.CreateCustomer();
  const std::string owner = absl::StrCat("users/", DeriveUuid("user", "o").ToString());
  const std::string department = absl::StrCat("departments/", DeriveUuid("d", "o").ToString());
  const resource::Methods& todos = service_.catalog->Of<v1::Todo>();
  NameGenerator names(7);
  for (int batch = 0; batch < 15; ++batch) {
    v1::BatchCreateTodosRequest request;
    for (int i = 0; i < 200; ++i) {
      v1::Todo& one = *request.add_requests()->mutable_todo();
      one.set_title(names.Company());
      one.mutable_due_time()->set_seconds(1790000000 + 977 * ((batch * 200 + i * 7) % 3000));
      if (i % 2 == 0) one.set_subject(customer);
      if (i % 2 == 0) one.set_owner(owner);
      if (i % 2 == 1) one.set_department(department);
      if (i % 2 == 1) one.add_collaborators(owner);
    }
    ASSERT_THAT(todos.BatchCreate<v1::BatchCreateTodosResponse>(service_.call(), request), IsOk());
    service_.clock.Advance(absl::Milliseconds(7));
  }
  const struct {
    std::string filter;
    const char* order_by;
    int reads_per_row = 1;
  } lists[] = {
      {"", "due_time"},
      {"", "create_time desc"},
      {"", "update_time"},
      {"", "next_reminder_time desc"},
      {Equal("owner", owner) + " AND state = OPEN", "due_time"},
      {Equal("department", department) + " AND state = OPEN", "due_time desc"},
      {Equal("owner", owner), "due_time desc"},
      {Equal("department", department), "due_time"},
      {Equal("subject", customer), "due_time"},
      {Equal("owner", owner) + " AND state = OPEN", "complete_time desc"},
      {Equal("owner", owner), "next_reminder_time"},
      {absl::StrCat("collaborators:\"", owner, "\""), "name", 2},  // its row, and the todo's
      {Equal("owner", owner), "create_time desc"},
      {Equal("department", department), "create_time"}};
  EXPECT_EQ(std::size(lists), PathsOf(service_.resources->todos));
  for (const auto& list : lists) {
    v1::ListTodosRequest request;
    request.set_filter(list.filter);
    request.set_order_by(list.order_by);
    ExpectReadsItsPage<v1::ListTodosResponse>(todos, request, list.reads_per_row);
  }
}

// Those of one to-do are few.
TEST_F(ListPathTest, Reminders) {
  const resource::Methods& reminders = service_.catalog->Of<v1::Reminder>();
  const std::string todo = service_.CreateTodo().name();
  for (int i = 0; i < 20; ++i) {
    v1::CreateReminderRequest request;
    request.set_parent(todo);
    request.mutable_reminder()->mutable_before_due()->set_seconds(i);
    ASSERT_THAT(reminders.Create<v1::Reminder>(service_.call(), request), IsOk());
    service_.clock.Advance(absl::Milliseconds(7));
  }
  EXPECT_EQ(PathsOf(service_.resources->reminders), 1u);
  v1::ListRemindersRequest request;
  request.set_parent(todo);
  request.set_order_by("create_time");
  const auto page = reminders.List<v1::ListRemindersResponse>(service_.call(), request);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->reminders_size(), 20);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(page->reminders(i).before_due().seconds(), i);
}

TEST_F(ListPathTest, WorkCalendars) {
  const resource::Methods& calendars = service_.catalog->Of<v1::WorkCalendar>();
  NameGenerator names(8);
  for (int batch = 0; batch < 10; ++batch) {
    v1::BatchCreateWorkCalendarsRequest request;
    for (int i = 0; i < 200; ++i) {
      v1::WorkCalendar& one = *request.add_requests()->mutable_work_calendar();
      one.set_display_name(names.Person());
      one.set_time_zone("Asia/Shanghai");
      v1::WorkHours& hours = *one.add_hours();
      hours.add_weekdays(v1::WorkHours::MONDAY);
      hours.set_end_minute(60);
    }
    ASSERT_THAT(
        calendars.BatchCreate<v1::BatchCreateWorkCalendarsResponse>(service_.call(), request),
        IsOk());
    service_.clock.Advance(absl::Milliseconds(7));
  }
  const char* const orders[] = {"create_time desc", "display_name"};
  EXPECT_EQ(std::size(orders), PathsOf(service_.resources->work_calendars));
  for (const char* order_by : orders) {
    v1::ListWorkCalendarsRequest request;
    request.set_order_by(order_by);
    ExpectReadsItsPage<v1::ListWorkCalendarsResponse>(calendars, request);
  }
}

}  // namespace
}  // namespace guanxi::workflow
