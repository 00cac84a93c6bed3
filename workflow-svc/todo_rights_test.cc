// To-dos and their moves by people of departments, who do not all see everything.
#include <memory>
#include <string>
#include <utility>

#include "common/auth/principal.h"
#include "common/base/uuid.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "workflow-svc/test_service.h"

namespace guanxi::workflow {
namespace {

using v1::Todo;

std::string User(const std::string& name) { return "users/" + DeriveUuid("user", name).ToString(); }
std::string Department(const std::string& name) {
  return "departments/" + DeriveUuid("department", name).ToString();
}

void AddUser(const std::string& name, const std::string& department,
             access::v1::PolicySnapshot* snapshot) {
  auto* const user = snapshot->add_users();
  user->set_name(User(name));
  if (!department.empty()) user->set_department(Department(department));
  user->set_active(true);
  user->add_roles("roles/r");
}

// Of one who reaches all, in a company of two departments. `more` is what his role says besides.
std::shared_ptr<const policy::Rights> RightsOf(const std::string& more = "") {
  access::v1::PolicySnapshot snapshot;
  auto* const role = snapshot.add_roles();
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "name: 'roles/r' permissions {pattern: '*' scope: ALL} " + more, role));
  for (const char* name : {"east", "south"}) {
    auto* const department = snapshot.add_departments();
    department->set_name(Department(name));
    department->set_active(true);
  }
  AddUser("chen", "east", &snapshot);
  AddUser("ben", "south", &snapshot);
  AddUser("temp", "", &snapshot);
  Principal principal;
  principal.subject = User("chen");
  return policy::Policy::Compile(std::move(snapshot))->Decide(principal, "todos.update").value();
}

class TodoRightsTest : public ::testing::Test {
 protected:
  TodoRightsTest() { call_.principal.rights = RightsOf(); }

  std::string CreateOf(const std::string& user, const std::string& department) {
    Todo todo;
    todo.set_owner(User(user));
    todo.set_department(Department(department));
    return service_.CreateTodo(todo).name();
  }
  absl::StatusOr<Todo> Reassign(const std::string& name, const std::string& user,
                                const std::string& department = "") {
    v1::ReassignTodoRequest request;
    request.set_name(name);
    request.set_owner(User(user));
    request.set_department(department);
    return service_.todos->ReassignTodo(call_, request);
  }
  Todo Get(const std::string& name) {
    v1::GetTodoRequest request;
    request.set_name(name);
    return service_.catalog->Of<Todo>().Get<Todo>(service_.call(), request).value();
  }

  TestService service_;
  rpc::Call call_ = service_.call();
};

TEST_F(TodoRightsTest, GoesToTheDepartmentThatIsStatedOrToThatOfTheNewOwner) {
  const std::string todo = CreateOf("chen", "east");
  auto given = Reassign(todo, "ben");
  ASSERT_THAT(given, IsOk());
  EXPECT_EQ(given->department(), Department("south"));
  given = Reassign(todo, "temp");  // who has none
  ASSERT_THAT(given, IsOk());
  EXPECT_EQ(given->department(), Department("south"));
  given = Reassign(todo, "ben", Department("east"));
  ASSERT_THAT(given, IsOk());
  EXPECT_EQ(given->department(), Department("east"));
}

TEST_F(TodoRightsTest, NobodyGetsItWhoIsNotActive) {
  const std::string todo = CreateOf("chen", "east");
  EXPECT_THAT(Reassign(todo, "nobody"), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Reassign(todo, "ben", Department("nowhere")), HasReason("INVALID_FIELD"));
  EXPECT_EQ(Get(todo).owner(), User("chen"));
}

// Who does not see when it was done cannot take that away, and so cannot open it again.
TEST_F(TodoRightsTest, NoMoveIsMadeByHalf) {
  const std::string todo = CreateOf("chen", "east");
  v1::CompleteTodoRequest complete;
  complete.set_name(todo);
  ASSERT_THAT(service_.todos->CompleteTodo(call_, complete), IsOk());
  call_.principal.rights = RightsOf(
      "field_policies {resource_type: 'guanxi.dev/Todo' path: 'complete_time' access: HIDDEN}");
  v1::ReopenTodoRequest reopen;
  reopen.set_name(todo);
  EXPECT_THAT(service_.todos->ReopenTodo(call_, reopen), HasReason("FIELD_NOT_ALLOWED"));
  EXPECT_EQ(Get(todo).state(), Todo::DONE);
}

TEST_F(TodoRightsTest, WhomOwnersAreHiddenFromGivesNothingOn) {
  const std::string todo = CreateOf("chen", "east");
  call_.principal.rights =
      RightsOf("field_policies {resource_type: 'guanxi.dev/Todo' path: 'owner' access: HIDDEN}");
  for (const char* user : {"chen", "ben"}) {
    EXPECT_THAT(Reassign(todo, user, Department("east")), HasReason("FIELD_NOT_ALLOWED")) << user;
  }
}

}  // namespace
}  // namespace guanxi::workflow
