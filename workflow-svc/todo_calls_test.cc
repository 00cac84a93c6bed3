// To-dos and reminders at their times, over a real database: who is told, and how often.
#include "workflow-svc/todo_calls.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/policy/policy_store.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/notification.pb.h"
#include "guanxi/workflow/v1/reminder_service.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "workflow-svc/test_service.h"
#include "workflow-svc/todo_notices.h"

namespace guanxi::workflow {
namespace {

using v1::Notification;
using v1::Reminder;
using v1::Todo;

std::string User(const std::string& name) {
  return absl::StrCat("users/", DeriveUuid("user", name).ToString());
}

class TodoCallsTest : public ::testing::Test {
 protected:
  static constexpr absl::Duration kHour = absl::Hours(1);

  // A to-do of one owner and one collaborator.
  Todo Make(absl::Duration due_in) {
    Todo todo;
    todo.set_owner(User("owner"));
    todo.add_collaborators(User("helper"));
    todo.mutable_due_time()->set_seconds(absl::ToUnixSeconds(service_.clock.Now() + due_in));
    return service_.CreateTodo(todo);
  }
  Reminder Remind(const Todo& todo, absl::Duration before) {
    v1::CreateReminderRequest request;
    request.set_parent(todo.name());
    request.mutable_reminder()->mutable_before_due()->set_seconds(absl::ToInt64Seconds(before));
    return Reminders().Create<Reminder>(service_.call(), request).value();
  }
  Reminder Get(const Reminder& reminder) {
    v1::GetReminderRequest request;
    request.set_name(reminder.name());
    return Reminders().Get<Reminder>(service_.call(), request).value();
  }
  void MoveDue(const Todo& todo, absl::Duration due_in) {
    v1::UpdateTodoRequest request;
    request.mutable_todo()->set_name(todo.name());
    request.mutable_update_mask()->add_paths("due_time");
    request.mutable_todo()->mutable_due_time()->set_seconds(
        absl::ToUnixSeconds(service_.clock.Now() + due_in));
    ASSERT_THAT(service_.catalog->Of<Todo>().Update<Todo>(service_.call(), request), IsOk());
  }
  void Snooze(const Todo& todo, absl::Duration by) {
    v1::SnoozeTodoRequest request;
    request.set_name(todo.name());
    request.mutable_snooze_time()->set_seconds(absl::ToUnixSeconds(service_.clock.Now() + by));
    ASSERT_THAT(service_.todos->SnoozeTodo(service_.call(), request), IsOk());
  }
  const resource::Methods& Reminders() { return service_.catalog->Of<Reminder>(); }

  // Notices of a kind so far: the kind is the first field of what is stored.
  int64_t Told(Notification::Kind kind) {
    return service_.Number(
        absl::StrCat("SELECT COUNT(*) FROM notices WHERE HEX(LEFT(notice, 2)) = '080",
                     static_cast<int>(kind), "'"));
  }
  int64_t Armed() { return service_.Number("SELECT COUNT(*) FROM timers"); }

