// What a channel repeats, against a server whose first answers are UNAVAILABLE.
#include "common/rpc/client.h"

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/errors/grpc.h"
#include "common/rpc/testing/echo_server.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

using Stub = echo::v1::EchoService::Stub;

class ClientTest : public ::testing::Test {
 protected:
  EchoServer::Options Options() {
    EchoServer::Options options;
    options.handlers.echo = [this](const Call&, const EchoRequest&) { return Answer(""); };
    options.handlers.touch = [this](const Call&, const TouchRequest& request) {
      return Answer(request.request_id());
    };
    options.handlers.change = [this](const Call&, const ChangeRequest&) { return Answer(""); };
    return options;
  }

  absl::StatusOr<EchoReply> Answer(const std::string& request_id) {
    MutexLock lock(&mutex_);
    attempts_.push_back(request_id);
    if (attempts_.size() < 3) return Unavailable("DATABASE_UNAVAILABLE", "come back");
    return EchoReply();
  }

  // The request ids of the attempts.
  std::vector<std::string> attempts() {
    MutexLock lock(&mutex_);
    return attempts_;
  }

  template <typename Request>
  absl::Status Ask(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, EchoReply*),
                   const Request& request) {
    grpc::ClientContext context;
    Prepare(absl::Seconds(30), kTenantA, &context);
    EchoReply reply;
    return FromGrpcStatus((server_.stub()->*method)(&context, request, &reply));
  }

 private:
  Mutex mutex_;
  std::vector<std::string> attempts_ ABSL_GUARDED_BY(mutex_);
  EchoServer server_{Options()};
};

TEST_F(ClientTest, RepeatsReads) {
  EXPECT_THAT(Ask(&Stub::Look, EchoRequest()), IsOk());
  EXPECT_EQ(attempts().size(), 3u);
}

TEST_F(ClientTest, RepeatsAMutationUnderItsRequestId) {
  TouchRequest request;
  request.set_request_id("018f0000-0000-7000-8000-000000000001");
  EXPECT_THAT(Ask(&Stub::Touch, request), IsOk());
  EXPECT_EQ(attempts(), std::vector<std::string>(3, request.request_id()));
}

TEST_F(ClientTest, GivesAMutationTheRequestIdThatItLacks) {
  EXPECT_THAT(Ask(&Stub::Touch, TouchRequest()), IsOk());
  ASSERT_EQ(attempts().size(), 3u);
  EXPECT_THAT(Uuid::Parse(attempts()[0]), IsOk());
  EXPECT_EQ(attempts(), std::vector<std::string>(3, attempts()[0]));
}

TEST_F(ClientTest, NeverRepeatsWhatMayHappenTwice) {
  EXPECT_THAT(Ask(&Stub::Change, ChangeRequest()), HasReason("DATABASE_UNAVAILABLE"));
  EXPECT_EQ(attempts().size(), 1u);
  EXPECT_THAT(Ask(&Stub::Echo, EchoRequest()), HasReason("DATABASE_UNAVAILABLE"));
  EXPECT_EQ(attempts().size(), 2u);
}

}  // namespace
}  // namespace guanxi::rpc
