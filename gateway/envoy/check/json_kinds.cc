#include "gateway/envoy/check/json_kinds.h"

#include <algorithm>

#include "gateway/envoy/check/json_text.h"

namespace guanxi::edge {
namespace {

bool IsDigit(int c) { return c >= '0' && c <= '9'; }

bool IsWordOrNumber(const Type& type, std::string_view inside) {
  const auto is_word = [&type](std::string_view word) {
    return std::find(type.words.begin(), type.words.end(), word) != type.words.end();
  };
  const size_t sign = ByteAt(inside, 0) == '-' ? 1 : 0;
  return is_word(inside) || IsDigit(ByteAt(inside, sign)) || is_word(Unescaped(inside));
}

// What the transcoder refuses without a word of the field. It reads blanks around a number, words
// such as NaN, and hexadecimal ones: only what is surely none is refused here.
bool IsNumber(std::string_view text) {
  const size_t first = text.find_first_not_of(" +-");
  if (first == text.npos) return true;
  const int c = ByteAt(text, first);
  if (c == 'i' || c == 'I' || c == 'n' || c == 'N') return true;
  if (IsDigit(c) && text.find_first_of("xX") != text.npos) return true;
  return (IsDigit(c) || c == '.') && text.find_first_not_of("0123456789.eE+- ") == text.npos;
}

// Takes a number of at most `digits` digits off the text; -1 if there is none.
int TakeNumber(size_t digits, std::string_view* text) {
  int number = -1;
  for (; digits > 0 && IsDigit(ByteAt(*text, 0)); --digits, text->remove_prefix(1)) {
    number = std::max(number, 0) * 10 + (text->front() - '0');
  }
  return number;
}

bool Take(char c, std::string_view* text) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

bool IsBetween(int number, int least, int most) { return number >= least && number <= most; }

bool IsDay(int year, int month, int day) {
  constexpr int kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leaps = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return IsBetween(year, 1, 9999) && IsBetween(month, 1, 12) &&
         IsBetween(day, 1, kDays[month - 1]) && (leaps || month != 2 || day != 29);
}

// Hours and minutes.
bool TakeClock(std::string_view* text) {
  return IsBetween(TakeNumber(2, text), 0, 23) && Take(':', text) &&
         IsBetween(TakeNumber(2, text), 0, 59);
}

// RFC 3339 as the transcoder reads it: capitals and a zone, a digit may be left out, and a leap
// second is that of the next minute.
bool IsTime(std::string_view text) {
  const int year = TakeNumber(4, &text);
  if (!Take('-', &text)) return false;
  const int month = TakeNumber(2, &text);
  if (!Take('-', &text) || !IsDay(year, month, TakeNumber(2, &text)) || !Take('T', &text) ||
      !TakeClock(&text) || !Take(':', &text) || !IsBetween(TakeNumber(2, &text), 0, 60)) {
    return false;
  }
  if (Take('.', &text)) {
    if (!IsDigit(ByteAt(text, 0))) return false;
    text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
  }
  const bool zone =
      Take('Z', &text) || ((Take('+', &text) || Take('-', &text)) && TakeClock(&text));
  return zone && text.empty();
}

// Seconds, and an `s`.
bool IsSpan(std::string_view text) {
  if (text.empty() || text.back() != 's') return false;
  text.remove_suffix(1);
  return text.find_first_of("0123456789") != text.npos &&
         text.find_first_not_of("0123456789.+- ") == text.npos;
}

bool IsText(Kind kind, std::string_view text) {
  if (kind == Kind::kNumber) return IsNumber(text);
  return kind == Kind::kTime ? IsTime(text) : IsSpan(text);
}

}  // namespace

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
    case Kind::kTime:
    case Kind::kSpan:
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
    case Kind::kTime:
      return "a time was expected, such as 2026-03-01T08:00:00Z or 2026-03-01T16:00:00+08:00";
    case Kind::kSpan:
      return "a duration was expected, in seconds: such as 3600s or 1.5s";
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

bool HasFormOf(const Type& type, std::string_view inside) {
  switch (type.kind) {
    case Kind::kWord:
      return IsWordOrNumber(type, inside);
    case Kind::kNumber:
    case Kind::kTime:
    case Kind::kSpan:
      return inside.find('\\') == inside.npos ? IsText(type.kind, inside)
                                              : IsText(type.kind, Unescaped(inside));
    default:
      return true;
  }
}

}  // namespace guanxi::edge
