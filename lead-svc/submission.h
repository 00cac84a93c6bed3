// What a page sends: read out of a form or out of JSON.
//
// Pure functions: no I/O, no clock.
#ifndef GUANXI_LEAD_SVC_SUBMISSION_H_
#define GUANXI_LEAD_SVC_SUBMISSION_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "lead-svc/form_answers.h"

namespace guanxi::lead {

inline constexpr size_t kMaxSubmissionBytes = 64 << 10;

struct Submission {
  Answers answers;  // by the keys of fields, and that of a trap
  std::string start;
  std::string consent_version;
  v1::Attribution attribution;
  bool by_browser_alone = false;  // a form, as a page without a script sends it
};

// The members are listed at SubmitCaptureForm. INVALID_ARGUMENT, INVALID_BODY, for all that is no
// such body; INVALID_FIELD for members that begin with "_" and are none of those.
absl::StatusOr<Submission> ReadSubmission(absl::string_view content_type, absl::string_view body);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_SUBMISSION_H_
