// One transfer by libcurl, and what is the same of all of them.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_TRANSFER_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_TRANSFER_H_

#include <curl/curl.h>

#include <cstddef>
#include <memory>
#include <string>

#include "workflow-svc/notifications/outcome.h"

namespace guanxi::workflow {

// What a transfer's callbacks see of it.
struct Transfer {
  bool may_call_any = false;   // addresses that are none of the internet's, too
  bool was_forbidden = false;  // that was why it failed
  bool was_too_long = false;   // the answer
  std::string answer;
  const std::string* upload = nullptr;  // what is sent, of mails; not owned
  size_t uploaded = 0;
};

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

// One that looks at the address when it connects, follows nothing, and ends in time; null if
// libcurl has no memory. `transfer` outlives it.
Easy NewEasy(const OutgoingOptions& options, Transfer* transfer);

Outcome Failed(v1::Delivery::Error error, bool for_good = false);

// What a transfer that ended with `code` came to, whatever its protocol says.
Outcome OfCurl(CURLcode code, const Transfer& transfer);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_TRANSFER_H_
