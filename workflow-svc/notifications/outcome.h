// How calls that leave the house are made, and how they end.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_OUTCOME_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_OUTCOME_H_

#include <cstddef>
#include <string>

#include "common/outgoing/transfer.h"
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

using OutgoingOptions = outgoing::Options;

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_OUTCOME_H_
