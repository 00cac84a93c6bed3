#include "gateway/envoy/check/answer.h"

namespace guanxi::edge {

std::string Escaped(std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\') {
      out.push_back(c);
    } else {
      out.append("\\u00").append({kDigits[byte >> 4], kDigits[byte & 15]});
    }
  }
  return out;
}

Answer Refusal(uint32_t http_status, Code code, const Fault& fault) {
  const std::string text = Escaped(fault.text);
  std::string body = "{\"code\":" + std::to_string(static_cast<int>(code)) + ",\"message\":\"";
  if (!fault.field.empty()) body.append(fault.field).append(": ");
  body.append(text)
      .append("\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",")
      .append("\"reason\":\"")
      .append(fault.reason)
      .append("\",\"domain\":\"guanxi.dev\"}");
  if (code == Code::kInvalidArgument) {
    body.append(",{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",")
        .append("\"fieldViolations\":[{\"field\":\"")
        .append(fault.field)
        .append("\",\"description\":\"")
        .append(text)
        .append("\"}]}");
  }
  body.append("]}\n");
  return {http_status, code, false, std::move(body)};
}

Answer GrpcRefusal(Code code, std::string_view message) {
  return {200, code, true, std::string(message)};
}

}  // namespace guanxi::edge
