// The moves of to-dos, over a real database.
#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "workflow-svc/test_service.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using v1::Todo;

std::string User(const char* name) { return "users/" + DeriveUuid("user", name).ToString(); }

class TodoTest : public ::testing::Test {
 protected:
  template <typename Request>
  static Request Named(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }
  absl::StatusOr<Todo> Complete(const std::string& name) {
    return service_.todos->CompleteTodo(service_.call(), Named<v1::CompleteTodoRequest>(name));
  }
  absl::StatusOr<Todo> Reassign(const std::string& name, const std::string& owner, bool keep) {
    auto request = Named<v1::ReassignTodoRequest>(name);
    request.set_owner(owner);
    request.set_keep(keep);
    return service_.todos->ReassignTodo(service_.call(), request);
  }
  absl::StatusOr<Todo> Snooze(const std::string& name, int64_t seconds) {
    auto request = Named<v1::SnoozeTodoRequest>(name);
    request.mutable_snooze_time()->set_seconds(seconds);
    return service_.todos->SnoozeTodo(service_.call(), request);
  }
  Todo Get(const std::string& name) {
    return service_.catalog->Of<Todo>()
        .Get<Todo>(service_.call(), Named<v1::GetTodoRequest>(name))
        .value();
  }
  std::vector<std::string> List(const std::string& filter, const std::string& order_by = "") {
    v1::ListTodosRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    std::vector<std::string> titles;
    const auto page =
        service_.catalog->Of<Todo>().List<v1::ListTodosResponse>(service_.call(), request);
    EXPECT_THAT(page, IsOk()) << filter;
    if (page.ok()) {
      for (const Todo& todo : page->todos()) titles.push_back(todo.title());
    }
    return titles;
  }

  TestService service_;
};

TEST_F(TodoTest, GoesFromOpenToDoneAndBack) {
  const Todo todo = service_.CreateTodo();
  EXPECT_EQ(todo.state(), Todo::OPEN);
  const auto done = Complete(todo.name());
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(done->state(), Todo::DONE);
  EXPECT_EQ(done->complete_time().seconds(), 1790000000);
  EXPECT_NE(done->etag(), todo.etag());
  EXPECT_EQ(Get(todo.name()).SerializeAsString(), done->SerializeAsString());
  EXPECT_THAT(Complete(todo.name()), HasReason("TODO_NOT_OPEN"));
  const auto open =
      service_.todos->ReopenTodo(service_.call(), Named<v1::ReopenTodoRequest>(todo.name()));
  ASSERT_THAT(open, IsOk());
  EXPECT_EQ(open->state(), Todo::OPEN);
}

TEST_F(TodoTest, WhatOneHasDoneIsListedByWhenItWas) {
  std::vector<std::string> names;
  for (const char* title : {"first", "second", "third"}) {
    Todo todo;
    todo.set_title(title);
    todo.set_owner(User("chen"));
    names.push_back(service_.CreateTodo(todo).name());
  }
  for (const size_t i : {size_t{1}, size_t{0}}) {
    ASSERT_THAT(Complete(names[i]), IsOk());
    service_.clock.Advance(absl::Seconds(1));
  }
  EXPECT_THAT(List("owner = \"" + User("chen") + "\" AND state = DONE", "complete_time desc"),
              ElementsAre("first", "second"));
}

// By whichever method it changes hands.
TEST_F(TodoTest, WhatOneHasPutOffIsNotPutOffForAnother) {
  const Todo todo = service_.CreateTodo();
  ASSERT_THAT(Snooze(todo.name(), 1790000000 + 3600), IsOk());
  v1::UpdateTodoRequest request;
  request.mutable_todo()->set_name(todo.name());
  request.mutable_todo()->set_title("回访");
  const auto retitled = service_.catalog->Of<Todo>().Update<Todo>(service_.call(), request);
  ASSERT_THAT(retitled, IsOk());
  EXPECT_TRUE(retitled->has_snooze_time());
  request.mutable_todo()->set_owner(User("heir"));
  const auto given = service_.catalog->Of<Todo>().Update<Todo>(service_.call(), request);
  ASSERT_THAT(given, IsOk());
  EXPECT_EQ(given->owner(), User("heir"));
  EXPECT_FALSE(given->has_snooze_time());
  EXPECT_FALSE(Get(todo.name()).has_snooze_time());
  EXPECT_EQ(Get(todo.name()).etag(), given->etag());
}

