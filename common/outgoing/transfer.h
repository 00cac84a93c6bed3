// One transfer by libcurl, and what is the same of all of them.
#ifndef GUANXI_COMMON_OUTGOING_TRANSFER_H_
#define GUANXI_COMMON_OUTGOING_TRANSFER_H_

#include <curl/curl.h>

#include <cstddef>
#include <memory>
#include <set>
#include <string>

#include "absl/time/time.h"

namespace guanxi::outgoing {

// How a call ended, as far as that is the same whoever is called.
enum class Ending {
  kDone,
  kForbidden,           // an address that may not be called
  kHostUnknown,         // no such name
  kUnreachable,         // nobody answered in time
  kTlsFailed,           // no encryption, or a certificate that is not trusted
  kCredentialsRefused,  // the other side does not know the caller
  kBusy,                // it asks to be called later
  kRefused,             // it does not want this
  kBadAnswer,           // too long, or none that can be understood
  kNotReady,            // the call itself is none that may be made
};

struct Options {
  // Hosts as addresses name them that may be called wherever they are, and without TLS; the
  // operator's word.
  std::set<std::string> allowed_hosts;
  // Certificates to be trusted instead of the system's; "": the system's.
  std::string ca_file = {};
  absl::Duration connect_time = absl::Seconds(5);
  absl::Duration call_time = absl::Seconds(20);
};

// What a transfer's callbacks see of it.
struct Transfer {
  bool may_call_any = false;   // addresses that are none of the internet's, too
  bool was_forbidden = false;  // that was why it failed
  bool was_too_long = false;   // the answer
  size_t max_answer = size_t{64} * 1024;
  std::string answer;
  const std::string* upload = nullptr;  // what is sent, of mails; not owned
  size_t uploaded = 0;
};

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

// One that looks at the address when it connects, follows nothing, and ends in time; null if
// libcurl has no memory. `transfer` outlives it.
Easy NewEasy(const Options& options, Transfer* transfer);

// What a transfer that ended with `code` came to, whatever its protocol says.
Ending EndingOf(CURLcode code, const Transfer& transfer);

// HTTP's or SMTP's; 0: none came.
int StatusOf(CURL* easy);

// Hosts with commas between them, in lower case.
std::set<std::string> ParseHosts(const std::string& hosts);

}  // namespace guanxi::outgoing

#endif  // GUANXI_COMMON_OUTGOING_TRANSFER_H_
