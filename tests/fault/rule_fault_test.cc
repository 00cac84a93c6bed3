// workflow-svc is killed before and after each kind of transaction that leads from a change to a
// to-do, a notification and a message that has left the house, while 200 records are due at once:
// all of it happens once, but for messages, which may be sent again under the same key.
#include <grpcpp/channel.h>

#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/errors/grpc.h"
#include "common/outgoing/sinks.h"
#include "common/rpc/client.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"
#include "guanxi/workflow/v1/notification_service.grpc.pb.h"
#include "tests/fault/recount.h"
#include "tests/fault/stack.h"
#include "tests/fault/telling_rule.h"

namespace guanxi::fault {
namespace {

using customer::v1::Customer;
using customer::v1::CustomerService;
using workflow::v1::NotificationService;

constexpr absl::Duration kCallTimeout = absl::Seconds(20);
constexpr absl::Duration kDay = absl::Hours(24);
constexpr int kAtOnce = 200;
// More that become due for each point, so that it is passed though others have done the rest.
constexpr int kMore = 10;

// By what is written in the transaction, from the first that happens to the last. Early ones first:
// while they are killed, all 200 stay due.
constexpr const char* kPoints[] = {
    "INTO timers",                 // the event of a new record was heard: its timer is armed
    "INTO rule_queue",             // the timer has fired: what is to be done is written down
    "UPDATE rule_queue",           // it is taken off the queue
    "INTO todos",                  // it is done: the to-do is made
    "DELETE FROM rule_queue",      // all is done: people and channels are to be told
    "DELETE FROM notices",         // they are told
    "UPDATE delivery_queue",       // a message is about to be sent
    "DELETE FROM delivery_queue",  // it was sent
    "INTO event_log",              // others are told of the to-do
};

// What is wrong; @w is workflow-svc's schema, @n how many records were due.
const Recount kRecounts[] = {
    {"firings too many or too few", "SELECT COUNT(*) - @n FROM @w.rule_firings"},
    {"to-dos too many or too few", "SELECT COUNT(*) - @n FROM @w.todos"},
    {"records with a to-do too many or too few",
     "SELECT COUNT(DISTINCT subject) - @n FROM @w.todos"},
    {"executions that are done too many or too few",
     "SELECT COUNT(*) - @n FROM @w.rule_executions WHERE outcome = 1"},
    {"executions that failed", "SELECT COUNT(*) FROM @w.rule_executions WHERE outcome = 2"},
    {"deliveries that were sent too many or too few",
     "SELECT COUNT(*) - @n FROM @w.deliveries WHERE state = 2"},
    {"steps still to be done",
     "SELECT (SELECT COUNT(*) FROM @w.rule_queue) + (SELECT COUNT(*) FROM @w.notices) + "
     "(SELECT COUNT(*) FROM @w.delivery_queue)"},
    {"events parked", "SELECT COUNT(*) FROM @w.dead_letters"},
};

class RuleFaultTest : public ::testing::Test {
 protected:
  RuleFaultTest() {
    Stack::Options options;
    options.with_workflow = true;
    stack_ = Stack::Start(options).value();
    database_ = db::Database::Create({stack_->workflow_schema()}).value();
    customers_ = CustomerService::NewStub(rpc::NewChannel(stack_->client()));
    notifications_ = NotificationService::NewStub(rpc::NewChannel(stack_->workflow_client()));
  }

  template <typename Stub, typename Method, typename Request, typename Response>
  static absl::Status Call(Stub& stub, Method method, const Request& request, Response* response) {
    grpc::ClientContext context;
    rpc::Prepare(kCallTimeout, "", &context);
    return FromGrpcStatus((stub.*method)(&context, request, response));
  }

  // So many records more are due now.
  void MakeDue(int count) {
    customer::v1::BatchCreateCustomersRequest request;
    for (int i = 0; i < count; ++i) {
      Customer* const customer = request.add_requests()->mutable_customer();
      customer->set_type(Customer::ORGANIZATION);
      customer->set_display_name(absl::StrCat("客户", ++due_));
    }
    customer::v1::BatchCreateCustomersResponse made;
    ASSERT_THAT(Call(*customers_, &CustomerService::Stub::BatchCreateCustomers, request, &made),
                IsOk());
    ahead_ += 4 * kDay;
    ASSERT_THAT(stack_->MoveBusinessTime(ahead_), IsOk());
  }

  void DieAt(absl::string_view moment, absl::string_view text) {
    const std::string point = absl::StrCat(moment, "|", text, "|2");
    ASSERT_THAT(stack_->RestartWorkflow(point), IsOk()) << point;
    ASSERT_TRUE(Eventually([&] { return stack_->HasDiedAt(point); }, absl::Seconds(30)))
        << "it does not come to " << point << "; " << Judge();
  }

  // How many records its owner was told of by the rule.
  absl::StatusOr<int64_t> CountTold() {
    workflow::v1::ListNotificationsRequest request;
    request.set_page_size(1000);
    workflow::v1::ListNotificationsResponse response;
    GUANXI_RETURN_IF_ERROR(
        Call(*notifications_, &NotificationService::Stub::ListNotifications, request, &response));
    int64_t told = 0;
    for (const workflow::v1::Notification& one : response.notifications()) {
      if (one.kind() == workflow::v1::Notification::RULE) told += one.count();
    }
    return told;
  }

  // How many messages came, each counted once.
  size_t CountSent() {
    std::set<std::string> keys;
    for (const auto& request : sink_.requests()) {
      const size_t begin = request.head.find("Idempotency-Key: ");
      keys.insert(request.head.substr(begin, request.head.find('\r', begin) - begin));
    }
    return keys.size();
  }

  // "" if everything is as it should be.
  std::string Judge() {
    return fault::Judge(*database_, kRecounts,
                        {{"@w", stack_->workflow_schema().schema}, {"@n", absl::StrCat(due_)}});
  }

  outgoing::HttpSink sink_;
  std::unique_ptr<Stack> stack_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<CustomerService::Stub> customers_;
  std::unique_ptr<NotificationService::Stub> notifications_;
  int due_ = 0;
  absl::Duration ahead_;
};

TEST_F(RuleFaultTest, WhereverItDiesEachToDoIsThereOnce) {
  ASSERT_THAT(EnableTellingRule(rpc::NewChannel(stack_->workflow_client()), sink_.Url()), IsOk());
  stack_->KillWorkflow();  // so that none of them is done before
  ASSERT_NO_FATAL_FAILURE(MakeDue(kAtOnce));
  for (const char* const text : kPoints) {
    for (const char* const moment : {"before", "after"}) {
      ASSERT_NO_FATAL_FAILURE(DieAt(moment, text));
      ASSERT_NO_FATAL_FAILURE(MakeDue(kMore));
    }
  }
  ASSERT_THAT(stack_->RestartWorkflow(""), IsOk());
  std::string verdict;
  EXPECT_TRUE(Eventually(
      [&] {
        verdict = Judge();
        return verdict.empty();
      },
      absl::Minutes(1), absl::Milliseconds(200)))
      << verdict << "of " << due_;
  const auto told = CountTold();
  ASSERT_THAT(told, IsOk());
  EXPECT_EQ(*told, due_);
  EXPECT_EQ(CountSent(), static_cast<size_t>(due_));
  RecordProperty("due", std::to_string(due_));
  RecordProperty("sent", std::to_string(sink_.requests().size()));
}

}  // namespace
}  // namespace guanxi::fault
