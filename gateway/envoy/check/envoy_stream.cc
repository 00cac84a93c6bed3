#include "gateway/envoy/check/envoy_stream.h"

#include <vector>

namespace guanxi::edge {
namespace {

// By which the configuration knows an answer that has its own words (gateway/envoy/render).
// Clients' x-envoy-* are dropped before.
constexpr std::string_view kOwnReply = "x-envoy-guanxi-reply";
constexpr std::string_view kDetails = "request_check";
constexpr std::string_view kSpace = "guanxi.rest";

AbiBytes Bytes(std::string_view text) { return {text.data(), text.size()}; }
std::string_view Text(AbiBytes bytes) { return {bytes.data, bytes.size}; }

AbiHeader Header(std::string_view name, std::string_view value) {
  return {name.data(), name.size(), value.data(), value.size()};
}

std::optional<std::string_view> HeaderOf(AbiStream stream, AbiHeaderKind kind,
                                         std::string_view name) {
  AbiBytes value = {nullptr, 0};
  size_t count = 0;
  if (!envoy_dynamic_module_callback_http_get_header(stream, kind, Bytes(name), &value, 0,
                                                     &count)) {
    return std::nullopt;
  }
  return count > 1 ? Headers::kSeveral : Text(value);
}

}  // namespace

std::optional<std::string_view> EnvoyStream::Get(std::string_view name) const {
  return HeaderOf(stream_, kRequestHeaders, name);
}

std::string_view EnvoyStream::ResponseStatus() const {
  return HeaderOf(stream_, kResponseHeaders, ":status").value_or("");
}

void EnvoyStream::Replace(std::string_view name, std::string_view value) {
  envoy_dynamic_module_callback_http_set_header(stream_, kRequestHeaders, Bytes(name),
                                                Bytes(value));
}

void EnvoyStream::Remove(std::string_view name) {
  envoy_dynamic_module_callback_http_set_header(stream_, kRequestHeaders, Bytes(name),
                                                {nullptr, 0});
}

std::optional<std::string_view> EnvoyStream::Body(BodyPart part, size_t limit,
                                                  std::string* copy) const {
  // Where an earlier filter has held the body, what is received is what is held.
  const bool same = part == BodyPart::kHeldAndReceived &&
                    envoy_dynamic_module_callback_http_received_buffered_request_body(stream_);
  std::vector<AbiBytes> chunks;
  const auto add = [this, &chunks](AbiBodyKind kind) {
    const size_t before = chunks.size();
    const size_t count = envoy_dynamic_module_callback_http_get_body_chunks_size(stream_, kind);
    if (count == 0) return;
    chunks.resize(before + count);
    if (!envoy_dynamic_module_callback_http_get_body_chunks(stream_, kind, &chunks[before])) {
      chunks.resize(before);
    }
  };
  if (!same) add(kBufferedRequestBody);
  if (part == BodyPart::kHeldAndReceived) add(kReceivedRequestBody);
  size_t size = 0;
  for (const AbiBytes& chunk : chunks) size += chunk.size;
  if (size > limit) return std::nullopt;
  if (chunks.size() == 1) return Text(chunks[0]);
  copy->clear();
  copy->reserve(size);
  for (const AbiBytes& chunk : chunks) copy->append(Text(chunk));
  return *copy;
}

void EnvoyStream::Send(const Answer& answer) {
  const std::string code = std::to_string(static_cast<int>(answer.code));
  AbiHeader headers[] = {Header("content-type", "application/json"), {}};
  size_t count = answer.text.empty() ? 0 : 1;
  std::string_view body = answer.text;
  if (answer.grpc) {
    headers[0] = Header("grpc-status", code);
    headers[1] = Header("grpc-message", answer.text);
    count = 2;
    body = "";
  } else {
    Replace(kOwnReply, "1");
  }
  envoy_dynamic_module_callback_http_send_response(stream_, answer.http_status, headers, count,
                                                   Bytes(body), Bytes(kDetails));
}

void EnvoyStream::SetLogPath(std::string_view path) {
  envoy_dynamic_module_callback_http_set_dynamic_metadata_string(stream_, Bytes(kSpace),
                                                                 Bytes("path"), Bytes(path));
}

void EnvoyStream::SetLogged() {
  envoy_dynamic_module_callback_http_set_dynamic_metadata_bool(stream_, Bytes(kSpace),
                                                               Bytes("logged"), true);
}

}  // namespace guanxi::edge
