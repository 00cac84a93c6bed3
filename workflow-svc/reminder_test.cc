// Reminders and what their to-dos say of them, over a real database.
#include <memory>
#include <string>
#include <utility>

#include "common/auth/principal.h"
#include "common/base/uuid.h"
#include "common/policy/field_view.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/reminder_service.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "workflow-svc/test_service.h"

namespace guanxi::workflow {
namespace {

using v1::Reminder;
using v1::Todo;

constexpr int64_t kDue = 1790086400;

// Of somebody who may do everything and sees all but when to-dos are due.
std::shared_ptr<const policy::Rights> WithoutDueTimes() {
  access::v1::PolicySnapshot snapshot;
  auto* const role = snapshot.add_roles();
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "name: 'roles/r' permissions {pattern: '*' scope: ALL} field_policies {resource_type: "
      "'guanxi.dev/Todo' path: 'due_time' access: HIDDEN}",
      role));
  Principal principal;
  principal.subject = "users/" + DeriveUuid("user", "u").ToString();
  auto* const user = snapshot.add_users();
  user->set_name(principal.subject);
  user->set_active(true);
  user->add_roles(role->name());
  return policy::Policy::Compile(std::move(snapshot))->Decide(principal, "todos.update").value();
}

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
  absl::StatusOr<Reminder> Dismiss(const Reminder& reminder, int64_t heard = 0) {
    v1::DismissReminderRequest request;
    request.set_name(reminder.name());
    if (heard != 0) request.mutable_time()->set_seconds(heard);
    return service_.reminders->DismissReminder(call_, request);
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
  rpc::Call call_ = service_.call();
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

TEST_F(ReminderTest, WhoDismissesWhatHeHeardDismissesNoTimeThatCameSince) {
  const auto reminder = CreateBefore(60);
  ASSERT_THAT(MoveDue(kDue + 86400), IsOk());
  EXPECT_THAT(Dismiss(*reminder, kDue - 60), HasReason("REMINDER_MOVED"));
  EXPECT_EQ(Next(), kDue + 86400 - 60);
  ASSERT_THAT(Dismiss(*reminder, kDue + 86400 - 60), IsOk());
  EXPECT_EQ(Next(), 0);
  EXPECT_THAT(Dismiss(*reminder, -1), HasReason("INVALID_FIELD"));
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

TEST_F(ReminderTest, ATodoHasAHundredOfThem) {
  for (int i = 0; i < 100; ++i) ASSERT_THAT(CreateBefore(60 * i), IsOk());
  EXPECT_THAT(CreateBefore(7), HasReason("TOO_MANY_REMINDERS"));
  // Those that there are can still be changed.
  EXPECT_THAT(MoveDue(kDue + 60), IsOk());
}

TEST_F(ReminderTest, WhoDoesNotSeeWhenATodoIsDueIsNotToldByItsReminders) {
  ASSERT_THAT(CreateBefore(60), IsOk());
  Reminder reminder = Dismiss(*CreateBefore(3600)).value();
  Todo todo = TheTodo();
  ASSERT_TRUE(reminder.has_dismissed_time() && todo.has_next_reminder_time());
  const auto rights = WithoutDueTimes();
  policy::PresentAnswer(*rights, &reminder);
  EXPECT_EQ(reminder.before_due().seconds(), 3600);
  EXPECT_FALSE(reminder.has_dismissed_time());
  policy::PresentAnswer(*rights, &todo);
  EXPECT_FALSE(todo.has_next_reminder_time());
  // Nor by guessing: a right time and a wrong one look alike.
  call_.principal.rights = rights;
  for (const int64_t heard : {kDue - 3600, kDue}) {
    EXPECT_THAT(Dismiss(reminder, heard), HasReason("INVALID_FIELD"));
  }
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
