// Errors that a client can act on.
//
// An error is an absl::Status whose payloads are serialised google.rpc details, the type URL as
// key; `ToGrpcStatus` (grpc.h) turns it into what goes over the wire. Every error that leaves a
// service carries an ErrorInfo with a reason of the README's list: clients branch on code and
// reason, never on text. Texts name the field and never quote personal data.
#ifndef GUANXI_COMMON_ERRORS_ERRORS_H_
#define GUANXI_COMMON_ERRORS_ERRORS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace guanxi {

// The domain of every ErrorInfo of ours.
inline constexpr absl::string_view kErrorDomain = "guanxi.dev";

using ErrorMetadata = std::map<std::string, std::string>;

// `reason` is UPPER_SNAKE_CASE. `code` must not be OK.
absl::Status Error(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                   const ErrorMetadata& metadata = {});

// INVALID_ARGUMENT about one field of the request; `path` as in a field mask
// ("customer.phones[0]").
absl::Status InvalidField(absl::string_view path, absl::string_view description,
                          absl::string_view reason = "INVALID_FIELD");

// Collects all violations of a request, so that the caller mends them in one go.
class Violations {
 public:
  void Add(absl::string_view path, absl::string_view description);
  // Adds what `status` (an InvalidField error) says, with `prefix` before its paths; an error
  // without field violations is added under `prefix` itself.
  void AddAll(absl::string_view prefix, const absl::Status& status);
  bool empty() const { return list_.empty(); }
  size_t size() const { return list_.size(); }
  // Forgets those, from the one at `from` on, about fields of which something was said before.
  void ForgetRepeated(size_t from);
  // OK if there are none, else INVALID_ARGUMENT with BadRequest details.
  absl::Status ToStatus(absl::string_view reason = "INVALID_FIELD") const;

 private:
  struct Violation {
    std::string path;
    std::string description;
  };
  std::vector<Violation> list_;
};

// The same error with `prefix` before the paths of its fields; one that is about no field as it is.
absl::Status UnderPath(absl::string_view prefix, const absl::Status& status);
// Whether the error is about fields: whether it has BadRequest details.
bool IsAboutFields(const absl::Status& status);

// NOT_FOUND with ResourceInfo: absent, deleted, or hidden from the caller. `type` is the singular
// in upper snake case ("CUSTOMER"): the reason becomes CUSTOMER_NOT_FOUND.
absl::Status NotFound(absl::string_view type, absl::string_view name);
// ALREADY_EXISTS, reason <TYPE>_ALREADY_EXISTS.
absl::Status AlreadyExists(absl::string_view type, absl::string_view name);
// The same: `what` ("customer.external_ids.erp") belongs to the resource named `holder`, which the
// metadata name too; `deleted` says that lists do not show it.
absl::Status AlreadyTaken(absl::string_view type, absl::string_view what, absl::string_view holder,
                          bool deleted);
// ABORTED, reason STALE_ETAG: read again and retry.
absl::Status StaleEtag(absl::string_view name);
// UNAVAILABLE: safe to retry with the same request_id.
absl::Status Unavailable(absl::string_view reason, absl::string_view message);
// RESOURCE_EXHAUSTED with RetryInfo.
absl::Status ResourceExhausted(absl::string_view reason, absl::string_view message,
                               absl::Duration retry_delay);
// The same with one QuotaFailure about `subject`: a stock is used up, not a rate.
absl::Status QuotaExceeded(absl::string_view reason, absl::string_view subject,
                           absl::string_view message, absl::Duration retry_delay);
absl::Status DeadlineExceeded(absl::string_view reason, absl::string_view message);
// FAILED_PRECONDITION with one PreconditionFailure about `subject` (a resource name).
absl::Status FailedPrecondition(absl::string_view reason, absl::string_view subject,
                                absl::string_view message);

// A field that a request got wrong, and how.
struct FieldViolation {
  std::string path;
  std::string description;
};

// The violations of an InvalidField error, in order; none of any other.
std::vector<FieldViolation> FieldViolations(const absl::Status& status);

// The name of the resource that the status is about (its ResourceInfo), or "" if it has none.
std::string ResourceOf(const absl::Status& status);

// The reason of the status's ErrorInfo, or "" if it has none.
std::string Reason(const absl::Status& status);

// Whether it is a fault that passes without anybody's doing: UNAVAILABLE, DEADLINE_EXCEEDED,
// RESOURCE_EXHAUSTED, ABORTED, CANCELLED.
bool IsPassing(const absl::Status& status);

}  // namespace guanxi

#endif  // GUANXI_COMMON_ERRORS_ERRORS_H_
