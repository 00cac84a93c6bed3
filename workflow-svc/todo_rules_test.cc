#include "workflow-svc/todo_rules.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::TimeUtil;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Todo;

const absl::Time kNow = absl::FromUnixSeconds(1790000000);
const std::string kId = DeriveUuid("record", "a").ToString();

Todo Normal(Todo todo) {
  todo.set_title("跟进");
  Violations violations;
  NormalizeTodo(&todo, &violations);
  EXPECT_TRUE(violations.empty());
  return todo;
}

std::vector<std::string> Faults(const Todo& next, const Todo* old = nullptr) {
  Violations violations;
  CheckTodo(old, next, &violations);
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(violations.ToStatus())) {
    paths.push_back(one.path);
  }
  return paths;
}

TEST(TodoRulesTest, WhatIsNotStatedIsOpenAndNormal) {
  const Todo todo = Normal({});
  EXPECT_EQ(todo.state(), Todo::OPEN);
  EXPECT_EQ(todo.priority(), Todo::NORMAL);
}

TEST(TodoRulesTest, ASubjectIsTheNameOfARecordThatMayBeWorkedOn) {
  for (const std::string& subject :
       {"customers/" + kId, "customers/" + kId + "/contacts/" + kId,
        "customers/" + kId + "/interactions/" + kId, "leads/" + kId, "opportunities/" + kId,
        std::string(), "serviceTickets/" + kId}) {
    Todo todo;
    todo.set_subject(subject);
    EXPECT_THAT(Faults(todo), IsEmpty()) << subject;
  }
  for (const std::string& subject : {std::string("customers/x"), "users/" + kId, "todos/" + kId,
                                     "customers/" + kId + "/contacts"}) {
    Todo todo;
    todo.set_subject(subject);
    EXPECT_THAT(Faults(todo), ElementsAre("subject")) << subject;
    // What was stored by other rules stays.
    EXPECT_THAT(Faults(todo, &todo), IsEmpty()) << subject;
  }
}

TEST(TodoRulesTest, ADueTimeLiesInTheCommonEra) {
  Todo todo;
  todo.mutable_due_time()->set_seconds(-1);
  EXPECT_THAT(Faults(todo), ElementsAre("due_time"));
}

TEST(TodoRulesTest, WhatIsDoneIsNotPutOffAndComesBackOpen) {
  Todo todo = Normal({});
  todo.mutable_snooze_time()->set_seconds(1790000100);
  ASSERT_THAT(Complete(kNow, &todo), IsOk());
  EXPECT_EQ(todo.state(), Todo::DONE);
  EXPECT_EQ(todo.complete_time().seconds(), 1790000000);
  EXPECT_FALSE(todo.has_snooze_time());
  EXPECT_THAT(Complete(kNow, &todo), HasReason("TODO_NOT_OPEN"));
  ASSERT_THAT(Reopen(&todo), IsOk());
  EXPECT_EQ(todo.state(), Todo::OPEN);
  EXPECT_FALSE(todo.has_complete_time());
  EXPECT_THAT(Reopen(&todo), HasReason("TODO_NOT_DONE"));
}

TEST(TodoRulesTest, ItIsPutOffToTheFuture) {
  Todo todo = Normal({});
  const auto snooze = [&](int64_t seconds_from_now) {
    return Snooze(TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(kNow) + seconds_from_now), kNow,
                  &todo);
  };
  EXPECT_THAT(snooze(0), HasReason("INVALID_FIELD"));
  EXPECT_THAT(snooze(-1), HasReason("INVALID_FIELD"));
  EXPECT_THAT(snooze(int64_t{3654} * 86400), HasReason("INVALID_FIELD"));
  EXPECT_FALSE(todo.has_snooze_time());
  ASSERT_THAT(snooze(60), IsOk());
  ASSERT_THAT(snooze(30), IsOk());
  EXPECT_EQ(todo.snooze_time().seconds(), 1790000030);
  ASSERT_THAT(Wake(&todo), IsOk());
  EXPECT_FALSE(todo.has_snooze_time());
  EXPECT_THAT(Wake(&todo), HasReason("TODO_NOT_SNOOZED"));
  ASSERT_THAT(Complete(kNow, &todo), IsOk());
  EXPECT_THAT(snooze(60), HasReason("TODO_NOT_OPEN"));
}

TEST(TodoRulesTest, WhoHadItMayGoOnWorkingOnIt) {
  Todo todo = Normal({});
  todo.set_owner("users/a");
  todo.set_department("departments/a");
  todo.add_collaborators("users/b");
  todo.add_collaborators("users/c");
  todo.mutable_snooze_time()->set_seconds(1790000100);
  ASSERT_THAT(Reassign({"users/b", "", /*keep=*/true}, &todo), IsOk());
  EXPECT_EQ(todo.owner(), "users/b");
  EXPECT_EQ(todo.department(), "departments/a");
  EXPECT_THAT(todo.collaborators(), ElementsAre("users/c", "users/a"));
  EXPECT_FALSE(todo.has_snooze_time());
  ASSERT_THAT(Reassign({"users/d", "departments/d", /*keep=*/false}, &todo), IsOk());
  EXPECT_EQ(todo.department(), "departments/d");
  EXPECT_THAT(todo.collaborators(), ElementsAre("users/c", "users/a"));
}

TEST(TodoRulesTest, WhoGetsWhatHeHasFindsItAsItWas) {
  Todo todo = Normal({});
  todo.set_owner("users/a");
  todo.mutable_snooze_time()->set_seconds(1790000100);
  const Todo before = todo;
  ASSERT_THAT(Reassign({"users/a", "", /*keep=*/true}, &todo), IsOk());
  EXPECT_EQ(todo.SerializeAsString(), before.SerializeAsString());
  ASSERT_THAT(Complete(kNow, &todo), IsOk());
  EXPECT_THAT(Reassign({"users/b", "", false}, &todo), HasReason("TODO_NOT_OPEN"));
}

TEST(TodoRulesTest, IsToldOfWhenItIsDueOrNotPutOffAnyMore) {
  const int64_t now = absl::ToUnixSeconds(kNow);
  Todo todo = Normal({});
  EXPECT_EQ(NextCallTime(todo, kNow), std::nullopt);
  todo.mutable_due_time()->set_seconds(now);
  EXPECT_EQ(NextCallTime(todo, kNow), std::nullopt);  // it is due already
  todo.mutable_due_time()->set_seconds(now + 100);
  EXPECT_EQ(NextCallTime(todo, kNow), kNow + absl::Seconds(100));
  todo.mutable_snooze_time()->set_seconds(now + 50);
  EXPECT_EQ(NextCallTime(todo, kNow), kNow + absl::Seconds(50));
  todo.mutable_snooze_time()->set_seconds(now + 200);
  EXPECT_EQ(NextCallTime(todo, kNow), kNow + absl::Seconds(200));
  EXPECT_EQ(NextCallTime(todo, kNow + absl::Seconds(200)), std::nullopt);
  ASSERT_THAT(Complete(kNow, &todo), IsOk());
  EXPECT_EQ(NextCallTime(todo, kNow), std::nullopt);
}

}  // namespace
}  // namespace guanxi::workflow
