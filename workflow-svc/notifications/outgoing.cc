#include "workflow-svc/notifications/outgoing.h"

#include <algorithm>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "workflow-svc/notifications/notification_rules.h"
#include "workflow-svc/notifications/transfer.h"

namespace guanxi::workflow {
namespace {

using v1::Delivery;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

// By the classes of both protocols: 4xx of SMTP and 5xx of HTTP pass.
Outcome OfHttpStatus(int status) {
  if (status >= 200 && status < 300) return {};
  if (status == 401 || status == 403) return Failed(Delivery::CREDENTIALS_REFUSED);
  if (status == 408 || status == 425 || status == 429 || status >= 500) {
    return Failed(Delivery::REMOTE_BUSY);
  }
  const bool is_gone = status == 400 || status == 404 || status == 410 || status == 413;
  return Failed(Delivery::REMOTE_REFUSED, is_gone);
}

// libcurl reports any refusal by the command that met it; the number says whether it passes.
Outcome OfMail(CURLcode code, int status, const Transfer& transfer) {
  const bool was_refused = code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR ||
                           code == CURLE_UPLOAD_FAILED || code == CURLE_WEIRD_SERVER_REPLY;
  if (was_refused && status >= 500) return Failed(Delivery::REMOTE_REFUSED, /*for_good=*/true);
  if (was_refused && status >= 400) return Failed(Delivery::REMOTE_BUSY);
  return OfCurl(code, transfer);
}

bool HasControl(absl::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

int StatusOf(CURL* easy) {
  long status = 0;  // NOLINT(google-runtime-int): libcurl's
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

}  // namespace

Outgoing::Outgoing(Options options) : options_(std::move(options)) {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(once);
}

Outcome Outgoing::Post(const HttpCall& call) const {
  const auto host = HostOfUrl(call.url);
  if (!host.ok()) return Failed(Delivery::CHANNEL_NOT_READY, /*for_good=*/true);
  Transfer transfer;
  transfer.may_call_any = options_.allowed_hosts.count(*host) != 0;
  const Easy easy = NewEasy(options_, &transfer);
  if (easy == nullptr) return Failed(Delivery::UNREACHABLE);
  CURL* const c = easy.get();
  List headers(curl_slist_append(nullptr, "Content-Type: application/json; charset=utf-8"),
               curl_slist_free_all);
  for (const auto& [name, value] : call.headers) {
    if (HasControl(value)) return Failed(Delivery::CHANNEL_NOT_READY, /*for_good=*/true);
    headers.reset(curl_slist_append(headers.release(), absl::StrCat(name, ": ", value).c_str()));
  }
  curl_easy_setopt(c, CURLOPT_URL, call.url.c_str());
  curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, transfer.may_call_any ? "https,http" : "https");
  curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(c, CURLOPT_USERAGENT, "guanxi");
  curl_easy_setopt(c, CURLOPT_POSTFIELDS, call.body.data());
  curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
  const CURLcode code = curl_easy_perform(c);
  const int status = StatusOf(c);
  Outcome outcome = OfCurl(code, transfer);
  if (code == CURLE_UNSUPPORTED_PROTOCOL) outcome = Failed(Delivery::ADDRESS_FORBIDDEN, true);
  if (outcome.ok()) outcome = OfHttpStatus(status);
  outcome.status = status;
  outcome.body = std::move(transfer.answer);
  return outcome;
}

Outcome Outgoing::SendMail(const MailCall& call) const {
  Transfer transfer;
  transfer.may_call_any = options_.allowed_hosts.count(call.host) != 0;
  transfer.upload = &call.message;
  const bool is_plain = call.tls == MailCall::Tls::kNone;
  if (is_plain && !transfer.may_call_any) return Failed(Delivery::ADDRESS_FORBIDDEN, true);
  for (const std::string& part : {call.host, call.from, call.to, call.user, call.password}) {
    if (HasControl(part)) return Failed(Delivery::CHANNEL_NOT_READY, /*for_good=*/true);
  }
  const Easy easy = NewEasy(options_, &transfer);
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
  Outcome outcome = OfMail(code, StatusOf(c), transfer);
  outcome.status = StatusOf(c);
  return outcome;
}

}  // namespace guanxi::workflow
