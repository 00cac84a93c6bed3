// One request in Envoy, as its callbacks show it.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_ENVOY_STREAM_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_ENVOY_STREAM_H_

#include <optional>
#include <string>
#include <string_view>

#include "gateway/envoy/check/answer.h"
#include "gateway/envoy/check/envoy_abi.h"
#include "gateway/envoy/check/headers.h"

namespace guanxi::edge {

// Which part of a body is there: Envoy holds what came before, and hands over what comes.
enum class BodyPart { kHeld, kHeldAndReceived };

// As long as Envoy's hook that made it. Thread safety: none.
class EnvoyStream : public Headers {
 public:
  explicit EnvoyStream(AbiStream stream) : stream_(stream) {}

  std::optional<std::string_view> Get(std::string_view name) const override;
  void Replace(std::string_view name, std::string_view value) override;
  void Remove(std::string_view name) override;
  std::string_view ResponseStatus() const;

  // The body, which is copied to `copy` only where Envoy has it in pieces. Nothing if it is larger
  // than `limit` bytes.
  std::optional<std::string_view> Body(BodyPart part, size_t limit, std::string* copy) const;

  // Ends the request with this answer. The hook that calls this stops the request.
  void Send(const Answer& answer);

  // What the access log has of the request: its path, and that its line is written in any case.
  void SetLogPath(std::string_view path);
  void SetLogged();

 private:
  AbiStream stream_;
};

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_ENVOY_STREAM_H_
