// What this module uses of the interface between Envoy 1.40 and the modules it loads (its "dynamic
// modules ABI"), declared by hand. Envoy's executable has the callbacks; nothing is linked for
// them.
//
// Every hook must be there, even those that do nothing: Envoy refuses a module without.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_ENVOY_ABI_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_ENVOY_ABI_H_

#include <cstddef>
#include <cstdint>

namespace guanxi::edge {

// What program_init answers. Envoy only warns where its own is another one: who brings in another
// Envoy compares the declarations here with it.
inline constexpr char kAbiVersion[] = "v0.2.0";

// Bytes, of whoever passes them: Envoy's hold until the hook ends or what has them changes.
struct AbiBytes {
  const char* data;
  size_t size;
};

struct AbiHeader {
  const char* name;
  size_t name_size;
  const char* value;
  size_t value_size;
};

enum AbiHeaderKind : int { kRequestHeaders = 0, kResponseHeaders = 2 };
enum AbiBodyKind : int { kReceivedRequestBody = 0, kBufferedRequestBody = 1 };
enum AbiHeadersStatus : int { kHeadersContinue = 0, kHeadersStop = 1 };
enum AbiBodyStatus : int { kBodyContinue = 0, kBodyBuffer = 1, kBodyStop = 3 };
enum AbiTrailersStatus : int { kTrailersContinue = 0, kTrailersStop = 1 };
enum AbiLevel : int { kLevelError = 4 };

// Envoy's own of one request, as hooks are given it.
using AbiStream = void*;

}  // namespace guanxi::edge

extern "C" {

// --- what Envoy has: each is for the thread of the hook that calls it --------------------------

bool envoy_dynamic_module_callback_http_get_header(guanxi::edge::AbiStream stream,
                                                   guanxi::edge::AbiHeaderKind kind,
                                                   guanxi::edge::AbiBytes name,
                                                   guanxi::edge::AbiBytes* value, size_t index,
                                                   size_t* count);
// A null value removes the header.
bool envoy_dynamic_module_callback_http_set_header(guanxi::edge::AbiStream stream,
                                                   guanxi::edge::AbiHeaderKind kind,
                                                   guanxi::edge::AbiBytes name,
                                                   guanxi::edge::AbiBytes value);
size_t envoy_dynamic_module_callback_http_get_body_chunks_size(guanxi::edge::AbiStream stream,
                                                               guanxi::edge::AbiBodyKind kind);
bool envoy_dynamic_module_callback_http_get_body_chunks(guanxi::edge::AbiStream stream,
                                                        guanxi::edge::AbiBodyKind kind,
                                                        guanxi::edge::AbiBytes* chunks);
// Whether what is received is what is buffered: then one of the two is the whole body.
bool envoy_dynamic_module_callback_http_received_buffered_request_body(
    guanxi::edge::AbiStream stream);
// `details` is what the access log has as RESPONSE_CODE_DETAILS.
void envoy_dynamic_module_callback_http_send_response(
    guanxi::edge::AbiStream stream, uint32_t status, guanxi::edge::AbiHeader* headers,
    size_t header_count, guanxi::edge::AbiBytes body, guanxi::edge::AbiBytes details);
void envoy_dynamic_module_callback_http_set_dynamic_metadata_string(guanxi::edge::AbiStream stream,
                                                                    guanxi::edge::AbiBytes space,
                                                                    guanxi::edge::AbiBytes key,
                                                                    guanxi::edge::AbiBytes value);
void envoy_dynamic_module_callback_http_set_dynamic_metadata_bool(guanxi::edge::AbiStream stream,
                                                                  guanxi::edge::AbiBytes space,
                                                                  guanxi::edge::AbiBytes key,
                                                                  bool value);

}  // extern "C"

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_ENVOY_ABI_H_
