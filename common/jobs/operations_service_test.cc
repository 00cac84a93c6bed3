#include "common/jobs/operations_service.h"

#include <grpcpp/create_channel.h>

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/jobs/runner.h"
#include "common/jobs/testing.h"
#include "common/policy/authorizer.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "gmock/gmock.h"
#include "google/longrunning/operations.grpc.pb.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace guanxi::jobs {
namespace {

using google::longrunning::Operations;

// The service on a real server; the token "bob" is bob's, any other alice's.
class OperationsServiceTest : public JobsTest {
 protected:
  OperationsServiceTest()
      : registry_(std::make_shared<prometheus::Registry>()),
        pipeline_(
            rpc::PipelineOptions(),
            [this](absl::string_view token) -> absl::StatusOr<Principal> {
              return token == "bob" ? bob_ : alice_;
            },
            &authorizer_, registry_),
        service_(&pipeline_, &store_),
        server_(rpc::Server::Start(rpc::ServerOptions(), {&service_}, {}, registry_).value()),
        stub_(Operations::NewStub(
            grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->ports().grpc),
                                grpc::InsecureChannelCredentials()))) {}

  // Calls a method of the stub as `who`.
  template <typename Method, typename Request, typename Reply>
  absl::Status Call(Method method, const Request& request, Reply* reply,
                    const std::string& who = "alice") {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + who);
    context.set_wait_for_ready(true);
    return FromGrpcStatus((stub_.get()->*method)(&context, request, reply));
  }

  template <typename Request>
  static Request Named(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }

  std::shared_ptr<prometheus::Registry> registry_;
  const policy::Authorizer authorizer_;
  rpc::Pipeline pipeline_;
  OperationsService service_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<Operations::Stub> stub_;
  google::longrunning::Operation operation_;
  google::protobuf::Empty empty_;
};

TEST_F(OperationsServiceTest, GetsOnesOwn) {
  const std::string name = MakeOperationName(Create(alice_)->id);
  const auto request = Named<google::longrunning::GetOperationRequest>(name);
  ASSERT_THAT(Call(&Operations::Stub::GetOperation, request, &operation_), IsOk());
  EXPECT_EQ(operation_.name(), name);
  EXPECT_FALSE(operation_.done());
  EXPECT_THAT(Call(&Operations::Stub::GetOperation, request, &operation_, "bob"),
              HasReason("OPERATION_NOT_FOUND"));
  EXPECT_THAT(Call(&Operations::Stub::GetOperation,
                   Named<google::longrunning::GetOperationRequest>("operations/1"), &operation_),
              HasReason("INVALID_NAME"));
}

TEST_F(OperationsServiceTest, ListsInPages) {
  for (int i = 0; i < 3; ++i) ASSERT_THAT(Create(alice_), IsOk());
  google::longrunning::ListOperationsRequest request;
  request.set_page_size(2);
  google::longrunning::ListOperationsResponse page;
  ASSERT_THAT(Call(&Operations::Stub::ListOperations, request, &page), IsOk());
  EXPECT_EQ(page.operations_size(), 2);
  request.set_page_token(page.next_page_token());
  ASSERT_THAT(Call(&Operations::Stub::ListOperations, request, &page), IsOk());
  EXPECT_EQ(page.operations_size(), 1);
  EXPECT_EQ(page.next_page_token(), "");
  request.set_page_token("x");
  EXPECT_THAT(Call(&Operations::Stub::ListOperations, request, &page),
              HasReason("INVALID_PAGE_TOKEN"));
  request.clear_page_token();
  request.set_filter("done = true");
  EXPECT_THAT(Call(&Operations::Stub::ListOperations, request, &page), HasReason("INVALID_FIELD"));
}

