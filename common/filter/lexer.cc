#include "common/filter/lexer.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::filter {
namespace {

constexpr absl::string_view kTextEnds = "().,=<>!:\"'";
constexpr absl::string_view kValueEnds = "(),=<>!\"'";
constexpr absl::string_view kEscapable = "\"'\\*";

struct Symbol {
  absl::string_view text;
  Token::Kind kind;
  Comparator comparator;
};

// Longer symbols first, so that `<=` is not read as `<`.
constexpr Symbol kSymbols[] = {
    {"<=", Token::Kind::kComparator, Comparator::kLessOrEqual},
    {">=", Token::Kind::kComparator, Comparator::kGreaterOrEqual},
    {"!=", Token::Kind::kComparator, Comparator::kNotEqual},
    {"=", Token::Kind::kComparator, Comparator::kEqual},
    {"<", Token::Kind::kComparator, Comparator::kLess},
    {">", Token::Kind::kComparator, Comparator::kGreater},
    {":", Token::Kind::kComparator, Comparator::kHas},
    {".", Token::Kind::kDot, {}},
    {",", Token::Kind::kComma, {}},
    {"(", Token::Kind::kLeft, {}},
    {")", Token::Kind::kRight, {}},
    {"-", Token::Kind::kMinus, {}},
};

// What an input method or a word processor writes instead of a symbol of the language.
constexpr absl::string_view kForeignQuotes[] = {"“",  "”",  "„",  "‟",  "‘", "’",  "‚",
                                                "‛",  "«",  "»",  "‹",  "›", "「", "」",
                                                "『", "』", "＂", "＇", "`"};
constexpr std::pair<absl::string_view, absl::string_view> kForeignSymbols[] = {
    {"！＝", "!="}, {"＝", "="}, {"＜", "<"}, {"＞", ">"}, {"≤", "<="}, {"≥", ">="}, {"≠", "!="},
    {"！", "!"},    {"：", ":"}, {"（", "("}, {"）", ")"}, {"，", ","}, {"、", ","}};

// OK unless `text` starts with one of them.
absl::Status CheckSymbol(absl::string_view text, size_t position) {
  for (const auto& [foreign, ours] : kForeignSymbols) {
    if (!absl::StartsWith(text, foreign)) continue;
    return FilterError(position, absl::StrCat("write ", ours, " instead of ", foreign,
                                              " (half width), or put text in quotes"));
  }
  return absl::OkStatus();
}

bool Contains(absl::string_view set, char c) { return set.find(c) != absl::string_view::npos; }

}  // namespace

absl::Status FilterError(size_t position, absl::string_view problem) {
  return InvalidField("filter", absl::StrCat("at byte ", position, ": ", problem),
                      "INVALID_FILTER");
}

std::string Token::Describe() const {
  switch (kind) {
    case Kind::kText:
      return IsKeyword() ? text : "a word";
    case Kind::kString:
      return "a string";
    case Kind::kDot:
      return "\".\"";
    case Kind::kComma:
      return "\",\"";
    case Kind::kLeft:
      return "\"(\"";
    case Kind::kRight:
      return "\")\"";
    case Kind::kMinus:
      return "\"-\"";
    case Kind::kComparator:
      return "a comparison operator";
    case Kind::kEnd:
      break;
  }
  return "the end";
}

absl::StatusOr<Token> Lexer::Next() {
  Token token = Start();
  if (next_ == filter_.size()) return token;
  const char c = filter_[next_];
  if (c == '"' || c == '\'') return LexString(std::move(token));
  if (c == '-' || Contains(kTextEnds, c)) return LexSymbol(std::move(token));
  GUANXI_ASSIGN_OR_RETURN(token, LexText(std::move(token), kTextEnds));
  // Within values they are text.
  for (size_t i = 0; i < token.text.size(); ++i) {
    GUANXI_RETURN_IF_ERROR(
        CheckSymbol(absl::string_view(token.text).substr(i), token.position + i));
  }
  return token;
}

absl::StatusOr<Token> Lexer::NextValue() {
  Token token = Start();
  if (next_ == filter_.size()) return token;
  const char c = filter_[next_];
  if (c == '"' || c == '\'') return LexString(std::move(token));
  if (Contains(kValueEnds, c)) return LexSymbol(std::move(token));
  return LexText(std::move(token), kValueEnds);
}

Token Lexer::Start() {
  Token token;
  const size_t before = next_;
  while (next_ < filter_.size() && absl::ascii_isspace(filter_[next_])) ++next_;
  token.space_before = next_ > before;
  token.position = next_;
  return token;
}

absl::StatusOr<Token> Lexer::LexSymbol(Token token) {
  for (const Symbol& symbol : kSymbols) {
    if (!absl::StartsWith(filter_.substr(next_), symbol.text)) continue;
    token.kind = symbol.kind;
    token.comparator = symbol.comparator;
    next_ += symbol.text.size();
    return token;
  }
  return FilterError(next_, "expected \"!=\", got \"!\"");
}

absl::StatusOr<Token> Lexer::LexText(Token token, absl::string_view ends) {
  token.kind = Token::Kind::kText;
  for (; next_ < filter_.size(); ++next_) {
    const char c = filter_[next_];
    if (absl::ascii_isspace(c) || Contains(ends, c)) break;
    if (absl::ascii_iscntrl(c)) return FilterError(next_, "control characters are not allowed");
    if (c == '*') token.stars.push_back(token.text.size());
    token.text.push_back(c);
  }
  for (const absl::string_view quote : kForeignQuotes) {
    if (!absl::StartsWith(token.text, quote)) continue;
    return FilterError(token.position, absl::StrCat("write \" instead of ", quote,
                                                    ": strings stand in straight quotes, \"...\""));
  }
  GUANXI_RETURN_IF_ERROR(CheckSymbol(token.text, token.position));
  return token;
}

absl::StatusOr<Token> Lexer::LexString(Token token) {
  token.kind = Token::Kind::kString;
  const char quote = filter_[next_++];
  while (next_ < filter_.size()) {
    char c = filter_[next_++];
    if (c == quote) return token;
    if (absl::ascii_iscntrl(c)) {
      return FilterError(next_ - 1, "control characters are not allowed");
    }
    if (c == '\\') {
      if (next_ == filter_.size() || !Contains(kEscapable, filter_[next_])) {
        return FilterError(next_ - 1, "expected \\\" \\' \\\\ or \\* after a backslash");
      }
      c = filter_[next_++];
    } else if (c == '*') {
      token.stars.push_back(token.text.size());
    }
    token.text.push_back(c);
  }
  return FilterError(token.position, absl::StrCat("expected a closing ", std::string(1, quote),
                                                  " for the string that starts here"));
}

}  // namespace guanxi::filter
