#include "gateway/envoy/check/log_sample.h"

#include "gtest/gtest.h"

namespace guanxi::edge {
namespace {

TEST(LogSampleTest, OfManyInASecondOneInAHundredIsWritten) {
  LogSample sample;
  for (int64_t second : {1000, 1001}) {
    int logged = 0;
    for (int i = 0; i < 1000; ++i) logged += sample.IsLogged(second) ? 1 : 0;
    EXPECT_EQ(logged, 100 + 9);
  }
}

}  // namespace
}  // namespace guanxi::edge
