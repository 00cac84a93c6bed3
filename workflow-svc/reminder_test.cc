// Reminders and what their to-dos say of them, over a real database.
#include <string>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/reminder_service.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "workflow-svc/test_service.h"

namespace guanxi::workflow {
namespace {

using v1::Reminder;
using v1::Todo;

constexpr int64_t kDue = 1790086400;

class ReminderTest : public ::testing::Test {
 protected:
  ReminderTest() {
    Todo todo;
    todo.mutable_due_time()->set_seconds(kDue);
    todo_ = service_.CreateTodo(todo).name();
  }

  absl::StatusOr<Reminder> Create(const Reminder& reminder) {
    v1::CreateReminderRequest request;
    request.set_parent(todo_);
    *request.mutable_reminder() = reminder;
    return Reminders().Create<Reminder>(service_.call(), request);
  }
  absl::StatusOr<Reminder> CreateBefore(int64_t seconds) {
    Reminder reminder;
    reminder.mutable_before_due()->set_seconds(seconds);
    return Create(reminder);
  }
  absl::StatusOr<Reminder> CreateAt(int64_t seconds) {
    Reminder reminder;
    reminder.mutable_time()->set_seconds(seconds);
    return Create(reminder);
  }
  absl::StatusOr<Reminder> Dismiss(const Reminder& reminder) {
    v1::DismissReminderRequest request;
    request.set_name(reminder.name());
    return service_.reminders->DismissReminder(service_.call(), request);
  }
  const resource::Methods& Reminders() { return service_.catalog->Of<Reminder>(); }
  Todo TheTodo() {
    v1::GetTodoRequest request;
    request.set_name(todo_);
    return service_.catalog->Of<Todo>().Get<Todo>(service_.call(), request).value();
  }
  // 0 if there is none.
  int64_t Next() { return TheTodo().next_reminder_time().seconds(); }
  absl::StatusOr<Todo> MoveDue(int64_t seconds) {
    v1::UpdateTodoRequest request;
    request.mutable_todo()->set_name(todo_);
    request.mutable_update_mask()->add_paths("due_time");
    if (seconds != 0) request.mutable_todo()->mutable_due_time()->set_seconds(seconds);
    return service_.catalog->Of<Todo>().Update<Todo>(service_.call(), request);
  }

  TestService service_;
  std::string todo_;
};

TEST_F(ReminderTest, TheTodoSaysTheNextAndStaysTheSameOtherwise) {
  const Todo before = TheTodo();
  EXPECT_EQ(Next(), 0);
  ASSERT_THAT(CreateBefore(3600), IsOk());
  EXPECT_EQ(Next(), kDue - 3600);
  ASSERT_THAT(CreateAt(kDue - 7200), IsOk());
  EXPECT_EQ(Next(), kDue - 7200);
  ASSERT_THAT(CreateAt(kDue + 60), IsOk());
  EXPECT_EQ(Next(), kDue - 7200);
  EXPECT_EQ(TheTodo().etag(), before.etag());
}

TEST_F(ReminderTest, OffsetsGoWithTheDueTime) {
  ASSERT_THAT(CreateBefore(60), IsOk());
  const auto moved = MoveDue(kDue + 86400);
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->next_reminder_time().seconds(), kDue + 86400 - 60);
  EXPECT_EQ(Next(), kDue + 86400 - 60);
  ASSERT_THAT(MoveDue(0), IsOk());
  EXPECT_EQ(Next(), 0);
}

TEST_F(ReminderTest, WhatIsDismissedIsThatTimeAlone) {
  const auto early = CreateBefore(3600);
  ASSERT_THAT(CreateBefore(60), IsOk());
  const auto dismissed = Dismiss(*early);
  ASSERT_THAT(dismissed, IsOk());
  EXPECT_EQ(dismissed->dismissed_time().seconds(), kDue - 3600);
  EXPECT_EQ(Next(), kDue - 60);
  const auto again = Dismiss(*early);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->etag(), dismissed->etag());
  ASSERT_THAT(MoveDue(kDue + 86400), IsOk());
  EXPECT_EQ(Next(), kDue + 86400 - 3600);
  ASSERT_THAT(MoveDue(0), IsOk());
  EXPECT_THAT(Dismiss(*early), HasReason("REMINDER_WITHOUT_TIME"));
}

TEST_F(ReminderTest, WhatIsRemovedIsNotNext) {
  const auto early = CreateBefore(3600);
  ASSERT_THAT(CreateBefore(60), IsOk());
  v1::DeleteReminderRequest request;
  request.set_name(early->name());
  ASSERT_THAT(Reminders().Delete<Reminder>(service_.call(), request), IsOk());
  EXPECT_EQ(Next(), kDue - 60);
}

TEST_F(ReminderTest, WhatIsDoneRemindsOfNothingUntilItIsOpenAgain) {
  ASSERT_THAT(CreateBefore(60), IsOk());
  v1::CompleteTodoRequest complete;
  complete.set_name(todo_);
  const auto done = service_.todos->CompleteTodo(service_.call(), complete);
  ASSERT_THAT(done, IsOk());
  EXPECT_FALSE(done->has_next_reminder_time());
  EXPECT_EQ(Next(), 0);
  v1::ReopenTodoRequest reopen;
  reopen.set_name(todo_);
  const auto open = service_.todos->ReopenTodo(service_.call(), reopen);
  ASSERT_THAT(open, IsOk());
  EXPECT_EQ(open->next_reminder_time().seconds(), kDue - 60);
}

TEST_F(ReminderTest, ATodoHasTwentyOfThem) {
  for (int i = 0; i < 20; ++i) ASSERT_THAT(CreateBefore(60 * i), IsOk());
  EXPECT_THAT(CreateBefore(7), HasReason("TOO_MANY_REMINDERS"));
  // Those that there are can still be changed.
  EXPECT_THAT(MoveDue(kDue + 60), IsOk());
}

TEST_F(ReminderTest, ThoseOfADeletedTodoCannotBeReached) {
  const auto reminder = CreateBefore(60);
  v1::DeleteTodoRequest request;
  request.set_name(todo_);
  ASSERT_THAT(service_.catalog->Of<Todo>().Delete<Todo>(service_.call(), request), IsOk());
  EXPECT_THAT(Dismiss(*reminder), HasReason("TODO_NOT_FOUND"));
}

}  // namespace
}  // namespace guanxi::workflow
