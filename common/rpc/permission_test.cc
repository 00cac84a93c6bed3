// What stands between a caller's token and the handler: the method's permission.
#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/grpc.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy_store.h"
#include "common/policy/rights.h"
#include "common/rpc/client.h"
#include "common/rpc/testing/echo_server.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

using access::v1::GetPolicySnapshotResponse;

// A directory in which everybody who calls with tenant A's token has the test's permissions.
class PermissionTest : public ::testing::Test {
 protected:
  absl::StatusOr<GetPolicySnapshotResponse> Fetch(const Uuid& tenant, int64_t known) {
    ++asked_;
    Eventually([&] { return up_.load(); });
    GetPolicySnapshotResponse response;
    if (known == version_) {
      response.set_unchanged(true);
      return response;
    }
    auto* snapshot = response.mutable_snapshot();
    snapshot->set_tenant(tenant.ToString());
    snapshot->set_version(version_);
    auto* role = snapshot->add_roles();
    role->set_name("roles/reader");
    if (may_read_) {
      auto* permission = role->add_permissions();
      permission->set_pattern("*.read");
      permission->set_scope(access::v1::SUBTREE);
    }
    if (!is_there_) return response;
    auto* user = snapshot->add_users();
    user->set_name(absl::StrCat("users/", kTenantA));
    user->add_roles("roles/reader");
    user->set_active(true);
    return response;
  }

  EchoServer::Options Options() {
    EchoServer::Options options;
    options.authorizer = &authorizer_;
    options.handlers.echo = [this](const Call& call, const EchoRequest&) {
      MutexLock lock(&mutex_);
      seen_ = call;
      return EchoReply();
    };
    return options;
  }
  Call seen() {
    MutexLock lock(&mutex_);
    return seen_;
  }
  // Calls until the answer has this reason.
  static bool Becomes(EchoServer* server, const std::string& reason) {
    return Eventually([&] { return Reason(Echo(server, kTenantA)) == reason; });
  }
  absl::Status Report(EchoServer* server) {
    grpc::ClientContext context;
    Prepare(absl::Seconds(30), kTenantA, &context);
    EchoReply reply;
    return FromGrpcStatus(server->stub()->Report(&context, EchoRequest(), &reply));
  }

  std::atomic<int> asked_{0};
  std::atomic<bool> up_{true}, may_read_{true}, is_there_{true};
  std::atomic<int64_t> version_{1};
  LogCapture log_;
  Mutex mutex_;
  Call seen_ ABSL_GUARDED_BY(mutex_);
  policy::PolicyStore store_{
      [this](const Uuid& tenant, int64_t known) { return Fetch(tenant, known); },
      [] {
        policy::PolicyStore::Options options;
        options.interval = absl::Milliseconds(20);
        return options;
      }()};
  const policy::Authorizer authorizer_{&store_};
};

TEST_F(PermissionTest, HandlersSeeWhatTheCallerMayDo) {
  EchoServer server(Options());
  ASSERT_THAT(Echo(&server, kTenantA), IsOk());
  const auto rights = seen().principal.rights;
  ASSERT_NE(rights, nullptr);
  EXPECT_EQ(rights->permission(), "echo.read");
  EXPECT_EQ(rights->ScopeOf("echo.read"), access::v1::SUBTREE);
}

