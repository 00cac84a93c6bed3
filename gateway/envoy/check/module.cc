// The hooks by which Envoy runs the check: the only symbols that the module shows (module.lds).
//
// A crash here takes the edge down. What comes from clients is read by code that is fuzzed, and
// allocates no more than a few times what Envoy has let in; this passes pointers on.
#include <exception>

#include "gateway/envoy/check/envoy_abi.h"
#include "gateway/envoy/check/filter.h"
#include "gateway/envoy/check/request_check.h"
#include "gateway/envoy/check/table.h"

using guanxi::edge::AbiBytes;
using guanxi::edge::AbiStream;
using guanxi::edge::Filter;
using guanxi::edge::RequestCheck;

namespace {

// Runs what a hook does, whose exception Envoy would not survive; `stopped` is what the hook
// answers then.
template <typename Action>
int Guarded(void* filter, int stopped, Action action) {
  auto* const request = static_cast<Filter*>(filter);
  try {
    return action(request);
  } catch (const std::exception&) {
    request->OnMistake();
    return stopped;
  }
}

}  // namespace

extern "C" {

// --- the module and its configuration, on the main thread ----------------------------------------

const char* envoy_dynamic_module_on_program_init() { return guanxi::edge::kAbiVersion; }

// There is nothing to configure: the table is linked in.
const void* envoy_dynamic_module_on_http_filter_config_new(void* /*config*/, AbiBytes /*name*/,
                                                           AbiBytes /*value*/) {
  return new RequestCheck(guanxi::edge::LinkedApi());
}

void envoy_dynamic_module_on_http_filter_config_destroy(const void* check) {
  delete static_cast<const RequestCheck*>(check);
}

// --- a request, on its worker --------------------------------------------------------------------

const void* envoy_dynamic_module_on_http_filter_new(const void* check, AbiStream stream) {
  return new Filter(*static_cast<const RequestCheck*>(check), stream);
}

void envoy_dynamic_module_on_http_filter_destroy(void* filter) {
  delete static_cast<Filter*>(filter);
}

int envoy_dynamic_module_on_http_filter_request_headers(AbiStream /*stream*/, void* filter,
                                                        bool is_end) {
  return Guarded(filter, guanxi::edge::kHeadersStop,
                 [is_end](Filter* request) { return request->OnRequestHeaders(is_end); });
}

int envoy_dynamic_module_on_http_filter_request_body(AbiStream /*stream*/, void* filter,
                                                     bool is_end) {
  return Guarded(filter, guanxi::edge::kBodyStop,
                 [is_end](Filter* request) { return request->OnRequestBody(is_end); });
}

int envoy_dynamic_module_on_http_filter_request_trailers(AbiStream /*stream*/, void* filter) {
  return Guarded(filter, guanxi::edge::kTrailersStop,
                 [](Filter* request) { return request->OnRequestTrailers(); });
}

int envoy_dynamic_module_on_http_filter_response_headers(AbiStream /*stream*/, void* filter,
                                                         bool /*is_end*/) {
  // An answer goes on whatever happens here: only its line in the log is without a path then.
  try {
    static_cast<Filter*>(filter)->OnResponseHeaders();
  } catch (const std::exception&) {
  }
  return guanxi::edge::kHeadersContinue;
}

// --- hooks that must be there --------------------------------------------------------------------

// They take nothing of what Envoy passes; 0 is "continue" where it asks.
int envoy_dynamic_module_on_http_filter_response_body() { return 0; }
int envoy_dynamic_module_on_http_filter_response_trailers() { return 0; }
int envoy_dynamic_module_on_http_filter_local_reply() { return 0; }
int envoy_dynamic_module_on_http_filter_stream_complete() { return 0; }
int envoy_dynamic_module_on_http_filter_http_callout_done() { return 0; }
int envoy_dynamic_module_on_http_filter_http_stream_headers() { return 0; }
int envoy_dynamic_module_on_http_filter_http_stream_data() { return 0; }
int envoy_dynamic_module_on_http_filter_http_stream_trailers() { return 0; }
int envoy_dynamic_module_on_http_filter_http_stream_complete() { return 0; }
int envoy_dynamic_module_on_http_filter_http_stream_reset() { return 0; }
int envoy_dynamic_module_on_http_filter_scheduled() { return 0; }
int envoy_dynamic_module_on_http_filter_downstream_above_write_buffer_high_watermark() { return 0; }
int envoy_dynamic_module_on_http_filter_downstream_below_write_buffer_low_watermark() { return 0; }
int envoy_dynamic_module_on_http_filter_config_scheduled() { return 0; }
int envoy_dynamic_module_on_http_filter_config_http_callout_done() { return 0; }
int envoy_dynamic_module_on_http_filter_config_http_stream_headers() { return 0; }
int envoy_dynamic_module_on_http_filter_config_http_stream_data() { return 0; }
int envoy_dynamic_module_on_http_filter_config_http_stream_trailers() { return 0; }
int envoy_dynamic_module_on_http_filter_config_http_stream_complete() { return 0; }
int envoy_dynamic_module_on_http_filter_config_http_stream_reset() { return 0; }

}  // extern "C"
