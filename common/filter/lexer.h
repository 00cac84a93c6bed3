// Splits a filter into tokens.
#ifndef GUANXI_COMMON_FILTER_LEXER_H_
#define GUANXI_COMMON_FILTER_LEXER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/filter/syntax.h"

namespace guanxi::filter {

// INVALID_ARGUMENT, reason INVALID_FILTER: "at byte 17: <problem>" on `filter`.
absl::Status FilterError(size_t position, absl::string_view problem);

struct Token {
  enum class Kind { kText, kString, kDot, kComma, kLeft, kRight, kMinus, kComparator, kEnd };

  Kind kind = Kind::kEnd;
  size_t position = 0;
  bool space_before = false;
  std::string text;           // of text and strings, escapes resolved
  std::vector<size_t> stars;  // of text and strings: unescaped `*` in `text`
  Comparator comparator = Comparator::kEqual;

  // True for the bare word; a quoted "AND" is a string.
  bool Is(absl::string_view keyword) const { return kind == Kind::kText && text == keyword; }
  bool IsKeyword() const { return Is("AND") || Is("OR") || Is("NOT"); }
  // As an error names it. Never the text itself: it may be somebody's name.
  std::string Describe() const;
};

// Not thread-safe; `filter` must outlive the lexer.
class Lexer {
 public:
  explicit Lexer(absl::string_view filter) : filter_(filter) {}

  // The next token of the grammar.
  absl::StatusOr<Token> Next();
  // The next token where a value is expected: `.`, `:` and `-` then belong to
  // bare text, as in 2012-04-21T11:30:00-04:00 or -12.5.
  absl::StatusOr<Token> NextValue();

 private:
  // Skips blanks; the token's kind and text are still to come.
  Token Start();
  absl::StatusOr<Token> LexSymbol(Token token);
  absl::StatusOr<Token> LexString(Token token);
  // Bare text up to a blank or one of `ends`. Refuses what an input method or a word processor
  // made of quotes and operators: they would become part of the value, and nothing would be found.
  absl::StatusOr<Token> LexText(Token token, absl::string_view ends);

  absl::string_view filter_;
  size_t next_ = 0;
};

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_LEXER_H_
