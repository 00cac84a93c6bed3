#include "customer-svc/transfer/cell_text.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace guanxi::customer {
namespace {

// A double holds so many decimal digits for certain.
constexpr size_t kExactDigits = 15;

// Takes `open` and `close` off both ends if both are there.
bool Unwrap(absl::string_view open, absl::string_view close, absl::string_view* text) {
  absl::string_view inner = *text;
  if (!absl::ConsumePrefix(&inner, open) || !absl::ConsumeSuffix(&inner, close)) return false;
  *text = absl::StripAsciiWhitespace(inner);
  return true;
}

}  // namespace

absl::Status CheckNoExcelError(absl::string_view cell) {
  static const auto& errors = *new std::set<std::string>{"#REF!", "#VALUE!", "#NAME?",  "#DIV/0!",
                                                         "#NUM!", "#NULL!",  "#SPILL!", "#CALC!"};
  const bool too_narrow =
      cell.size() >= 3 && std::all_of(cell.begin(), cell.end(), [](char c) { return c == '#'; });
  if (too_narrow) {
    return absl::InvalidArgumentError(
        "is ####, which Excel shows where the column is too narrow; widen it and save again");
  }
  if (errors.count(absl::AsciiStrToUpper(cell)) == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("is Excel's error ", cell, ", not a value"));
}

std::string WithoutTextMarks(absl::string_view cell) {
  cell = absl::StripAsciiWhitespace(cell);
  if (Unwrap("=\"", "\"", &cell) || Unwrap("\"", "\"", &cell)) return std::string(cell);
  if (cell.size() < 2) return std::string(cell);
  for (absl::string_view mark : {"'", "’", "‘", "＇", "`"}) {
    if (!absl::ConsumePrefix(&cell, mark)) continue;
    absl::ConsumeSuffix(&cell, mark);
    break;
  }
  return std::string(absl::StripAsciiWhitespace(cell));
}

absl::StatusOr<std::string> UndoFloat(absl::string_view cell, size_t max_zeros) {
  static const auto& whole = *new RE2("^(\\d{3,})\\.(0+)$");
  static const auto& scientific = *new RE2("^(\\d)(?:\\.(\\d+)[eE]\\+?|[eE]\\+)(\\d{1,3})$");
  std::string text = WithoutTextMarks(cell);
  std::string first, rest;
  if (RE2::FullMatch(text, whole, &first, &rest)) {
    return rest.size() <= max_zeros ? first : text;
  }
  int exponent = 0;
  if (!RE2::FullMatch(text, scientific, &first, &rest, &exponent)) return text;
  const size_t digits = static_cast<size_t>(exponent) + 1;
  // A spreadsheet shows this form where the digits do not fit, and would have shown all of them in
  // as much room; one that is longer than the digits comes from a program that drops no digit.
  if (digits > kExactDigits || rest.size() >= digits || text.size() <= digits) {
    return absl::InvalidArgumentError(
        absl::StrCat("Excel has cut this number: ", text,
                     " has lost digits; format the column as text and enter the number again"));
  }
  return absl::StrCat(first, rest, std::string(digits - 1 - rest.size(), '0'));
}

absl::StatusOr<bool> ParseFlag(absl::string_view text) {
  static const auto& words = *new std::map<std::string, bool>{
      {"是", true},    {"对", true},     {"對", true},  {"真", true},   {"√", true},
      {"✓", true},     {"✔", true},      {"☑", true},   {"y", true},    {"yes", true},
      {"t", true},     {"true", true},   {"1", true},   {"on", true},   {"否", false},
      {"不是", false}, {"错", false},    {"錯", false}, {"假", false},  {"×", false},
      {"✗", false},    {"✘", false},     {"☐", false},  {"n", false},   {"no", false},
      {"f", false},    {"false", false}, {"0", false},  {"off", false},
  };
  const auto word = words.find(absl::AsciiStrToLower(text));
  if (word == words.end()) return absl::InvalidArgumentError("must be 是 or 否 (true or false)");
  return word->second;
}

}  // namespace guanxi::customer
