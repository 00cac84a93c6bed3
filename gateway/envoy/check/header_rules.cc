#include "gateway/envoy/check/header_rules.h"

#include <cctype>
#include <string>

namespace guanxi::edge {
namespace {

// As envoy.yaml says it.
constexpr int kUnarySeconds = 10, kStreamSeconds = 1800;
constexpr size_t kMaxDigits = 8;

// 0 if it is none.
double SecondsOf(char unit) {
  switch (unit) {
    case 'H':
      return 3600;
    case 'M':
      return 60;
    case 'S':
      return 1;
    case 'm':
      return 1e-3;
    case 'u':
      return 1e-6;
    case 'n':
      return 1e-9;
    default:
      return 0;
  }
}

}  // namespace

bool TakeTimeout(Headers* headers, bool is_stream) {
  const auto timeout = headers->Get("grpc-timeout");
  if (!timeout) return true;
  if (timeout->size() < 2 || timeout->size() > kMaxDigits + 1) return false;
  const double unit = SecondsOf(timeout->back());
  double number = 0;
  for (const char c : timeout->substr(0, timeout->size() - 1)) {
    if (c < '0' || c > '9') return false;
    number = number * 10 + (c - '0');
  }
  if (unit == 0) return false;
  const int most = is_stream ? kStreamSeconds : kUnarySeconds;
  if (number * unit > most) headers->Replace("grpc-timeout", std::to_string(most) + "S");
  return true;
}

std::optional<Fault> CheckHeaderFields(Headers* headers, bool is_read, bool is_stream) {
  constexpr char kReason[] = "INVALID_HEADER";
  if (!TakeTimeout(headers, is_stream)) {
    return Fault{"grpc-timeout", std::string(kTimeoutFault), kReason};
  }
  if (const auto match = headers->Get("if-match")) {
    if (is_read) {
      return Fault{"if-match", "has no meaning where nothing is changed", kReason};
    }
    if (match->find(',') != match->npos) return Fault{"if-match", "takes one etag", kReason};
  }
  if (is_read) return std::nullopt;
  for (const char* other : {"if-none-match", "if-unmodified-since"}) {
    if (headers->Get(other)) {
      return Fault{other, "is not understood: send if-match", kReason};
    }
  }
  return std::nullopt;
}

bool IsJson(std::string_view content_type) {
  if (content_type == "application/json") return true;
  std::string plain;
  for (const char c : content_type) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isspace(byte) == 0) plain.push_back(static_cast<char>(std::tolower(byte)));
  }
  return plain == "application/json" || plain == "application/json;charset=utf-8" ||
         plain == "application/json;charset=\"utf-8\"";
}

bool IsGrpc(std::string_view content_type) {
  constexpr std::string_view kGrpc = "application/grpc";
  return content_type.substr(0, kGrpc.size()) == kGrpc &&
         (content_type.size() == kGrpc.size() || content_type[kGrpc.size()] == '+');
}

}  // namespace guanxi::edge
