// To-dos follow merges of the customers that they are about.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/merge/following.h"
#include "common/resource/resource_name.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/event/v1/log.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "workflow-svc/test_service.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;
using event::v1::LogEvent;
using v1::Todo;

class MergesTest : public ::testing::Test {
 protected:
  std::string AddTodo(const std::string& subject) {
    Todo todo;
    todo.set_subject(subject);
    return service_.CreateTodo(todo).name();
  }
  std::string SubjectOf(const std::string& name) {
    v1::GetTodoRequest request;
    request.set_name(name);
    return service_.catalog->Of<Todo>().Get<Todo>(service_.call(), request)->subject();
  }
  // As customer-svc tells that one customer became part of another, or no more is.
  void Tell(const std::string& customer, const std::string& into) {
    Customer after;
    if (!into.empty()) {
      after.set_merged_into(into);
      after.set_merged_by(absl::StrCat("customerMerges/", DeriveUuid("merge", "1").ToString()));
    }
    LogEvent event;
    event.set_resource_type("customer");
    event.set_resource_id(
        std::string(resource::ParseReference("customers", customer).value().bytes()));
    event.set_kind(into.empty() ? metadata::v1::Change::UNDELETED : metadata::v1::Change::DELETED);
    event.add_changed_fields("merged_into");
    event.set_after_body(after.SerializeAsString());
    const auto apply = [&](resource::UnitOfWork& work) {
      return following_->follower().Apply(work, event);
    };
    ASSERT_THAT(service_.engine->Write(service_.call().principal, {}, {}, apply), IsOk());
    for (bool busy = true; busy;) busy = following_->mover().GoOn().value();
  }

  TestService service_;
  const std::unique_ptr<merge::Following> following_ =
      merge::Following::Create(
          service_.database.get(), service_.engine.get(), service_.resources->all(),
          {"customers", Customer::descriptor(), "customer-svc"}, "workflow-svc")
          .value();
};

TEST_F(MergesTest, ToDosNameWhatTheirCustomerIsNowAndAgainWhatItWas) {
  const std::string keeps = service_.CreateCustomer(), goes = service_.CreateCustomer();
  const std::string moved = AddTodo(goes), stays = AddTodo(keeps), of_none = AddTodo("");
  Tell(goes, keeps);
  EXPECT_EQ(SubjectOf(moved), keeps);
  EXPECT_EQ(SubjectOf(stays), keeps);
  EXPECT_EQ(SubjectOf(AddTodo(goes)), keeps);  // what is stated leads on
  Tell(goes, "");
  EXPECT_EQ(SubjectOf(moved), goes);
  EXPECT_EQ(SubjectOf(stays), keeps);
  EXPECT_EQ(SubjectOf(of_none), "");
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM merge_turns"), 0);
}

}  // namespace
}  // namespace guanxi::workflow