TEST_F(PermissionTest, WithoutThePermissionTheHandlerDoesNotRun) {
  EchoServer server(Options());
  ASSERT_THAT(Echo(&server, kTenantA), IsOk());
  EXPECT_THAT(Report(&server), HasReason("METHOD_NOT_ALLOWED"));
  EXPECT_THAT(Report(&server), StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_NE(log_.WaitFor("METHOD_NOT_ALLOWED"), "");
}

TEST_F(PermissionTest, RefusalsAreToldWithTheirCaller) {
  Mutex mutex;
  std::vector<std::string> told;
  EchoServer::Options options = Options();
  options.on_refusal = [&](const Principal& principal, absl::string_view method,
                           const absl::Status& status) {
    MutexLock lock(&mutex);
    told.push_back(absl::StrCat(principal.subject, " ", method, " ", Reason(status)));
  };
  EchoServer server(std::move(options));
  ASSERT_THAT(Echo(&server, kTenantA), IsOk());
  EXPECT_THAT(Report(&server), HasReason("METHOD_NOT_ALLOWED"));
  EXPECT_THAT(Echo(&server, kTenantB), HasReason("ACCOUNT_DISABLED"));
  EXPECT_THAT(Echo(&server, ""), StatusIs(absl::StatusCode::kUnauthenticated));  // of nobody
  const std::string service = " /guanxi.echo.v1.EchoService/";
  MutexLock lock(&mutex);
  EXPECT_THAT(told, ::testing::ElementsAre(
                        absl::StrCat("users/", kTenantA, service, "Report METHOD_NOT_ALLOWED"),
                        absl::StrCat("users/", kTenantB, service, "Echo ACCOUNT_DISABLED")));
}

// The refusal is made where the call came in: it comes while every worker is busy and the queue
// full.
TEST_F(PermissionTest, ARefusalNeedsNoWorker) {
  Turnstile gate;
  EchoServer::Options options = Options();
  options.handlers.echo = [&](const Call&, const EchoRequest&) {
    gate.Pass();
    return EchoReply();
  };
  options.pipeline.point.threads = 1;
  options.pipeline.point.queue_limit = 2;
  options.pipeline.point.max_queue_age = absl::Seconds(30);
  EchoServer server(std::move(options));
  EchoCall working(&server, kTenantA);
  ASSERT_TRUE(gate.WaitForVisitors(1));
  EchoCall waiting(&server, kTenantA);
  EXPECT_TRUE(Becomes(&server, "TENANT_LANE_FULL"));
  may_read_ = false;
  version_ = 2;
  EXPECT_TRUE(Becomes(&server, "METHOD_NOT_ALLOWED"));
  EXPECT_FALSE(working.done());
  gate.Open();
  EXPECT_THAT(working.Wait(), IsOk());
  EXPECT_THAT(waiting.Wait(), IsOk());  // it was let in before
}

TEST_F(PermissionTest, AFirstCallWaitsForTheDirectory) {
  up_ = false;
  EchoServer server(Options());
  EchoCall call(&server, kTenantA);
  EXPECT_TRUE(Eventually([&] { return asked_ > 0; }));
  EXPECT_FALSE(call.done());
  up_ = true;
  EXPECT_THAT(call.Wait(), IsOk());
}

TEST_F(PermissionTest, ARoleThatLosesAPermissionTakesItFromItsUsers) {
  EchoServer server(Options());
  ASSERT_THAT(Echo(&server, kTenantA), IsOk());
  may_read_ = false;
  version_ = 2;
  EXPECT_TRUE(Becomes(&server, "METHOD_NOT_ALLOWED"));
}

TEST_F(PermissionTest, SomebodyWhomTheDirectoryLacksIsRefused) {
  EchoServer server(Options());
  EXPECT_THAT(Echo(&server, kTenantB), HasReason("ACCOUNT_DISABLED"));
}

// Each step of a stream is decided about anew: of who was deleted as of who was disabled.
TEST_F(PermissionTest, AStreamEndsWithTheAccountOfItsCaller) {
  EchoServer server(Options());
  grpc::ClientContext context;
  Prepare(absl::Seconds(30), kTenantA, &context);
  RepeatRequest request;
  request.set_text(std::string(10000, 'x'));
  request.set_count(2000);
  const auto stream = server.stub()->Repeat(&context, request);
  EchoReply reply;
  ASSERT_TRUE(stream->Read(&reply));
  is_there_ = false;
  version_ = 2;
  ASSERT_TRUE(Becomes(&server, "ACCOUNT_DISABLED"));
  while (stream->Read(&reply)) {
  }
  EXPECT_THAT(FromGrpcStatus(stream->Finish()), HasReason("ACCOUNT_DISABLED"));
}

TEST_F(PermissionTest, PublicMethodsAskNobody) {
  up_ = false;
  EchoServer server(Options());
  grpc::ClientContext context;
  EchoReply reply;
  EXPECT_TRUE(server.stub()->Open(&context, EchoRequest(), &reply).ok());
  up_ = true;
}

}  // namespace
}  // namespace guanxi::rpc
