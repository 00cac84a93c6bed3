#include "common/rpc/trace.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

constexpr char kTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kSpanId[] = "00f067aa0ba902b7";

TEST(TraceTest, ContinuesTheCallersTrace) {
  const TraceContext trace =
      ContinueTrace(absl::StrCat("00-", kTraceId, "-", kSpanId, "-01"), "vendor=1");
  EXPECT_EQ(trace.trace_id, kTraceId);
  EXPECT_EQ(trace.parent_span_id, kSpanId);
  EXPECT_NE(trace.span_id, kSpanId);
  EXPECT_EQ(trace.state, "vendor=1");
  EXPECT_EQ(trace.ToTraceparent(), absl::StrCat("00-", kTraceId, "-", trace.span_id, "-01"));
}

TEST(TraceTest, ItsIdDecidesWhetherItIsAmongAShare) {
  TraceContext trace;
  trace.trace_id = "4bf92f3577b34da67ffffffffffff000";  // just below a half, as doubles are
  EXPECT_TRUE(trace.IsAmong(0.5));
  EXPECT_FALSE(trace.IsAmong(0.49));
  EXPECT_FALSE(trace.IsAmong(0));
  trace.trace_id = std::string(32, 'f');
  EXPECT_TRUE(trace.IsAmong(1.1));
  EXPECT_FALSE(trace.IsAmong(0.99));
}

TEST(TraceTest, ReadsLaterVersionsAndOnlyTheKnownFlag) {
  const TraceContext trace =
      ContinueTrace(absl::StrCat("cc-", kTraceId, "-", kSpanId, "-ff-what-comes"), "");
  EXPECT_EQ(trace.trace_id, kTraceId);
  EXPECT_EQ(trace.flags, 1);
}

TEST(TraceTest, BeginsATraceWhereTheHeaderIsMalformed) {
  const std::string rest = absl::StrCat("-", kSpanId, "-01");
  for (const std::string& header : {
           std::string(),
           std::string("00-"),
           absl::StrCat("00-", kTraceId, rest, "-more"),
           absl::StrCat("ff-", kTraceId, rest),
           absl::StrCat("00-4BF92F3577B34DA6A3CE929D0E0E4736", rest),
           absl::StrCat("00-", std::string(32, '0'), rest),
           absl::StrCat("00-", kTraceId, "-0000000000000000-01"),
           absl::StrCat("00-", kTraceId, "-", kSpanId, "-zz"),
           absl::StrCat("00_", kTraceId, rest),
       }) {
    const TraceContext trace = ContinueTrace(header, "vendor=1");
    EXPECT_EQ(trace.trace_id.size(), 32u) << header;
    EXPECT_NE(trace.trace_id, kTraceId) << header;
    EXPECT_EQ(trace.parent_span_id, "") << header;
    EXPECT_EQ(trace.state, "") << header;
  }
}

TEST(TraceTest, DropsAnOversizeState) {
  const TraceContext trace =
      ContinueTrace(absl::StrCat("00-", kTraceId, "-", kSpanId, "-00"), std::string(513, 'a'));
  EXPECT_EQ(trace.state, "");
}

}  // namespace
}  // namespace guanxi::rpc
