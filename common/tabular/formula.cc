#include "common/tabular/formula.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace guanxi::tabular {
namespace {

// Digits of a number that spreadsheets show as it is.
constexpr size_t kPlainDigits = 11;

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

bool ConsistsOf(absl::string_view text, absl::string_view others) {
  for (const char c : text) {
    if (!IsDigit(c) && !absl::StrContains(others, c)) return false;
  }
  return true;
}

bool IsFormula(absl::string_view text) {
  return !text.empty() && absl::StrContains("=+-@\t\r", text[0]);
}

// "2026-11-22"
bool IsDay(absl::string_view text) {
  return text.size() == 10 && text[4] == '-' && text[7] == '-' && ConsistsOf(text, "-") &&
         IsDigit(text[5]) && IsDigit(text[8]);
}

// What a spreadsheet takes for a number, a date or a time and writes in another way.
bool IsChanged(absl::string_view text) {
  if (text.empty() || !IsDigit(text[0]) || !ConsistsOf(text, ".,:/-+% eE")) return false;
  if (IsDay(text)) return false;
  const bool plain = ConsistsOf(text, "") && text.size() <= kPlainDigits;
  return !plain || (text[0] == '0' && text.size() > 1);
}

// A code: what begins with a digit and has no small letters but the exponent's.
bool IsCode(absl::string_view text) {
  return !text.empty() && IsDigit(text[0]) &&
         ConsistsOf(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZe .,:/-+%()_#");
}

// Beyond ASCII, and no quotation: that has an apostrophe at its end.
bool IsForeign(absl::string_view text) {
  return !text.empty() && (static_cast<unsigned char>(text[0]) & 0x80) != 0 &&
         !absl::StrContains(text, '\'');
}

bool IsMarked(absl::string_view text) {
  const size_t first = text.find_first_not_of('\'');
  if (first == 0 || first == absl::string_view::npos) return false;
  text.remove_prefix(first);
  return IsFormula(text) || IsCode(text) || IsForeign(text);
}

}  // namespace

bool NeedsMark(absl::string_view text) {
  return IsFormula(text) || IsChanged(text) || IsMarked(text);
}

absl::string_view Unmark(absl::string_view text) {
  if (IsMarked(text)) text.remove_prefix(1);
  return text;
}

}  // namespace guanxi::tabular
