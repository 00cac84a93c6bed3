#include "common/outgoing/transfer.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "common/outgoing/public_address.h"

namespace guanxi::outgoing {
namespace {

curl_socket_t OpenSocket(void* context, curlsocktype, curl_sockaddr* address) {
  auto* const transfer = static_cast<Transfer*>(context);
  if (!transfer->may_call_any && !IsPublicAddress(address->addr)) {
    transfer->was_forbidden = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

size_t TakeAnswer(char* data, size_t, size_t size, void* context) {
  auto* const transfer = static_cast<Transfer*>(context);
  if (transfer->answer.size() + size > transfer->max_answer) {
    transfer->was_too_long = true;
    return 0;
  }
  transfer->answer.append(data, size);
  return size;
}

size_t GiveUpload(char* to, size_t size, size_t count, void* context) {
  auto* const transfer = static_cast<Transfer*>(context);
  const size_t rest = transfer->upload->size() - transfer->uploaded;
  const size_t give = std::min(rest, size * count);
  std::memcpy(to, transfer->upload->data() + transfer->uploaded, give);
  transfer->uploaded += give;
  return give;
}

}  // namespace

Easy NewEasy(const Options& options, Transfer* transfer) {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(once);
  Easy easy(curl_easy_init(), curl_easy_cleanup);
  if (easy == nullptr) return easy;
  CURL* const c = easy.get();
  curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(c, CURLOPT_PROXY, "");
  curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(c, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));  // NOLINT
  curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(options.connect_time)));  // NOLINT
  curl_easy_setopt(c, CURLOPT_TIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(options.call_time)));  // NOLINT
  curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, OpenSocket);
  curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, transfer);
  curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, TakeAnswer);
  curl_easy_setopt(c, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt(c, CURLOPT_READFUNCTION, GiveUpload);
  curl_easy_setopt(c, CURLOPT_READDATA, transfer);
  curl_easy_setopt(c, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));  // NOLINT
  if (!options.ca_file.empty()) curl_easy_setopt(c, CURLOPT_CAINFO, options.ca_file.c_str());
  return easy;
}

Ending EndingOf(CURLcode code, const Transfer& transfer) {
  // Another of the host's addresses may have been taken.
  if (code != CURLE_OK && transfer.was_forbidden) return Ending::kForbidden;
  if (transfer.was_too_long) return Ending::kBadAnswer;
  switch (code) {
    case CURLE_OK:
      return Ending::kDone;
    case CURLE_COULDNT_RESOLVE_HOST:
      return Ending::kHostUnknown;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
      return Ending::kTlsFailed;
    case CURLE_LOGIN_DENIED:
      return Ending::kCredentialsRefused;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return Ending::kBadAnswer;
    default:
      return Ending::kUnreachable;
  }
}

int StatusOf(CURL* easy) {
  long status = 0;  // NOLINT(google-runtime-int): libcurl's
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

std::set<std::string> ParseHosts(const std::string& hosts) {
  std::set<std::string> parsed;
  for (const absl::string_view host : absl::StrSplit(hosts, ',')) {
    const std::string one = absl::AsciiStrToLower(absl::StripAsciiWhitespace(host));
    if (!one.empty()) parsed.insert(one);
  }
  return parsed;
}

}  // namespace guanxi::outgoing
