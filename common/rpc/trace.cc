#include "common/rpc/trace.h"

#include <algorithm>
#include <cmath>

#include "absl/random/random.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace guanxi::rpc {
namespace {

constexpr size_t kTraceparentLength = 55;  // 00-{32}-{16}-{2}
constexpr size_t kMaxTracestate = 512;
constexpr uint8_t kSampled = 1;

bool IsLowerHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// An id: lower-case hexadecimal and not all zeros.
bool IsId(absl::string_view text) {
  return IsLowerHex(text) && text.find_first_not_of('0') != absl::string_view::npos;
}

uint64_t NonZeroRandom() {
  thread_local absl::InsecureBitGen gen;  // ids need to be distinct, not secret
  return absl::Uniform<uint64_t>(absl::IntervalClosed, gen, 1, UINT64_MAX);
}

std::string RandomHex64() { return absl::StrCat(absl::Hex(NonZeroRandom(), absl::kZeroPad16)); }

int HexDigit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// Fills `trace` from a header of version 00, or of a later version whose first fields are alike.
bool ParseTraceparent(absl::string_view text, TraceContext* trace) {
  if (text.size() < kTraceparentLength || text[2] != '-' || text[35] != '-' || text[52] != '-') {
    return false;
  }
  const absl::string_view version = text.substr(0, 2);
  const absl::string_view trace_id = text.substr(3, 32);
  const absl::string_view span_id = text.substr(36, 16);
  const absl::string_view flags = text.substr(53, 2);
  if (!IsLowerHex(version) || version == "ff" || !IsId(trace_id) || !IsId(span_id) ||
      !IsLowerHex(flags)) {
    return false;
  }
  const absl::string_view rest = text.substr(kTraceparentLength);
  if (!rest.empty() && (version == "00" || rest[0] != '-')) return false;
  trace->trace_id = std::string(trace_id);
  trace->parent_span_id = std::string(span_id);
  trace->flags = static_cast<uint8_t>(HexDigit(flags[0]) * 16 + HexDigit(flags[1])) & kSampled;
  return true;
}

}  // namespace

std::string TraceContext::ToTraceparent() const {
  return absl::StrCat("00-", trace_id, "-", span_id, "-", absl::Hex(flags, absl::kZeroPad2));
}

bool TraceContext::IsAmong(double share) const {
  uint64_t low = 0;
  if (trace_id.size() != 32 || !absl::SimpleHexAtoi(trace_id.substr(16), &low)) return false;
  return std::ldexp(static_cast<double>(low), -64) < share;
}

TraceContext ContinueTrace(absl::string_view traceparent, absl::string_view tracestate) {
  TraceContext trace;
  if (ParseTraceparent(traceparent, &trace)) {
    if (tracestate.size() <= kMaxTracestate) trace.state = std::string(tracestate);
  } else {
    trace.trace_id = absl::StrCat(RandomHex64(), RandomHex64());
  }
  trace.span_id = RandomHex64();
  return trace;
}

}  // namespace guanxi::rpc
