#include "common/outgoing/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace guanxi::outgoing {
namespace {

constexpr size_t kMaxUrl = 2048, kMaxHost = 255;

bool IsGraphic(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isgraph(c); });
}

}  // namespace

bool IsHost(absl::string_view host) {
  return !host.empty() && host.size() <= kMaxHost && host[0] != '-' && host[0] != '.' &&
         std::all_of(host.begin(), host.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '.' || c == '-' || c == ':';
         });
}

absl::StatusOr<std::string> HostOfUrl(absl::string_view url) {
  const auto wrong = [](absl::string_view what) { return absl::InvalidArgumentError(what); };
  if (url.size() > kMaxUrl) return wrong("want at most 2,048 bytes");
  if (!IsGraphic(url)) return wrong("want ASCII without blanks");
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
  if (curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(), 0) != CURLUE_OK) {
    return wrong("want https://host/...");
  }
  const auto part = [&](CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(parsed.get(), which, &text, 0) != CURLUE_OK) return std::string();
    const std::string copy = text;
    curl_free(text);
    return copy;
  };
  const std::string scheme = part(CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http") return wrong("want https://host/...");
  if (absl::StrContains(url, '@') && !part(CURLUPART_USER).empty()) return wrong("want no user");
  if (!part(CURLUPART_PASSWORD).empty()) return wrong("want no password");
  if (!part(CURLUPART_FRAGMENT).empty()) return wrong("want no fragment");
  std::string host = absl::AsciiStrToLower(part(CURLUPART_HOST));
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  if (!IsHost(host)) return wrong("want a host's name in ASCII");
  return host;
}

std::string UrlEscape(absl::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string escaped;
  for (const char each : text) {
    const auto c = static_cast<unsigned char>(each);
    if (absl::ascii_isalnum(c) || absl::StrContains("-._~", each)) {
      escaped.push_back(each);
    } else {
      absl::StrAppend(&escaped, "%", std::string(1, kDigits[c >> 4]),
                      std::string(1, kDigits[c & 15]));
    }
  }
  return escaped;
}

}  // namespace guanxi::outgoing
