#include "gateway/envoy/check/request_check.h"

#include <algorithm>
#include <cctype>
#include <string>

#include "gateway/envoy/check/fields.h"
#include "gateway/envoy/check/header_rules.h"
#include "gateway/envoy/check/json_check.h"
#include "gateway/envoy/check/url.h"
#include "gateway/envoy/check/utf8.h"

namespace guanxi::edge {
namespace {

constexpr uint32_t kNoContent = 204, kBadRequest = 400, kNotFound = 404, kUnsupported = 415;
constexpr size_t kMaxVerbShown = 16, kMaxPathShown = 200;

Answer UnsupportedMedia(const char* header, const char* text) {
  return Refusal(kUnsupported, Code::kInvalidArgument, {header, text, "UNSUPPORTED_MEDIA_TYPE"});
}

bool IsIdentity(std::string_view encoding) {
  return std::equal(encoding.begin(), encoding.end(), std::string_view("identity").begin(),
                    std::string_view("identity").end(), [](char a, char b) {
                      return std::tolower(static_cast<unsigned char>(a)) == b;
                    });
}

// Neither in the text nor in what its escapes stand for are bytes that are no UTF-8.
bool HasOnlyUtf8(std::string_view target) {
  return target.find('%') == target.npos ? IsUtf8(target) : IsUtf8(PercentDecoded(target));
}

std::optional<Fault> UrlFault(const Method& method, std::string_view target, size_t mark) {
  if (!HasOnlyUtf8(target)) return Fault{"", "path and query must be UTF-8", "INVALID_URL"};
  if (mark == target.npos) return std::nullopt;
  return CheckQuery(method, target.substr(mark + 1));
}

}  // namespace

Verdict RequestCheck::CheckHeaders(Headers* headers) const {
  if (IsGrpc(headers->Get("content-type").value_or(""))) return CheckGrpc(headers);
  if (headers->Get("grpc-encoding")) headers->Remove("grpc-encoding");  // means nothing over REST
  return CheckRest(headers);
}

Verdict RequestCheck::CheckGrpc(Headers* headers) const {
  Verdict verdict;
  verdict.grpc = true;
  verdict.rpc = Find(api_.rpcs, &Rpc::path, headers->Get(":path").value_or(""));
  if (headers->Get("grpc-encoding").value_or("identity") != "identity") {
    verdict.answer =
        GrpcRefusal(Code::kUnimplemented, "grpc-encoding: messages are read without compression");
  } else if (!TakeTimeout(headers, verdict.rpc != nullptr && verdict.rpc->stream)) {
    verdict.answer =
        GrpcRefusal(Code::kInvalidArgument, "grpc-timeout: " + std::string(kTimeoutFault));
  }
  return verdict;
}

Verdict RequestCheck::CheckRest(Headers* headers) const {
  Verdict verdict;
  const std::string_view verb = headers->Get(":method").value_or("");
  const std::string_view target = headers->Get(":path").value_or("");
  // Browsers ask first. Who may call was answered by the CORS filter; the others learn it here.
  if (verb == "OPTIONS" && headers->Get("access-control-request-method")) {
    verdict.answer = Answer{kNoContent, Code::kOk, false, ""};
    return verdict;
  }
  const size_t mark = target.find('?');
  const std::string_view path = target.substr(0, mark);
  verdict.method = methods_.FindMethod(verb, path);
  if (verdict.method == nullptr) {
    const std::string text = "There is no method for " +
                             std::string(verb.substr(0, kMaxVerbShown)) + " " +
                             std::string(path.substr(0, kMaxPathShown)) + ".";
    verdict.answer = Refusal(kNotFound, Code::kNotFound, {"", text, "NO_SUCH_METHOD"});
    return verdict;
  }
  const Method& method = *verdict.method;
  const bool is_read = verb == "GET";
  std::optional<Fault> fault = UrlFault(method, target, mark);
  if (!fault) fault = CheckHeaderFields(headers, is_read, method.stream);
  if (fault) {
    verdict.answer = Refusal(kBadRequest, Code::kInvalidArgument, *fault);
    return verdict;
  }
  verdict.waits = !method.raw;
  if (verdict.waits && !IsIdentity(headers->Get("content-encoding").value_or("identity"))) {
    verdict.answer =
        UnsupportedMedia("content-encoding", "bodies are read as they are, without compression");
  }
  return verdict;
}

std::optional<Answer> RequestCheck::CheckBody(const Method& method, const Headers& headers,
                                              std::string_view body) const {
  if (body.empty()) return std::nullopt;
  if (!IsJson(headers.Get("content-type").value_or(""))) {
    return UnsupportedMedia("content-type", "must be application/json, in UTF-8");
  }
  const std::optional<Fault> fault = CheckJson(body, api_, BodyShape(method));
  if (!fault) return std::nullopt;
  return Refusal(kBadRequest, Code::kInvalidArgument, *fault);
}

}  // namespace guanxi::edge
