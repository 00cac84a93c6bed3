// Mutations whose COMMIT is not confirmed: each takes effect once, and says so or says that nobody
// knows.
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/testing/breaking_proxy.h"
#include "common/testing/eventually.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using Moment = BreakingProxy::Moment;
using v1::Customer;

// COM_QUERY and its text: "READ COMMITTED" of the session's set-up is not meant.
constexpr char kCommit[] =
    "\x03"
    "COMMIT";
// Of the statement that looks for an answer; a new connection prepares it.
constexpr char kLookUp[] = "FROM request_log WHERE";

class UnknownCommitTest : public ::testing::Test {
 protected:
  UnknownCommitTest()
      : server_(SharedMariaDb()->CreateSchema("customer-svc/schema").value()),
        direct_(server_),
        proxy_(BreakingProxy::Start(server_.socket).value()),
        service_(ServerBehindProxy()) {}

  db::Server ServerBehindProxy() const {
    db::Server server = server_;
    server.socket = proxy_->socket();
    return server;
  }

  static v1::CreateCustomerRequest NewCompany(const std::string& request_id) {
    v1::CreateCustomerRequest request;
    *request.mutable_customer() = TestService::Company("云帆");
    request.set_request_id(request_id);
    return request;
  }
  absl::StatusOr<Customer> Create(const v1::CreateCustomerRequest& request) {
    return service_.customers->Create<Customer>(service_.call(), request);
  }
  // Lets the late COMMIT go on to the server, and waits until it has been done.
  bool FirstCommitArrives() {
    proxy_->Release();
    return Eventually([&] { return Count() == 1; });
  }
  int64_t Count() { return direct_.Number("SELECT COUNT(*) FROM customers"); }

  const db::Server server_;
  TestService direct_;
  const std::unique_ptr<BreakingProxy> proxy_;  // outlives the connections through it
  TestService service_;
};

// With the caller's request_id and without.
const char* const kRequestIds[] = {"0190a6c0-0000-7000-8000-0000000000aa", ""};

TEST_F(UnknownCommitTest, AnswerToCommitLostReturnsTheFirstAnswer) {
  int64_t rows = 0;
  for (const char* const request_id : kRequestIds) {
    proxy_->BreakAt(kCommit, Moment::kBeforeReply);
    const v1::CreateCustomerRequest request = NewCompany(request_id);
    const auto created = Create(request);
    ASSERT_THAT(created, IsOk());
    EXPECT_EQ(Count(), ++rows);
    v1::GetCustomerRequest get;
    get.set_name(created->name());
    EXPECT_EQ(direct_.customers->Get<Customer>(direct_.call(), get)->DebugString(),
              created->DebugString());
    if (request.request_id().empty()) continue;
    EXPECT_EQ(Create(request)->DebugString(), created->DebugString());
    EXPECT_EQ(Count(), rows);
  }
  EXPECT_EQ(proxy_->breaks(), 2);
}

TEST_F(UnknownCommitTest, CommitItselfLostIsDoneOnce) {
  int64_t rows = 0;
  for (const char* const request_id : kRequestIds) {
    proxy_->BreakAt(kCommit, Moment::kBeforeRequest);
    EXPECT_THAT(Create(NewCompany(request_id)), IsOk());
    EXPECT_EQ(Count(), ++rows);
  }
  EXPECT_EQ(direct_.Number("SELECT COUNT(*) FROM changes"), 2);
  EXPECT_EQ(proxy_->breaks(), 2);
}

// A write that took effect is never reported as "nothing was stored".
TEST_F(UnknownCommitTest, LookUpThatFailsLeavesTheOutcomeUnknown) {
  for (const char* const request_id : kRequestIds) {
    proxy_->BreakAt(kCommit, Moment::kBeforeReply);
    proxy_->BreakAt(kLookUp, Moment::kBeforeRequest);
    proxy_->BreakAt(kLookUp, Moment::kBeforeRequest);  // a read is tried twice
    EXPECT_THAT(Create(NewCompany(request_id)), HasReason("COMMIT_UNKNOWN"));
  }
  EXPECT_EQ(Count(), 2);
  EXPECT_EQ(proxy_->breaks(), 6);
}

// The first COMMIT takes effect after the look-up has found nothing: the second attempt runs into
// the first one's row.
TEST_F(UnknownCommitTest, CommitThatComesLateReturnsItsAnswer) {
  proxy_->BreakAt(kCommit, Moment::kLate);
  const resource::Resource& customers = *service_.resources->customers;
  resource::ResourceName name;
  name.id = DeriveUuid("customer", "late");
  const v1::CreateCustomerRequest request = NewCompany("");
  int runs = 0;
  Customer response;
  const auto body = [&](resource::UnitOfWork& work) -> absl::Status {
    if (++runs == 2 && !FirstCommitArrives()) return absl::InternalError("it does not arrive");
    const absl::Status free = work.CheckFree(customers, {name});
    if (!free.ok()) return free;
    response = request.customer();
    return work.Insert(customers, name, &response);
  };
  EXPECT_THAT(service_.engine->Mutate(service_.call(), request, {}, &response, body), IsOk());
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(Count(), 1);
  EXPECT_EQ(response.etag(), "1");
}

}  // namespace
}  // namespace guanxi::customer
