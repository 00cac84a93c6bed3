#include "gateway/envoy/check/json_text.h"

#include <cstring>

#include "gateway/envoy/check/utf8.h"

namespace guanxi::edge {
namespace {

bool IsBetween(int c, int first, int last) { return c >= first && c <= last; }
bool IsDigit(int c) { return IsBetween(c, '0', '9'); }
bool IsLetter(int c) { return IsBetween(c | 0x20, 'a', 'z'); }

int HexValue(int c) {
  if (IsDigit(c)) return c - '0';
  return IsBetween(c | 0x20, 'a', 'f') ? (c | 0x20) - 'a' + 10 : -1;
}

// The four hexadecimal digits at `place`, or -1.
int HexAt(std::string_view text, size_t place) {
  int value = 0;
  for (size_t i = place; i < place + 4; ++i) {
    const int digit = HexValue(ByteAt(text, i));
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

bool IsHighHalf(int code) { return IsBetween(code, 0xD800, 0xDBFF); }
bool IsLowHalf(int code) { return IsBetween(code, 0xDC00, 0xDFFF); }

bool IsPlain(int c) { return c >= 0x20 && c != '"' && c != '\\'; }

// The length of the escape whose backslash is at `place`; 0 if it is none, and `*fault` says why.
size_t LengthOfEscape(std::string_view text, size_t place, const char** fault) {
  const int kind = ByteAt(text, place + 1);
  if (kind >= 0 && std::strchr("\"\\/bfnrt", kind) != nullptr && kind != 0) return 2;
  *fault = "a string holds a backslash that begins no escape of JSON";
  const int code = kind == 'u' ? HexAt(text, place + 2) : -1;
  const bool is_half = kind == 'u' && HexValue(ByteAt(text, place + 2)) == 0xD &&
                       HexValue(ByteAt(text, place + 3)) >= 8;
  if (!is_half) return code < 0 ? 0 : 6;
  *fault = "a string holds half of a surrogate pair";
  const bool pair = IsHighHalf(code) && ByteAt(text, place + 6) == '\\' &&
                    ByteAt(text, place + 7) == 'u' && IsLowHalf(HexAt(text, place + 8));
  return pair ? 12 : 0;
}

size_t PastDigits(std::string_view text, size_t place) {
  while (IsDigit(ByteAt(text, place))) ++place;
  return place;
}

// What follows it, malformed fractions among it, is for the caller to see.
size_t PastNumber(std::string_view text, size_t place) {
  if (ByteAt(text, place) == '-') ++place;
  if (!IsDigit(ByteAt(text, place))) return kNoValue;
  place = ByteAt(text, place) == '0' ? place + 1 : PastDigits(text, place);
  if (ByteAt(text, place) == '.' && IsDigit(ByteAt(text, place + 1))) {
    place = PastDigits(text, place + 1);
  }
  if ((ByteAt(text, place) | 0x20) != 'e') return place;
  const int sign = ByteAt(text, place + 1);
  const size_t digits = place + (sign == '+' || sign == '-' ? 2 : 1);
  return IsDigit(ByteAt(text, digits)) ? PastDigits(text, digits) : place;
}

size_t PastWord(std::string_view text, size_t place, std::string_view word) {
  return text.compare(place, word.size(), word) == 0 ? place + word.size() : kNoValue;
}

// What cannot be right behind a number or a word.
bool GoesOn(int c) {
  return c >= 0 && c < 128 &&
         (IsDigit(c) || IsLetter(c) || (c != 0 && std::strchr("_.+\"-", c) != nullptr));
}

}  // namespace

size_t PastBlanks(std::string_view text, size_t place) {
  for (;; ++place) {
    const int c = ByteAt(text, place);
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return place;
  }
}

StringEnd FindStringEnd(std::string_view text, size_t place) {
  StringEnd end;
  while (true) {
    while (IsPlain(ByteAt(text, place))) ++place;
    const int c = ByteAt(text, place);
    if (c == '"') {
      end.place = place;
      return end;
    }
    if (c != '\\') {
      end.fault = c < 0 ? "a string does not end" : "a string holds a control character: escape it";
      end.place = place;
      return end;
    }
    const char* fault = nullptr;
    const size_t length = LengthOfEscape(text, place, &fault);
    if (length == 0) {
      end.fault = fault;
      end.place = place;
      return end;
    }
    end.escapes = true;
    place += length;
  }
}

std::string Unescaped(std::string_view inside) {
  std::string out;
  out.reserve(inside.size());
  for (size_t place = 0; place < inside.size();) {
    const char c = inside[place];
    if (c != '\\') {
      out.push_back(c);
      ++place;
      continue;
    }
    const int kind = ByteAt(inside, place + 1);
    place += 2;
    if (kind != 'u') {
      constexpr std::string_view kLetters = "bfnrt", kMeanings = "\b\f\n\r\t";
      const size_t which = kLetters.find(static_cast<char>(kind));
      out.push_back(which == kLetters.npos ? static_cast<char>(kind) : kMeanings[which]);
      continue;
    }
    int code = HexAt(inside, place);
    place += 4;
    if (IsHighHalf(code)) {
      code = 0x10000 + (code - 0xD800) * 0x400 + (HexAt(inside, place + 2) - 0xDC00);
      place += 6;
    }
    AppendUtf8(code, &out);
  }
  return out;
}

size_t PastWordOrNumber(std::string_view text, size_t place) {
  size_t behind = kNoValue;
  switch (ByteAt(text, place)) {
    case 't':
      behind = PastWord(text, place, "true");
      break;
    case 'f':
      behind = PastWord(text, place, "false");
      break;
    case 'n':
      behind = PastWord(text, place, "null");
      break;
    default:
      behind = PastNumber(text, place);
  }
  return behind != kNoValue && GoesOn(ByteAt(text, behind)) ? kNoValue : behind;
}

}  // namespace guanxi::edge