TEST_F(TodoTest, ARepeatedMoveHasItsFirstAnswer) {
  auto request = Named<v1::CompleteTodoRequest>(service_.CreateTodo().name());
  request.set_request_id(DeriveUuid("request", "complete").ToString());
  const auto first = service_.todos->CompleteTodo(service_.call(), request);
  ASSERT_THAT(first, IsOk());
  service_.clock.Advance(absl::Minutes(1));
  const auto second = service_.todos->CompleteTodo(service_.call(), request);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->SerializeAsString(), first->SerializeAsString());
}

TEST_F(TodoTest, AMoveOfAStaleOneIsAborted) {
  const Todo todo = service_.CreateTodo();
  ASSERT_THAT(Snooze(todo.name(), 1790000060), IsOk());
  auto request = Named<v1::CompleteTodoRequest>(todo.name());
  request.set_etag(todo.etag());
  EXPECT_THAT(service_.todos->CompleteTodo(service_.call(), request), HasReason("STALE_ETAG"));
}

TEST_F(TodoTest, OnlyChecksWriteNothing) {
  const Todo todo = service_.CreateTodo();
  auto request = Named<v1::CompleteTodoRequest>(todo.name());
  request.set_validate_only(true);
  ASSERT_THAT(service_.todos->CompleteTodo(service_.call(), request), IsOk());
  EXPECT_EQ(Get(todo.name()).state(), Todo::OPEN);
}

TEST_F(TodoTest, IsPutOffAndWoken) {
  const Todo todo = service_.CreateTodo();
  EXPECT_THAT(
      service_.todos->SnoozeTodo(service_.call(), Named<v1::SnoozeTodoRequest>(todo.name())),
      HasReason("INVALID_FIELD"));
  EXPECT_THAT(Snooze(todo.name(), 1790000000), HasReason("INVALID_FIELD"));
  const auto snoozed = Snooze(todo.name(), 1790003600);
  ASSERT_THAT(snoozed, IsOk());
  EXPECT_EQ(snoozed->snooze_time().seconds(), 1790003600);
  const auto woken =
      service_.todos->WakeTodo(service_.call(), Named<v1::WakeTodoRequest>(todo.name()));
  ASSERT_THAT(woken, IsOk());
  EXPECT_FALSE(woken->has_snooze_time());
}

TEST_F(TodoTest, IsGivenToAnother) {
  Todo mine;
  mine.set_owner(User("a"));
  const Todo todo = service_.CreateTodo(mine);
  EXPECT_THAT(Reassign(todo.name(), "", false), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Reassign(todo.name(), "somebody", false), HasReason("INVALID_FIELD"));
  const auto given = Reassign(todo.name(), User("b"), /*keep=*/true);
  ASSERT_THAT(given, IsOk());
  EXPECT_EQ(given->owner(), User("b"));
  EXPECT_THAT(given->collaborators(), ElementsAre(User("a")));
  EXPECT_THAT(List("collaborators:\"" + User("a") + "\""), ElementsAre(todo.title()));
}

TEST_F(TodoTest, AnotherTenantsIsNotFound) {
  const auto request = Named<v1::CompleteTodoRequest>(service_.CreateTodo().name());
  EXPECT_THAT(service_.todos->CompleteTodo(service_.call("b"), request),
              HasReason("TODO_NOT_FOUND"));
}

TEST_F(TodoTest, ListsSayWhatIsOverdueAndWhatIsPutOff) {
  const auto make = [&](const char* title, int64_t due) {
    Todo todo;
    todo.set_title(title);
    todo.set_owner(User("a"));
    if (due != 0) todo.mutable_due_time()->set_seconds(due);
    return service_.CreateTodo(todo).name();
  };
  make("昨天", 1789913600);
  make("明天", 1790086400);
  make("以后", 0);
  const std::string snoozed = make("前天", 1789827200);
  ASSERT_THAT(Snooze(snoozed, 1790003600), IsOk());
  ASSERT_THAT(Complete(make("大前天", 1789740800)), IsOk());

  const std::string mine = "owner = \"" + User("a") + "\" AND state = OPEN";
  EXPECT_THAT(List(mine + " AND due_time < ago(\"0s\")", "due_time"), ElementsAre("前天", "昨天"));
  EXPECT_THAT(List(mine, "due_time"), ElementsAre("以后", "前天", "昨天", "明天"));
  const std::string awake = " AND (NOT snooze_time:* OR snooze_time <= ago(\"0s\"))";
  EXPECT_THAT(List(mine + awake, "due_time"), ElementsAre("以后", "昨天", "明天"));
  service_.clock.Advance(absl::Hours(1));
  EXPECT_THAT(List(mine + awake, "due_time"), ElementsAre("以后", "前天", "昨天", "明天"));
  EXPECT_THAT(List("state = DONE"), ElementsAre("大前天"));
}

}  // namespace
}  // namespace guanxi::workflow
