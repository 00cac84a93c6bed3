// Calls as no client library would make them.
#ifndef GUANXI_COMMON_RPC_TESTING_RAW_HTTP2_H_
#define GUANXI_COMMON_RPC_TESTING_RAW_HTTP2_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace guanxi::rpc {

// One HTTP/2 connection whose frames a test writes itself. Ends when it is destroyed.
class RawHttp2 {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  // Connects to 127.0.0.1 and sends preface and settings.
  explicit RawHttp2(int port);
  ~RawHttp2();
  RawHttp2(const RawHttp2&) = delete;
  RawHttp2& operator=(const RawHttp2&) = delete;

  // Sends the headers of a gRPC call of `path` as stream 1, 3, 5 ... and returns the stream.
  int Call(const std::string& path, const std::string& token, const Headers& more = {});
  // Sends bytes of a call's body; `last` ends it. False if the peer has closed the connection.
  bool Send(int stream, absl::string_view bytes, bool last);

  // Whether `text` comes within `patience`; headers are searched as they travel, so only what the
  // peer does not compress is found.
  bool Receives(absl::string_view text, absl::Duration patience);

 private:
  bool SendFrame(uint8_t type, uint8_t flags, int stream, absl::string_view payload);

  int socket_ = -1;
  int next_stream_ = 1;
  std::string received_;
};

// A gRPC message as it travels: flag, length, bytes.
std::string GrpcFrame(bool compressed, absl::string_view message);

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_TESTING_RAW_HTTP2_H_
