// What a channel repeats when the server dies with the call in its hands.
#include "common/rpc/client.h"

#include <grpcpp/channel.h>

#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/errors/grpc.h"
#include "common/rpc/testing/echo.grpc.pb.h"
#include "common/rpc/testing/lossy_server.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

using echo::v1::ChangeRequest;
using echo::v1::EchoReply;
using echo::v1::EchoRequest;
using echo::v1::EchoService;
using echo::v1::TouchRequest;

constexpr char kNeedle[] = "the-needle";
constexpr size_t kAttempts = 5;

class ClientTest : public ::testing::Test {
 protected:
  static std::shared_ptr<grpc::Channel> Connect(int port) {
    ClientOptions options;
    options.target = absl::StrCat("127.0.0.1:", port);
    options.own_connection = true;
    options.services = {std::string(EchoService::service_full_name())};
    return NewChannel(options);
  }

  // Makes a call that fails and returns how often it arrived.
  template <typename Request>
  size_t Attempts(grpc::Status (EchoService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                            EchoReply*),
                  const Request& request) {
    grpc::ClientContext context;
    Prepare(absl::Seconds(30), "", &context);
    EchoReply reply;
    EXPECT_THAT(FromGrpcStatus(((*stub_).*method)(&context, request, &reply)),
                StatusIs(absl::StatusCode::kUnavailable));
    return server_.received().size();
  }

  // The request ids that arrived: field 3 of 36 bytes.
  std::set<std::string> RequestIds() {
    std::set<std::string> ids;
    for (const std::string& bytes : server_.received()) {
      const size_t field = bytes.find("\x1a\x24");
      ids.insert(field == std::string::npos ? "" : bytes.substr(field + 2, 36));
    }
    return ids;
  }

  LossyServer server_{kNeedle};
  const std::unique_ptr<EchoService::Stub> stub_ = EchoService::NewStub(Connect(server_.port()));
};

TEST_F(ClientTest, RepeatsReads) {
  EchoRequest request;
  request.set_text(kNeedle);
  EXPECT_EQ(Attempts(&EchoService::Stub::Look, request), kAttempts);
}

TEST_F(ClientTest, RepeatsAMutationUnderItsRequestId) {
  TouchRequest request;
  request.set_name(kNeedle);
  request.set_request_id("018f0000-0000-7000-8000-000000000001");
  EXPECT_EQ(Attempts(&EchoService::Stub::Touch, request), kAttempts);
  EXPECT_EQ(RequestIds(), std::set<std::string>{request.request_id()});
}

TEST_F(ClientTest, GivesAMutationTheRequestIdThatItLacks) {
  TouchRequest request;
  request.set_name(kNeedle);
  EXPECT_EQ(Attempts(&EchoService::Stub::Touch, request), kAttempts);
  ASSERT_EQ(RequestIds().size(), 1u);
  EXPECT_THAT(Uuid::Parse(*RequestIds().begin()), IsOk());
}

TEST_F(ClientTest, NeverRepeatsWhatMayHappenTwice) {
  ChangeRequest change;
  change.mutable_thing()->set_name(kNeedle);
  EXPECT_EQ(Attempts(&EchoService::Stub::Change, change), 1u);
  EchoRequest echo;  // says nothing of itself
  echo.set_text(kNeedle);
  EXPECT_EQ(Attempts(&EchoService::Stub::Echo, echo), 2u);
}

}  // namespace
}  // namespace guanxi::rpc
