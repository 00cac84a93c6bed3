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

TEST(LogTest, ValuesAreBoundedAndAlwaysUtf8) {
  std::string line;
  SetLogSink([&](absl::string_view text) { line = std::string(text); });
  Log(Severity::kInfo, "test.event",
      {{"bad",
        "a\xff\xc0\x80\xed\xa0\x80"
        "b\x7f"},
       {"good", "关系 é 😀"},
       {"cut", "\xe5\x85"}});
  EXPECT_THAT(line, HasSubstr("\"bad\":\"a\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\\ufffdb\\u007f\""));
  EXPECT_THAT(line, HasSubstr("\"good\":\"关系 é 😀\""));
  EXPECT_THAT(line, HasSubstr("\"cut\":\"\\ufffd\\ufffd\""));
  Log(Severity::kInfo, "test.event", {{"long", std::string(1 << 20, 'x')}});
  EXPECT_LT(line.size(), 2000u);
  SetLogSink(nullptr);
}

}  // namespace
}  // namespace guanxi
