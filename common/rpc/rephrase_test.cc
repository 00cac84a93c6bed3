// Calls that are put otherwise when they fail.
#include <atomic>
#include <string>

#include "common/errors/errors.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/testing/echo_server.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

// A handler that knows "new" alone; "old" leads there, and "lost" to nothing that is known.
class RephrasedTest : public ::testing::Test {
 protected:
  static EchoServer::Options Options(std::atomic<int>* runs) {
    EchoServer::Options options;
    options.handlers.echo = [runs](const Call&,
                                   const EchoRequest& request) -> absl::StatusOr<EchoReply> {
      ++*runs;
      if (request.text() != "new") return NotFound("ECHO", request.text());
      return EchoReply();
    };
    options.on_failure = [](const Call&, const absl::Status& status,
                            google::protobuf::Message* message) {
      auto* const request = static_cast<EchoRequest*>(message);
      if (!absl::IsNotFound(status) || request->text() == "other") return false;
      request->set_text(request->text() == "old" ? "new" : "elsewhere");
      return true;
    };
    return options;
  }

  std::atomic<int> runs_{0};
  EchoServer server_{Options(&runs_)};
};

TEST_F(RephrasedTest, AFailedCallRunsOnceMoreWhenItsRequestCanBePutOtherwise) {
  EXPECT_THAT(Echo(&server_, kTenantA, "new"), IsOk());
  EXPECT_EQ(runs_, 1);
  EXPECT_THAT(Echo(&server_, kTenantA, "old"), IsOk());
  EXPECT_EQ(runs_, 3);
}

TEST_F(RephrasedTest, WhatIsNotFoundByEitherIsToldOfAsItWasNamed) {
  EXPECT_EQ(ResourceOf(Echo(&server_, kTenantA, "lost")), "lost");
  EXPECT_EQ(runs_, 2);
  EXPECT_EQ(ResourceOf(Echo(&server_, kTenantA, "other")), "other");
  EXPECT_EQ(runs_, 3);
}

}  // namespace
}  // namespace guanxi::rpc
