#include "common/outgoing/http_client.h"

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/outgoing/url.h"

namespace guanxi::outgoing {
namespace {

using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

constexpr curl_off_t kMostWait = 24 * 3600;

bool HasControl(absl::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

HttpAnswer Failed(Ending ending, bool for_good = false) {
  HttpAnswer answer;
  answer.ending = ending;
  answer.for_good = for_good;
  return answer;
}

void TakeStatus(int status, HttpAnswer* answer) {
  if (status >= 200 && status < 300) return;
  if (status == 401 || status == 403) {
    answer->ending = Ending::kCredentialsRefused;
  } else if (status == 408 || status == 425 || status == 429 || status >= 500) {
    answer->ending = Ending::kBusy;
  } else {
    answer->ending = Ending::kRefused;
    answer->for_good = status == 400 || status == 404 || status == 410 || status == 413;
  }
}

// False if a header would make another one.
bool MakeHeaders(const HttpRequest& request, List* headers) {
  const auto add = [&](const std::string& line) {
    headers->reset(curl_slist_append(headers->release(), line.c_str()));
  };
  if (request.json.has_value()) add("Content-Type: application/json; charset=utf-8");
  for (const auto& [name, value] : request.headers) {
    if (HasControl(name) || HasControl(value)) return false;
    add(absl::StrCat(name, ": ", value));
  }
  return true;
}

absl::Duration WaitOf(CURL* easy) {
  curl_off_t seconds = 0;
  curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds);
  return absl::Seconds(std::clamp<curl_off_t>(seconds, 0, kMostWait));
}

}  // namespace

HttpAnswer HttpClient::Send(const HttpRequest& request) const {
  const auto host = HostOfUrl(request.url);
  if (!host.ok()) return Failed(Ending::kNotReady, /*for_good=*/true);
  Transfer transfer;
  transfer.may_call_any = options_.allowed_hosts.count(*host) != 0;
  transfer.max_answer = request.max_answer;
  const Easy easy = NewEasy(options_, &transfer);
  if (easy == nullptr) return Failed(Ending::kUnreachable);
  CURL* const c = easy.get();
  List headers(nullptr, curl_slist_free_all);
  if (!MakeHeaders(request, &headers)) return Failed(Ending::kNotReady, /*for_good=*/true);
  curl_easy_setopt(c, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, transfer.may_call_any ? "https,http" : "https");
  curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(c, CURLOPT_USERAGENT, "guanxi");
  if (request.json.has_value()) {
    curl_easy_setopt(c, CURLOPT_POSTFIELDS, request.json->data());
    curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.json->size()));
  }
  const CURLcode code = curl_easy_perform(c);
  HttpAnswer answer;
  answer.ending = EndingOf(code, transfer);
  answer.for_good = answer.ending == Ending::kForbidden;
  if (code == CURLE_UNSUPPORTED_PROTOCOL) answer = Failed(Ending::kForbidden, /*for_good=*/true);
  answer.status = StatusOf(c);
  if (answer.ok()) TakeStatus(answer.status, &answer);
  answer.retry_after = WaitOf(c);
  answer.body = std::move(transfer.answer);
  return answer;
}

}  // namespace guanxi::outgoing
