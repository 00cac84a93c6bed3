// Matchers for absl::Status and absl::StatusOr: Debian's Abseil has none.
#ifndef GUANXI_COMMON_TESTING_STATUS_MATCHERS_H_
#define GUANXI_COMMON_TESTING_STATUS_MATCHERS_H_

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/errors/errors.h"
#include "gmock/gmock.h"

namespace guanxi {

inline const absl::Status& GetStatus(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& GetStatus(const absl::StatusOr<T>& status_or) {
  return status_or.status();
}

MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  *result_listener << GetStatus(arg).ToString();
  return GetStatus(arg).ok();
}

MATCHER_P(StatusIs, code, "has code " + absl::StatusCodeToString(code)) {
  *result_listener << GetStatus(arg).ToString();
  return GetStatus(arg).code() == code;
}

// `text` is a string or a matcher of the message.
MATCHER_P2(StatusIs, code, text, "has code " + absl::StatusCodeToString(code) + " and a message") {
  *result_listener << GetStatus(arg).ToString();
  return GetStatus(arg).code() == code &&
         ::testing::ExplainMatchResult(text, std::string(GetStatus(arg).message()),
                                       result_listener);
}

// The reason of the error's ErrorInfo.
MATCHER_P(HasReason, reason, std::string("has reason ") + reason) {
  *result_listener << GetStatus(arg).ToString();
  return Reason(GetStatus(arg)) == reason;
}

MATCHER_P(IsOkAndHolds, matcher, "is OK and its value matches") {
  if (!arg.ok()) {
    *result_listener << arg.status().ToString();
    return false;
  }
  return ::testing::ExplainMatchResult(matcher, *arg, result_listener);
}

}  // namespace guanxi

#endif  // GUANXI_COMMON_TESTING_STATUS_MATCHERS_H_
