#include "workflow-svc/notifications/outgoing.h"

#include <algorithm>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/outgoing/transfer.h"

namespace guanxi::workflow {
namespace {

using outgoing::Ending;
using v1::Delivery;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

Outcome Failed(Delivery::Error error, bool for_good = false) { return {error, for_good}; }

Delivery::Error ErrorOf(Ending ending) {
  switch (ending) {
    case Ending::kDone:
      return Delivery::ERROR_UNSPECIFIED;
    case Ending::kForbidden:
      return Delivery::ADDRESS_FORBIDDEN;
    case Ending::kHostUnknown:
      return Delivery::HOST_UNKNOWN;
    case Ending::kUnreachable:
      return Delivery::UNREACHABLE;
    case Ending::kTlsFailed:
      return Delivery::TLS_FAILED;
    case Ending::kCredentialsRefused:
      return Delivery::CREDENTIALS_REFUSED;
    case Ending::kBusy:
      return Delivery::REMOTE_BUSY;
    case Ending::kRefused:
      return Delivery::REMOTE_REFUSED;
    case Ending::kBadAnswer:
      return Delivery::BAD_ANSWER;
    case Ending::kNotReady:
      return Delivery::CHANNEL_NOT_READY;
  }
  return Delivery::UNREACHABLE;
}

// libcurl reports any refusal by the command that met it; the number says whether it passes.
Outcome OfMail(CURLcode code, int status, const outgoing::Transfer& transfer) {
  const bool was_refused = code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR ||
                           code == CURLE_UPLOAD_FAILED || code == CURLE_WEIRD_SERVER_REPLY;
  if (was_refused && status >= 500) return Failed(Delivery::REMOTE_REFUSED, /*for_good=*/true);
  if (was_refused && status >= 400) return Failed(Delivery::REMOTE_BUSY);
  const Ending ending = outgoing::EndingOf(code, transfer);
  return {ErrorOf(ending), /*for_good=*/ending == Ending::kForbidden};
}

bool HasControl(absl::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}  // namespace

Outcome Outgoing::Post(const HttpCall& call) const {
  outgoing::HttpRequest request;
  request.url = call.url;
  request.headers = call.headers;
  request.json = call.body;
  request.max_answer = kMaxAnswerBytes;
  outgoing::HttpAnswer answer = http_.Send(request);
  Outcome outcome{ErrorOf(answer.ending), answer.for_good};
  outcome.status = answer.status;
  outcome.body = std::move(answer.body);
  return outcome;
}

Outcome Outgoing::SendMail(const MailCall& call) const {
  outgoing::Transfer transfer;
  transfer.may_call_any = options_.allowed_hosts.count(call.host) != 0;
  transfer.upload = &call.message;
  const bool is_plain = call.tls == MailCall::Tls::kNone;
  if (is_plain && !transfer.may_call_any) return Failed(Delivery::ADDRESS_FORBIDDEN, true);
  for (const std::string& part : {call.host, call.from, call.to, call.user, call.password}) {
    if (HasControl(part)) return Failed(Delivery::CHANNEL_NOT_READY, /*for_good=*/true);
  }
  const outgoing::Easy easy = outgoing::NewEasy(options_, &transfer);
  if (easy == nullptr) return Failed(Delivery::UNREACHABLE);
  CURL* const c = easy.get();
  const bool is_v6 = absl::StrContains(call.host, ':');
  const char* const scheme = call.tls == MailCall::Tls::kImplicit ? "smtps" : "smtp";
  // What comes after the slash is the name by which the server is greeted.
  const std::string url =
      absl::StrCat(scheme, "://", is_v6 ? "[" : "", call.host, is_v6 ? "]" : "", ":", call.port,
                   "/", call.from.substr(call.from.find('@') + 1));
  const List to(curl_slist_append(nullptr, absl::StrCat("<", call.to, ">").c_str()),
                curl_slist_free_all);
  curl_easy_setopt(c, CURLOPT_URL, url.c_str());
  curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(c, CURLOPT_USE_SSL,
                   static_cast<long>(is_plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));  // NOLINT
  if (!call.user.empty() && !is_plain) {
    curl_easy_setopt(c, CURLOPT_USERNAME, call.user.c_str());
    curl_easy_setopt(c, CURLOPT_PASSWORD, call.password.c_str());
  }
  curl_easy_setopt(c, CURLOPT_MAIL_FROM, absl::StrCat("<", call.from, ">").c_str());
  curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to.get());
  curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
  const CURLcode code = curl_easy_perform(c);
  Outcome outcome = OfMail(code, outgoing::StatusOf(c), transfer);
  outcome.status = outgoing::StatusOf(c);
  return outcome;
}

}  // namespace guanxi::workflow