// An import of a list with hundreds of columns says what each of them was taken for.
TEST_F(OperationsServiceTest, PagesEndAtBytesAndGoOnBehindTheLastOperation) {
  constexpr size_t kOperations = 90;
  google::protobuf::StringValue wide;
  wide.set_value(std::string(100'000, 'x'));
  NewOperation operation;
  operation.kind = "count";
  operation.principal = alice_;
  operation.request_hash = std::string(32, 'h');
  operation.metadata = PackAny(wide);
  for (size_t i = 0; i < kOperations; ++i) ASSERT_THAT(store_.Create(operation), IsOk());
  google::longrunning::ListOperationsRequest request;
  request.set_page_size(1000);
  std::set<std::string> names;
  int pages = 0;
  do {
    google::longrunning::ListOperationsResponse page;
    ASSERT_THAT(Call(&Operations::Stub::ListOperations, request, &page), IsOk());
    EXPECT_LE(page.ByteSizeLong(), size_t{4} << 20);
    for (const auto& listed : page.operations()) EXPECT_TRUE(names.insert(listed.name()).second);
    request.set_page_token(page.next_page_token());
  } while (++pages < 10 && !request.page_token().empty());
  EXPECT_EQ(names.size(), kOperations);
  EXPECT_EQ(pages, 3);
}

TEST_F(OperationsServiceTest, CancelsAndDeletes) {
  const std::string name = MakeOperationName(Create(alice_)->id);
  const auto remove = Named<google::longrunning::DeleteOperationRequest>(name);
  EXPECT_THAT(Call(&Operations::Stub::DeleteOperation, remove, &empty_),
              HasReason("OPERATION_NOT_DONE"));
  ASSERT_THAT(Call(&Operations::Stub::CancelOperation,
                   Named<google::longrunning::CancelOperationRequest>(name), &empty_),
              IsOk());
  Runner runner(&leases_, {{"count", CountHandler()}});
  EXPECT_TRUE(runner.RunOne().value());
  ASSERT_THAT(Call(&Operations::Stub::GetOperation,
                   Named<google::longrunning::GetOperationRequest>(name), &operation_),
              IsOk());
  EXPECT_EQ(operation_.error().code(), static_cast<int>(absl::StatusCode::kCancelled));
  EXPECT_THAT(Call(&Operations::Stub::DeleteOperation, remove, &empty_), IsOk());
  EXPECT_THAT(Call(&Operations::Stub::DeleteOperation, remove, &empty_),
              HasReason("OPERATION_NOT_FOUND"));
}

TEST_F(OperationsServiceTest, WaitsUntilItIsDone) {
  auto request =
      Named<google::longrunning::WaitOperationRequest>(MakeOperationName(Create(alice_)->id));
  request.mutable_timeout()->set_nanos(1'000'000);
  ASSERT_THAT(Call(&Operations::Stub::WaitOperation, request, &operation_), IsOk());
  EXPECT_FALSE(operation_.done());

  request.mutable_timeout()->set_seconds(20);
  std::thread worker([this] {
    Runner runner(&leases_, {{"count", CountHandler()}});
    EXPECT_TRUE(runner.RunOne().value());
  });
  EXPECT_THAT(Call(&Operations::Stub::WaitOperation, request, &operation_), IsOk());
  worker.join();
  EXPECT_TRUE(operation_.done());
}

// A crowd that waits leaves workers for others: there are more calls than the lane has threads.
TEST_F(OperationsServiceTest, AnyNumberOfCallsWait) {
  auto request =
      Named<google::longrunning::WaitOperationRequest>(MakeOperationName(Create(alice_)->id));
  request.mutable_timeout()->set_seconds(20);
  const auto wait = [this](const google::longrunning::WaitOperationRequest& request,
                           google::longrunning::Operation* operation) {
    while (true) {
      const absl::Status status = Call(&Operations::Stub::WaitOperation, request, operation);
      if (Reason(status) != "TENANT_LANE_FULL") return status;  // not all are admitted at once
    }
  };
  std::atomic<int> answered = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 40; ++i) {
    callers.emplace_back([&] {
      google::longrunning::Operation operation;
      EXPECT_THAT(wait(request, &operation), IsOk());
      EXPECT_TRUE(operation.done());
      ++answered;
    });
  }
  auto look = Named<google::longrunning::WaitOperationRequest>(request.name());
  look.mutable_timeout()->set_nanos(1);
  EXPECT_THAT(wait(look, &operation_), IsOk());
  EXPECT_FALSE(operation_.done());
  EXPECT_EQ(answered, 0);
  Runner runner(&leases_, {{"count", CountHandler()}});
  EXPECT_TRUE(runner.RunOne().value());
  for (std::thread& caller : callers) caller.join();
}

}  // namespace
}  // namespace guanxi::jobs
