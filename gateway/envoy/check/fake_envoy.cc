#include "gateway/envoy/check/fake_envoy.h"

#include <iterator>

namespace {

using guanxi::edge::AbiBodyKind;
using guanxi::edge::AbiBytes;
using guanxi::edge::AbiHeader;
using guanxi::edge::AbiHeaderKind;
using guanxi::edge::AbiStream;
using guanxi::edge::FakeEnvoy;

FakeEnvoy& Of(AbiStream stream) { return *static_cast<FakeEnvoy*>(stream); }
std::string Text(AbiBytes bytes) { return std::string(bytes.data, bytes.size); }
AbiBytes Bytes(const std::string& text) { return {text.data(), text.size()}; }

const std::vector<std::string>& Pieces(AbiStream stream, AbiBodyKind kind) {
  const bool held = kind == guanxi::edge::kBufferedRequestBody;
  return held ? Of(stream).held : Of(stream).received;
}

}  // namespace

extern "C" {

bool envoy_dynamic_module_callback_http_get_header(AbiStream stream, AbiHeaderKind kind,
                                                   AbiBytes name, AbiBytes* value, size_t index,
                                                   size_t* count) {
  if (kind == guanxi::edge::kResponseHeaders) {
    const auto found = Of(stream).response_headers.find(Text(name));
    if (found == Of(stream).response_headers.end()) return false;
    *value = Bytes(found->second);
    *count = 1;
    return true;
  }
  const auto& headers = Of(stream).request_headers;
  *count = headers.count(Text(name));
  if (index >= *count) return false;
  *value = Bytes(std::next(headers.lower_bound(Text(name)), static_cast<int>(index))->second);
  return true;
}

bool envoy_dynamic_module_callback_http_set_header(AbiStream stream, AbiHeaderKind /*kind*/,
                                                   AbiBytes name, AbiBytes value) {
  auto& headers = Of(stream).request_headers;
  headers.erase(Text(name));
  if (value.data != nullptr) headers.emplace(Text(name), Text(value));
  return true;
}

size_t envoy_dynamic_module_callback_http_get_body_chunks_size(AbiStream stream, AbiBodyKind kind) {
  return Pieces(stream, kind).size();
}

bool envoy_dynamic_module_callback_http_get_body_chunks(AbiStream stream, AbiBodyKind kind,
                                                        AbiBytes* chunks) {
  for (const std::string& piece : Pieces(stream, kind)) *chunks++ = Bytes(piece);
  return true;
}

bool envoy_dynamic_module_callback_http_received_buffered_request_body(AbiStream stream) {
  return Of(stream).received_is_held;
}

void envoy_dynamic_module_callback_http_send_response(AbiStream stream, uint32_t status,
                                                      AbiHeader* headers, size_t header_count,
                                                      AbiBytes body, AbiBytes /*details*/) {
  Of(stream).status = status;
  Of(stream).body = Text(body);
  for (size_t i = 0; i < header_count; ++i) {
    Of(stream).sent_headers[std::string(headers[i].name, headers[i].name_size)] =
        std::string(headers[i].value, headers[i].value_size);
  }
}

void envoy_dynamic_module_callback_http_set_dynamic_metadata_string(AbiStream stream,
                                                                    AbiBytes /*space*/,
                                                                    AbiBytes key, AbiBytes value) {
  Of(stream).metadata[Text(key)] = Text(value);
}

void envoy_dynamic_module_callback_http_set_dynamic_metadata_bool(AbiStream stream,
                                                                  AbiBytes /*space*/, AbiBytes key,
                                                                  bool value) {
  Of(stream).metadata[Text(key)] = value ? "true" : "false";
}

}  // extern "C"