  TestService service_;
};

TEST_F(TodoCallsTest, AReminderTellsThoseWhoWorkOnItOnce) {
  const Todo todo = Make(5 * kHour);
  const Reminder reminder = Remind(todo, kHour);
  service_.Advance(4 * kHour - absl::Seconds(1));
  EXPECT_EQ(Told(Notification::REMINDER), 0);
  EXPECT_FALSE(Get(reminder).has_fired_time());
  service_.Advance(absl::Seconds(1));
  EXPECT_EQ(Told(Notification::REMINDER), 2);
  EXPECT_EQ(Get(reminder).fired_time().seconds(), todo.due_time().seconds() - 3600);
  EXPECT_EQ(Told(Notification::TODO_DUE), 0);
  service_.Advance(10 * kHour);
  EXPECT_EQ(Told(Notification::REMINDER), 2);
  EXPECT_EQ(Told(Notification::TODO_DUE), 2);
  EXPECT_EQ(Armed(), 0);
}

TEST_F(TodoCallsTest, AReminderAndItsTodoGoWithTheDueTime) {
  const Todo todo = Make(5 * kHour);
  const Reminder reminder = Remind(todo, kHour);
  MoveDue(todo, 50 * kHour);
  service_.Advance(48 * kHour);
  EXPECT_EQ(Told(Notification::REMINDER), 0);
  EXPECT_EQ(Told(Notification::TODO_DUE), 0);
  service_.Advance(3 * kHour);
  EXPECT_EQ(Told(Notification::REMINDER), 2);
  EXPECT_EQ(Told(Notification::TODO_DUE), 2);
  // Another time reminds again, the same does not; that of before is taken back.
  MoveDue(todo, 9 * kHour);
  EXPECT_EQ(Told(Notification::REMINDER), 0);
  EXPECT_EQ(Told(Notification::TODO_DUE), 0);
  service_.Advance(10 * kHour);
  EXPECT_EQ(Told(Notification::REMINDER), 2);
  EXPECT_EQ(Told(Notification::TODO_DUE), 2);
}

TEST_F(TodoCallsTest, WhatIsPutOffIsToldOfAtTheEndOfThat) {
  const Todo todo = Make(5 * kHour);
  Remind(todo, kHour);
  Snooze(todo, 8 * kHour);
  service_.Advance(7 * kHour);
  EXPECT_EQ(Told(Notification::REMINDER) + Told(Notification::TODO_DUE), 0);
  service_.Advance(kHour);
  EXPECT_EQ(Told(Notification::REMINDER), 2);
  EXPECT_EQ(Told(Notification::TODO_DUE), 2);
  // Put off anew: told anew, and no more that it was due.
  Snooze(todo, kHour);
  EXPECT_EQ(Told(Notification::TODO_DUE), 0);
  service_.Advance(kHour);
  EXPECT_EQ(Told(Notification::TODO_DUE), 2);
  EXPECT_EQ(Told(Notification::REMINDER), 2);
}

TEST_F(TodoCallsTest, WhatIsPutOffUntilBeforeItIsDueIsToldOfTwice) {
  const Todo todo = Make(5 * kHour);
  Snooze(todo, 2 * kHour);
  service_.Advance(2 * kHour);
  EXPECT_EQ(Told(Notification::REMINDER), 2);
  service_.Advance(3 * kHour);
  EXPECT_EQ(Told(Notification::TODO_DUE), 2);
}

TEST_F(TodoCallsTest, WhatIsDoneOrDeletedIsQuietUntilItIsBack) {
  const Todo done = Make(5 * kHour);
  Remind(done, kHour);
  v1::CompleteTodoRequest complete;
  complete.set_name(done.name());
  ASSERT_THAT(service_.todos->CompleteTodo(service_.call(), complete), IsOk());
  const Todo deleted = Make(5 * kHour);
  Remind(deleted, kHour);
  v1::DeleteTodoRequest remove;
  remove.set_name(deleted.name());
  ASSERT_THAT(service_.catalog->Of<Todo>().Delete<Todo>(service_.call(), remove), IsOk());
  EXPECT_EQ(Armed(), 0);
  service_.Advance(2 * kHour);
  v1::ReopenTodoRequest reopen;
  reopen.set_name(done.name());
  ASSERT_THAT(service_.todos->ReopenTodo(service_.call(), reopen), IsOk());
  v1::UndeleteTodoRequest undelete;
  undelete.set_name(deleted.name());
  ASSERT_THAT(service_.catalog->Of<Todo>().Undelete<Todo>(service_.call(), undelete), IsOk());
  EXPECT_EQ(Armed(), 4);
  service_.Advance(5 * kHour);
  EXPECT_EQ(Told(Notification::REMINDER), 4);
  EXPECT_EQ(Told(Notification::TODO_DUE), 4);
}

TEST_F(TodoCallsTest, WhatIsDismissedOrRemovedBeforeItsTimeIsNotHeard) {
  const Todo todo = Make(5 * kHour);
  v1::DismissReminderRequest dismiss;
  dismiss.set_name(Remind(todo, kHour).name());
  ASSERT_THAT(service_.reminders->DismissReminder(service_.call(), dismiss), IsOk());
  v1::DeleteReminderRequest remove;
  remove.set_name(Remind(todo, 2 * kHour).name());
  ASSERT_THAT(Reminders().Delete<Reminder>(service_.call(), remove), IsOk());
  service_.Advance(10 * kHour);
  EXPECT_EQ(Told(Notification::REMINDER), 0);
}

TEST_F(TodoCallsTest, WhatIsDoneOrHeardOrGoneIsTakenBack) {
  const Todo todo = Make(5 * kHour), other = Make(5 * kHour);
  const Reminder heard = Remind(todo, kHour), removed = Remind(todo, 2 * kHour);
  Remind(other, kHour);
  service_.Advance(5 * kHour);
  ASSERT_EQ(Told(Notification::REMINDER), 6);
  ASSERT_EQ(Told(Notification::TODO_DUE), 4);
  v1::DismissReminderRequest dismiss;
  dismiss.set_name(heard.name());
  ASSERT_THAT(service_.reminders->DismissReminder(service_.call(), dismiss), IsOk());
  EXPECT_EQ(Told(Notification::REMINDER), 4);
  v1::DeleteReminderRequest remove;
  remove.set_name(removed.name());
  ASSERT_THAT(Reminders().Delete<Reminder>(service_.call(), remove), IsOk());
  EXPECT_EQ(Told(Notification::REMINDER), 2);
  v1::CompleteTodoRequest complete;
  complete.set_name(todo.name());
  ASSERT_THAT(service_.todos->CompleteTodo(service_.call(), complete), IsOk());
  EXPECT_EQ(Told(Notification::TODO_DUE), 2);
  EXPECT_EQ(Told(Notification::TODO_ASSIGNED), 1);
  v1::DeleteTodoRequest gone;
  gone.set_name(other.name());
  ASSERT_THAT(service_.catalog->Of<Todo>().Delete<Todo>(service_.call(), gone), IsOk());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM notices"), 0);
}

TEST_F(TodoCallsTest, ManyAtOnceAreEachToldOnce) {
  for (int i = 0; i < 20; ++i) {
    const Todo todo = Make(5 * kHour);
    for (int j = 1; j <= 10; ++j) Remind(todo, j * absl::Minutes(1));
  }
  service_.Advance(100 * kHour);
  EXPECT_EQ(Told(Notification::REMINDER), 400);
  EXPECT_EQ(Told(Notification::TODO_DUE), 40);
}

TEST_F(TodoCallsTest, WhoGetsATodoIsToldAndWhoTakesItIsNot) {
  Make(5 * kHour);
  EXPECT_EQ(Told(Notification::TODO_ASSIGNED), 1);
  Todo own;
  own.set_owner(service_.call().principal.subject);
  const Todo todo = service_.CreateTodo(own);
  EXPECT_EQ(Told(Notification::TODO_ASSIGNED), 1);
  v1::ReassignTodoRequest reassign;
  reassign.set_name(todo.name());
  reassign.set_owner(User("owner"));
  ASSERT_THAT(service_.todos->ReassignTodo(service_.call(), reassign), IsOk());
  EXPECT_EQ(Told(Notification::TODO_ASSIGNED), 2);
}

// The directory says what each may see: the owner not the title, the helper not when it is due, and
// the third one no to-dos at all.
TEST_F(TodoCallsTest, NobodyIsToldWhatHeMayNotSee) {
  access::v1::GetPolicySnapshotResponse rights;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat(
          "snapshot { version: 1 roles { name: 'roles/a' permissions {pattern: 'todos.*' scope: "
          "ALL} field_policies {resource_type: 'guanxi.dev/Todo' path: 'title' access: HIDDEN} } "
          "roles { name: 'roles/b' permissions {pattern: 'todos.*' scope: ALL} field_policies "
          "{resource_type: 'guanxi.dev/Todo' path: 'due_time' access: HIDDEN} } users { name: '",
          User("owner"), "' active: true roles: 'roles/a' } users { name: '", User("helper"),
          "' active: true roles: 'roles/b' } users { name: '", User("third"), "' active: true } }"),
      &rights));
  policy::PolicyStore store(
      [&](const Uuid& tenant,
          int64_t known) -> absl::StatusOr<access::v1::GetPolicySnapshotResponse> {
        access::v1::GetPolicySnapshotResponse response = rights;
        response.mutable_snapshot()->set_tenant(tenant.ToString());
        response.set_unchanged(known == 1);
        if (known == 1) response.clear_snapshot();
        return response;
      },
      policy::PolicyStore::Options());
  const policy::Authorizer authorizer(&store);
  Todo todo;
  todo.set_name(absl::StrCat("todos/", DeriveUuid("todo", "t").ToString()));
  todo.set_title("kept back");
  todo.mutable_due_time()->set_seconds(absl::ToUnixSeconds(service_.clock.Now()));
  todo.set_owner(User("owner"));
  todo.add_collaborators(User("helper"));
  todo.add_collaborators(User("third"));
  const rpc::Call call = service_.call();
  ASSERT_THAT(KnowRightsOf(authorizer, call.principal.tenant), IsOk());
  const auto tell = [&](Notification::Kind kind, bool tells_due_time) {
    return service_.engine->Write(
        call.principal, {}, resource::WriteContext(), [&](resource::UnitOfWork& work) {
          return TellWorkers(work, authorizer, todo, {kind, todo.name(), tells_due_time});
        });
  };
  ASSERT_THAT(tell(Notification::TODO_DUE, /*tells_due_time=*/true), IsOk());
  EXPECT_EQ(Told(Notification::TODO_DUE), 1);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM notices WHERE notice LIKE '%kept back%'"), 0);
  ASSERT_THAT(tell(Notification::REMINDER, /*tells_due_time=*/false), IsOk());
  EXPECT_EQ(Told(Notification::REMINDER), 2);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM notices WHERE notice LIKE '%kept back%'"), 1);
}

}  // namespace
}  // namespace guanxi::workflow
