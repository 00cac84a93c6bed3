// What to-dos are about, asked for at a real customer service.
#include <string>

#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "workflow-svc/test_service.h"

namespace guanxi::workflow {
namespace {

using ::testing::HasSubstr;
using v1::Todo;

class TodoSubjectTest : public ::testing::Test {
 protected:
  absl::StatusOr<Todo> CreateFor(const std::string& subject, const std::string& token = "a") {
    v1::CreateTodoRequest request;
    request.mutable_todo()->set_title("跟进");
    request.mutable_todo()->set_subject(subject);
    return service_.catalog->Of<Todo>().Create<Todo>(service_.call(token), request);
  }
  static std::string Nobody(const std::string& collection) {
    return collection + "/" + DeriveUuid("record", "nobody").ToString();
  }
  std::string CreateContact(const std::string& customer) {
    customer::TestService& other = service_.customer_server.service();
    customer::v1::CreateContactRequest request;
    request.set_parent(customer);
    request.mutable_contact()->set_display_name("陈爱丽");
    return other.catalog->Of<customer::v1::Contact>()
        .Create<customer::v1::Contact>(other.call(), request)
        ->name();
  }

  TestService service_;
};

TEST_F(TodoSubjectTest, ASubjectMustBeReadableByWhoSetsIt) {
  const std::string customer = service_.CreateCustomer();
  const std::string contact = CreateContact(customer);
  for (const std::string& subject : {customer, contact}) {
    const auto made = CreateFor(subject);
    ASSERT_THAT(made, IsOk());
    EXPECT_EQ(made->subject(), subject);
    EXPECT_THAT(CreateFor(subject, "b"),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("todo.subject")));
  }
  for (const std::string& wrong :
       {Nobody("customers"), Nobody(customer + "/contacts"), Nobody(customer + "/interactions"),
        Nobody("tags"), std::string("customers/x")}) {
    EXPECT_THAT(CreateFor(wrong),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("todo.subject")))
        << wrong;
  }
}

TEST_F(TodoSubjectTest, ASubjectIsAskedForWhenItIsSetAndNeverAgain) {
  const Todo todo = CreateFor(service_.CreateCustomer()).value();
  service_.customer_server.Stop();
  v1::UpdateTodoRequest request;
  request.mutable_todo()->set_name(todo.name());
  request.mutable_todo()->set_subject(todo.subject());
  request.mutable_todo()->set_note("再回访");
  const auto& todos = service_.catalog->Of<Todo>();
  EXPECT_THAT(todos.Update<Todo>(service_.call(), request), IsOk());
  request.mutable_todo()->set_subject(Nobody("customers"));
  EXPECT_THAT(todos.Update<Todo>(service_.call(), request), HasReason("CUSTOMER_SVC_DOWN"));
}

TEST_F(TodoSubjectTest, EachServiceIsAskedForItsOwn) {
  EXPECT_THAT(CreateFor(Nobody("opportunities")), HasReason("LEAD_SVC_DOWN"));
  EXPECT_THAT(CreateFor(service_.CreateCustomer()), IsOk());
}

// The service that has customers calls it by a field of its own request.
TEST_F(TodoSubjectTest, ANameThatIsRefusedElsewhereIsAFaultOfTheSubject) {
  const auto made = CreateFor("customers/00000000-0000-0000-0000-000000000000");
  const auto faults = FieldViolations(made.status());
  ASSERT_EQ(faults.size(), 1u) << made.status();
  EXPECT_EQ(faults[0].path, "todo.subject");
}

// One call for each kind; the faults come together.
TEST_F(TodoSubjectTest, ABatchNamesAllEntriesWhoseSubjectsAreMissing) {
  const std::string customer = service_.CreateCustomer();
  v1::BatchCreateTodosRequest request;
  for (const std::string& subject :
       {Nobody("customers"), customer, Nobody(customer + "/contacts"), CreateContact(customer)}) {
    Todo& todo = *request.add_requests()->mutable_todo();
    todo.set_title("跟进");
    todo.set_subject(subject);
  }
  std::vector<std::string> paths;
  const auto made = service_.catalog->Of<Todo>().BatchCreate<v1::BatchCreateTodosResponse>(
      service_.call(), request);
  for (const FieldViolation& fault : FieldViolations(made.status())) paths.push_back(fault.path);
  EXPECT_THAT(paths,
              ::testing::ElementsAre("requests[0].todo.subject", "requests[2].todo.subject"));
}

}  // namespace
}  // namespace guanxi::workflow
