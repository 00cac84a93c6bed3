// The check of one request, from Envoy's hooks.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_FILTER_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_FILTER_H_

#include <string_view>

#include "gateway/envoy/check/answer.h"
#include "gateway/envoy/check/envoy_abi.h"
#include "gateway/envoy/check/envoy_stream.h"
#include "gateway/envoy/check/request_check.h"

namespace guanxi::edge {

// Lives as long as the request, on the worker that has it. Thread safety: none.
class Filter {
 public:
  // `check` outlives it.
  Filter(const RequestCheck& check, AbiStream stream) : check_(check), stream_(stream) {}

  AbiHeadersStatus OnRequestHeaders(bool is_end);
  AbiBodyStatus OnRequestBody(bool is_end);
  AbiTrailersStatus OnRequestTrailers();
  void OnResponseHeaders();

  // Refuses the request because it could not be checked: nothing passes by a mistake in here.
  void OnMistake();

 private:
  void NoteForLog(const Verdict& verdict);
  void NoteFailure();
  bool PassesBody(BodyPart part);
  void Refuse(const Answer& answer);

  const RequestCheck& check_;
  EnvoyStream stream_;
  const Method* method_ = nullptr;
  bool waits_ = false;  // for the end of the body
  bool noted_ = false;  // the access log has the path
  bool refused_ = false;
};

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_FILTER_H_
