#include "workflow-svc/notifications/robot.h"

#include <cstdint>
#include <iterator>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "common/crypto/digest.h"
#include "common/text/utf8.h"
#include "nlohmann/json.hpp"

namespace guanxi::workflow {
namespace {

using nlohmann::json;
using v1::Channel;
using v1::Delivery;

constexpr size_t kDingTalkBytes = 20'000 - 512, kWeComMarkdownBytes = 4096, kWeComTextBytes = 2048;
// For the line that says how much was cut off.
constexpr size_t kRestBytes = 32;

// Values make no link, mention, picture or heading: the signs of markup become the full-width ones
// that look like them. Neither robot takes backslashes before signs everywhere.
std::string Unmarked(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"[", "［"},
                                    {"]", "］"},
                                    {"<", "＜"},
                                    {">", "＞"},
                                    {"*", "＊"},
                                    {"`", "｀"},
                                    {"#", "＃"},
                                    {"@", "＠"}});
}

std::string Entry(const Saying& saying, Channel::Format format) {
  const std::string times = saying.count > 1 ? absl::StrCat(" ×", saying.count) : "";
  if (format == Channel::TEXT) {
    return absl::StrCat(Unmarked(saying.title), times, saying.text.empty() ? "" : "\n",
                        Unmarked(saying.text));
  }
  std::string entry = absl::StrCat("**", Unmarked(saying.title), times, "**");
  for (const absl::string_view line : absl::StrSplit(saying.text, '\n', absl::SkipEmpty())) {
    // Two line ends: of one alone DingTalk makes a blank.
    absl::StrAppend(&entry, "\n\n", Unmarked(line));
  }
  return entry;
}

// All of them, or as many as there is room for, and how many are left.
std::string Joined(const std::vector<Saying>& sayings, Channel::Format format, size_t max_bytes) {
  std::string text;
  for (size_t i = 0; i < sayings.size(); ++i) {
    const std::string entry = absl::StrCat(text.empty() ? "" : "\n\n", Entry(sayings[i], format));
    if (text.size() + entry.size() + kRestBytes > max_bytes) {
      if (text.empty()) {
        text = std::string(text::TruncateUtf8(entry, max_bytes - kRestBytes)) + "…";
        if (sayings.size() == 1) return text;
        ++i;
      }
      return absl::StrCat(text, "\n\n… +", sayings.size() - i);
    }
    text += entry;
  }
  return text;
}

std::string Dumped(const json& body) {
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

// By percent, as a value in a query.
std::string QueryEscape(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"+", "%2B"}, {"/", "%2F"}, {"=", "%3D"}});
}

Outcome Meant(Delivery::Error error, Outcome outcome) {
  outcome.error = error;
  return outcome;
}

}  // namespace

bool IsRobot(Channel::Kind kind) { return kind == Channel::DINGTALK || kind == Channel::WECOM; }

HttpCall DingTalkCall(const std::string& url, const std::string& secret, Channel::Format format,
                      const std::vector<Saying>& sayings, absl::Time now) {
  HttpCall call{url, ""};
  if (!secret.empty()) {
    const int64_t timestamp = absl::ToUnixMillis(now);
    const std::string signature = crypto::HmacSha256(secret, absl::StrCat(timestamp, "\n", secret));
    absl::StrAppend(&call.url, absl::StrContains(url, '?') ? "&" : "?", "timestamp=", timestamp,
                    "&sign=", QueryEscape(absl::Base64Escape(signature)));
  }
  const std::string text = Joined(sayings, format, kDingTalkBytes);
  if (format == Channel::TEXT) {
    call.body = Dumped({{"msgtype", "text"}, {"text", {{"content", text}}}});
  } else {
    const std::string title = Unmarked(TitleOf(sayings));
    call.body = Dumped({{"msgtype", "markdown"}, {"markdown", {{"title", title}, {"text", text}}}});
  }
  return call;
}

HttpCall WeComCall(const std::string& url, Channel::Format format,
                   const std::vector<Saying>& sayings) {
  const bool is_text = format == Channel::TEXT;
  const std::string kind = is_text ? "text" : "markdown";
  const std::string text = Joined(sayings, format, is_text ? kWeComTextBytes : kWeComMarkdownBytes);
  return {url, Dumped({{"msgtype", kind}, {kind, {{"content", text}}}})};
}

HttpCall WebhookCall(const std::string& url, const std::string& secret, const WebhookBody& body,
                     absl::Time now) {
  json value = {{"id", body.id},
                {"time", absl::FormatTime(absl::RFC3339_sec, body.time, absl::UTCTimeZone())},
                {"title", body.saying.title},
                {"text", body.saying.text},
                {"subject", body.saying.subject},
                {"source", body.source}};
  if (!body.data_json.empty()) {
    value["data"] = json::parse(body.data_json, nullptr, /*allow_exceptions=*/false);
    if (value["data"].is_discarded()) value["data"] = nullptr;
  }
  HttpCall call{url, Dumped(value)};
  const std::string timestamp = absl::StrCat(absl::ToUnixSeconds(now));
  call.headers = {
      {"Idempotency-Key", body.id}, {"webhook-id", body.id}, {"webhook-timestamp", timestamp}};
  if (!secret.empty()) {
    const std::string signature =
        crypto::HmacSha256(secret, absl::StrCat(body.id, ".", timestamp, ".", call.body));
    call.headers.emplace_back("webhook-signature",
                              absl::StrCat("v1,", absl::Base64Escape(signature)));
  }
  return call;
}

Outcome RobotOutcome(Channel::Kind kind, Outcome outcome) {
  if (!outcome.ok() || !IsRobot(kind)) return outcome;
  const json answer = json::parse(outcome.body, nullptr, /*allow_exceptions=*/false);
  if (!answer.is_object() || !answer.contains("errcode") ||
      !answer["errcode"].is_number_integer()) {
    return Meant(Delivery::BAD_ANSWER, std::move(outcome));
  }
  switch (answer["errcode"].get<int64_t>()) {
    case 0:
      return outcome;
    case -1:      // both: the system is busy
    case 130101:  // DingTalk: too fast
    case 410100:  // DingTalk: too fast, and shut out for ten minutes
    case 45009:   // WeCom: too fast
    case 45033:   // WeCom: too many at once
      return Meant(Delivery::REMOTE_BUSY, std::move(outcome));
    case 300001:  // DingTalk: no such token
    case 300005:
    case 310000:  // DingTalk: signature, keyword or address
    case 93000:   // WeCom: no such key
    case 40001:
      return Meant(Delivery::CREDENTIALS_REFUSED, std::move(outcome));
    default:
      return Meant(Delivery::REMOTE_REFUSED, std::move(outcome));
  }
}

}  // namespace guanxi::workflow
