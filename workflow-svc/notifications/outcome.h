// How calls that leave the house are made, and how they end.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_OUTCOME_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_OUTCOME_H_

#include <set>
#include <string>

#include "absl/time/time.h"
#include "guanxi/workflow/v1/delivery.pb.h"

namespace guanxi::workflow {

// How a call went. Of what the other side says nothing is kept but `body`, which is for those who
// know its form.
struct Outcome {
  v1::Delivery::Error error = v1::Delivery::ERROR_UNSPECIFIED;  // unspecified: it was taken
  bool for_good = false;                                        // another attempt would fail, too
  int status = 0;                                               // HTTP's or SMTP's; 0: none came
  std::string body = {};                                        // of HTTP, at most kMaxAnswerBytes

  bool ok() const { return error == v1::Delivery::ERROR_UNSPECIFIED; }
};

// Of an answer; longer ones are BAD_ANSWER.
inline constexpr size_t kMaxAnswerBytes = 64 * 1024;

struct OutgoingOptions {
  // Hosts as addresses and channels name them that may be called wherever they are, and by
  // http:// or SMTP without TLS; the operator's word.
  std::set<std::string> allowed_hosts;
  // Certificates to be trusted instead of the system's; "": the system's.
  std::string ca_file = {};
  absl::Duration connect_time = absl::Seconds(5);
  absl::Duration call_time = absl::Seconds(20);
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_OUTCOME_H_
