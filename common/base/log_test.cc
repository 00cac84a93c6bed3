#include "common/base/log.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(LogTest, LineIsOneJsonObjectWithEscapedValues) {
  std::string line;
  SetLogSink([&](absl::string_view text) { line = std::string(text); });
  Log(Severity::kWarning, "test.event",
      {{"text", "a\"b\\c\nd"}, {"count", 3}, {"ok", true}, {"ratio", 0.5}});
  SetLogSink(nullptr);
  EXPECT_THAT(line, HasSubstr("\"severity\":\"WARNING\",\"event\":\"test.event\""));
  EXPECT_THAT(line, EndsWith("\"text\":\"a\\\"b\\\\c\\u000ad\",\"count\":3,\"ok\":true,"
                             "\"ratio\":0.5}\n"));
}

}  // namespace
}  // namespace guanxi
