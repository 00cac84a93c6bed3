#include "gateway/envoy/check/json_kinds.h"

#include <algorithm>

#include "gateway/envoy/check/json_text.h"

namespace guanxi::edge {

bool Takes(Kind kind, char c) {
  if (c == 'n' || std::string_view("\"{[-0123456789tf").find(c) == std::string_view::npos) {
    return true;
  }
  switch (kind) {
    case Kind::kText:
      return c == '"';
    case Kind::kNumber:
    case Kind::kWord:
      return c != '{' && c != '[' && c != 't' && c != 'f';
    case Kind::kTruth:
      return c == 't' || c == 'f' || c == '"';
    case Kind::kArray:
      return c == '[';
    case Kind::kAny:
    case Kind::kMap:
    case Kind::kObject:
    case Kind::kMessage:
      return c == '{';
    case Kind::kWritten:
      return c == '{' || c == '"';
    default:
      return true;
  }
}

bool IsLostInside(Kind kind, int c) {
  if (kind == Kind::kFree) return false;
  return c == 'n' || (c == '[' && kind != Kind::kArray);
}

std::string Expected(const Type& type) {
  switch (type.kind) {
    case Kind::kText:
    case Kind::kWritten:
      return "a string was expected";
    case Kind::kNumber:
      return "a number was expected";
    case Kind::kTruth:
      return "true or false was expected";
    case Kind::kWord:
      return "one of " + std::string(type.words_shown) + " was expected";
    case Kind::kArray:
      return "a list was expected";
    default:
      return "an object was expected";
  }
}

bool IsWordOrNumber(const Type& type, std::string_view inside) {
  const auto is_word = [&type](std::string_view word) {
    return std::find(type.words.begin(), type.words.end(), word) != type.words.end();
  };
  const size_t sign = ByteAt(inside, 0) == '-' ? 1 : 0;
  const int digit = ByteAt(inside, sign);
  return is_word(inside) || (digit >= '0' && digit <= '9') || is_word(Unescaped(inside));
}

}  // namespace guanxi::edge
