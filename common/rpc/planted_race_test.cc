// A handler with a real data race, to prove that ThreadSanitizer still finds one in spite of what
// common/testing/tsan_options.cc silences. Not part of any suite.
#include "common/rpc/testing/echo_server.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

TEST(PlantedRaceTest, TwoHandlersCountWithoutALock) {
  LogCapture log;
  Turnstile both_inside;
  int count = 0;
  EchoServer::Options options;
  options.pipeline.point.threads = 4;
  options.handlers.echo = [&](const Call&, const EchoRequest&) {
    both_inside.Pass();
    for (int i = 0; i < 1000; ++i) ++count;  // the race
    return EchoReply();
  };
  EchoServer server(std::move(options));
  EchoCall a(&server, kTenantA);
  EchoCall b(&server, kTenantB);
  ASSERT_TRUE(both_inside.WaitForVisitors(2));
  both_inside.Open();
  EXPECT_THAT(a.Wait(), IsOk());
  EXPECT_THAT(b.Wait(), IsOk());
}

}  // namespace
}  // namespace guanxi::rpc
