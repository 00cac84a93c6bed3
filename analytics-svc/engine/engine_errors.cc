#include "analytics-svc/engine/engine_errors.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

constexpr absl::Duration kRetry = absl::Seconds(1);

}  // namespace

absl::Status BadQuery() {
  return Error(absl::StatusCode::kInternal, "BAD_QUERY", "the query cannot be run");
}

absl::Status QueryTimeLimit() {
  return DeadlineExceeded("QUERY_TIME_LIMIT", "the query took longer than it may");
}

absl::Status ResultTooLarge(int64_t max_rows) {
  return Error(absl::StatusCode::kResourceExhausted, "RESULT_TOO_LARGE",
               absl::StrCat("the answer has more than ", max_rows, " rows: ask for less"));
}

absl::Status QueryTooLarge() {
  return Error(absl::StatusCode::kResourceExhausted, "QUERY_TOO_LARGE",
               "the query needs more memory than it may have: ask for less");
}

absl::Status SumTooLarge() {
  return Error(absl::StatusCode::kOutOfRange, "SUM_TOO_LARGE",
               "a sum is larger than the engine can hold");
}

absl::Status EngineBusy() {
  return ResourceExhausted("ENGINE_BUSY", "as many queries are running as may", kRetry);
}

absl::Status EngineDown() {
  return Unavailable("ENGINE_DOWN", "the engine of reports cannot be reached");
}

}  // namespace guanxi::analytics
