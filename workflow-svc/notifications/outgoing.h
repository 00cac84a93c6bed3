// Calls that leave the house: HTTP and SMTP, on the word of those who use the product.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_OUTGOING_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_OUTGOING_H_

#include <string>
#include <utility>
#include <vector>

#include "common/outgoing/http_client.h"
#include "workflow-svc/notifications/outcome.h"

namespace guanxi::workflow {

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

// Only what outgoing::HttpClient may call is called, by mail, too; all else is ADDRESS_FORBIDDEN.
//
// Thread-safe. Calls block, up to Options::call_time: none is made while a transaction is open.
class Outgoing {
 public:
  using Options = OutgoingOptions;

  explicit Outgoing(Options options) : options_(options), http_(std::move(options)) {}

  // POSTs JSON. Taken: an answer of 200 to 299, whose meaning is the caller's to say.
  Outcome Post(const HttpCall& call) const;
  // Hands a message over to a mail server.
  Outcome SendMail(const MailCall& call) const;

 private:
  const Options options_;
  const outgoing::HttpClient http_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_OUTGOING_H_
