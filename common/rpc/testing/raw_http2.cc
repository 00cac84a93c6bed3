#include "common/rpc/testing/raw_http2.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace guanxi::rpc {
namespace {

enum FrameType : uint8_t { kData = 0, kHeaders = 1, kSettings = 4 };
constexpr uint8_t kEndStream = 1;
constexpr uint8_t kEndHeaders = 4;
constexpr size_t kMaxFrame = 16 << 10;

// HPACK, RFC 7541: an integer with a prefix of 7 bits, and a literal that is in no table.
std::string Length(size_t n) {
  if (n < 127) return std::string(1, static_cast<char>(n));
  std::string out(1, '\x7f');
  for (n -= 127; n >= 128; n /= 128) out.push_back(static_cast<char>(n % 128 + 128));
  out.push_back(static_cast<char>(n));
  return out;
}
std::string Header(absl::string_view name, absl::string_view value) {
  return absl::StrCat(std::string(1, '\0'), Length(name.size()), name, Length(value.size()), value);
}

std::string BigEndian(uint32_t n, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(n >> shift));
  }
  return out;
}

}  // namespace

RawHttp2::RawHttp2(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  send(socket_, preface.data(), preface.size(), MSG_NOSIGNAL);
  SendFrame(kSettings, 0, 0, "");
}

RawHttp2::~RawHttp2() { close(socket_); }

int RawHttp2::Call(const std::string& path, const std::string& token, const Headers& more) {
  std::string block =
      absl::StrCat(Header(":method", "POST"), Header(":scheme", "http"), Header(":path", path),
                   Header(":authority", "localhost"), Header("te", "trailers"),
                   Header("content-type", "application/grpc"),
                   Header("authorization", absl::StrCat("Bearer ", token)));
  for (const auto& [name, value] : more) block += Header(name, value);
  const int stream = next_stream_;
  next_stream_ += 2;
  SendFrame(kHeaders, kEndHeaders, stream, block);
  return stream;
}

bool RawHttp2::Send(int stream, absl::string_view bytes, bool last) {
  do {
    const absl::string_view part = bytes.substr(0, kMaxFrame);
    bytes.remove_prefix(part.size());
    if (!SendFrame(kData, last && bytes.empty() ? kEndStream : 0, stream, part)) return false;
  } while (!bytes.empty());
  return true;
}

bool RawHttp2::SendFrame(uint8_t type, uint8_t flags, int stream, absl::string_view payload) {
  std::string frame = absl::StrCat(BigEndian(static_cast<uint32_t>(payload.size()), 3),
                                   std::string(1, static_cast<char>(type)),
                                   std::string(1, static_cast<char>(flags)),
                                   BigEndian(static_cast<uint32_t>(stream), 4), payload);
  for (absl::string_view left = frame; !left.empty();) {
    const ssize_t n = send(socket_, left.data(), left.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    left.remove_prefix(n);
  }
  return true;
}

bool RawHttp2::Receives(absl::string_view text, absl::Duration patience) {
  const absl::Time end = absl::Now() + patience;
  while (!absl::StrContains(received_, text)) {
    pollfd wait = {socket_, POLLIN, 0};
    const auto left = absl::ToInt64Milliseconds(end - absl::Now());
    if (left <= 0 || poll(&wait, 1, static_cast<int>(left)) <= 0) return false;
    char buffer[4096];
    const ssize_t n = recv(socket_, buffer, sizeof(buffer), 0);
    if (n <= 0) return false;
    received_.append(buffer, n);
  }
  return true;
}

std::string GrpcFrame(bool compressed, absl::string_view message) {
  return absl::StrCat(std::string(1, compressed ? '\1' : '\0'),
                      BigEndian(static_cast<uint32_t>(message.size()), 4), message);
}

}  // namespace guanxi::rpc
