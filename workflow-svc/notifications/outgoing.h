// Calls that leave the house: HTTP and SMTP, on the word of those who use the product.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_OUTGOING_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_OUTGOING_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "guanxi/workflow/v1/delivery.pb.h"

namespace guanxi::workflow {

// How a call went. No text of the other side leaves this file but `body`, which is for those who
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

struct HttpCall {
  std::string url;
  std::string body;  // JSON
  std::vector<std::pair<std::string, std::string>> headers = {};
};

struct MailCall {
  std::string host;
  int port = 0;
  enum class Tls { kStartTls, kImplicit, kNone } tls = Tls::kStartTls;
  std::string user = {};  // "": nobody logs in
  std::string password = {};
  std::string from;  // addresses, without names
  std::string to;
  std::string message;  // as RFC 5322 has it
};

// Hosts are resolved for each call, and what they resolve to is looked at when the connection is
// made: an address that is none of the public internet's is not called (ADDRESS_FORBIDDEN),
// whatever the name said before. Redirects are not followed, proxies of the environment not used.
//
// Thread-safe. Calls block, up to kMaxCallTime: none is made while a transaction is open.
class Outgoing {
 public:
  struct Options {
    // Hosts as addresses and channels name them that may be called wherever they are, and by
    // http:// or SMTP without TLS; the operator's word.
    std::set<std::string> allowed_hosts;
    // Certificates to be trusted instead of the system's; "": the system's.
    std::string ca_file = {};
    absl::Duration connect_time = absl::Seconds(5);
    absl::Duration call_time = absl::Seconds(20);
  };

  explicit Outgoing(Options options);

  // POSTs JSON. Taken: an answer of 200 to 299, whose meaning is the caller's to say.
  Outcome Post(const HttpCall& call) const;
  // Hands a message over to a mail server.
  Outcome SendMail(const MailCall& call) const;

 private:
  const Options options_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_OUTGOING_H_
