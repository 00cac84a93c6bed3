#include "workflow-svc/notifications/transfer.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "workflow-svc/notifications/public_address.h"

namespace guanxi::workflow {
namespace {

using v1::Delivery;

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
  if (transfer->answer.size() + size > kMaxAnswerBytes) {
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

Outcome Failed(Delivery::Error error, bool for_good) { return {error, for_good}; }

Easy NewEasy(const OutgoingOptions& options, Transfer* transfer) {
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

Outcome OfCurl(CURLcode code, const Transfer& transfer) {
  // Another of the host's addresses may have been taken.
  if (code != CURLE_OK && transfer.was_forbidden) {
    return Failed(Delivery::ADDRESS_FORBIDDEN, /*for_good=*/true);
  }
  if (transfer.was_too_long) return Failed(Delivery::BAD_ANSWER);
  switch (code) {
    case CURLE_OK:
      return {};
    case CURLE_COULDNT_RESOLVE_HOST:
      return Failed(Delivery::HOST_UNKNOWN);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
      return Failed(Delivery::TLS_FAILED);
    case CURLE_LOGIN_DENIED:
      return Failed(Delivery::CREDENTIALS_REFUSED);
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return Failed(Delivery::BAD_ANSWER);
    default:
      return Failed(Delivery::UNREACHABLE);
  }
}

}  // namespace guanxi::workflow
