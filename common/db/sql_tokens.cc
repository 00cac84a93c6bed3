#include "common/db/sql_tokens.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace guanxi::db {
namespace {

bool IsWordStart(char c) {
  return absl::ascii_isalpha(c) || c == '_' || c == '@' || static_cast<unsigned char>(c) >= 0x80;
}

bool IsWordPart(char c) { return IsWordStart(c) || absl::ascii_isdigit(c) || c == '$'; }

class Lexer {
 public:
  explicit Lexer(absl::string_view sql) : sql_(sql) {}

  absl::StatusOr<std::vector<Token>> Run() {
    std::vector<Token> tokens;
    while (true) {
      GUANXI_RETURN_IF_ERROR(SkipBlanksAndComments());
      if (at_ >= sql_.size()) return tokens;
      GUANXI_ASSIGN_OR_RETURN(Token token, Next());
      tokens.push_back(std::move(token));
    }
  }

 private:
  bool LooksAt(absl::string_view text) const { return absl::StartsWith(sql_.substr(at_), text); }

  absl::Status Fail(absl::string_view problem) const {
    return absl::InvalidArgumentError(absl::StrCat("SQL at byte ", at_, ": ", problem));
  }

  absl::Status SkipBlanksAndComments() {
    while (at_ < sql_.size()) {
      if (absl::ascii_isspace(sql_[at_])) {
        ++at_;
      } else if (LooksAt("--") || LooksAt("#")) {
        at_ = std::min(sql_.find('\n', at_), sql_.size());
      } else if (LooksAt("/*!") || LooksAt("/*M!")) {
        return Fail("executable comment");
      } else if (LooksAt("/*")) {
        const size_t end = sql_.find("*/", at_ + 2);
        if (end == absl::string_view::npos) return Fail("unterminated comment");
        at_ = end + 2;
      } else {
        break;
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Token> Next() {
    const char c = sql_[at_];
    if (c == '\'' || c == '"') return Quoted(Token::Kind::kString);
    if (c == '`') return Quoted(Token::Kind::kName);
    if (absl::ascii_isdigit(c))
      return While(Token::Kind::kNumber, [](char d) { return absl::ascii_isalnum(d) || d == '.'; });
    if (IsWordStart(c)) return While(Token::Kind::kWord, IsWordPart);
    return Symbol();
  }

  template <typename Predicate>
  Token While(Token::Kind kind, Predicate belongs) {
    size_t end = at_;
    while (end < sql_.size() && belongs(sql_[end])) ++end;
    return Take(kind, end);
  }

  Token Take(Token::Kind kind, size_t end) {
    Token token{kind, std::string(sql_.substr(at_, end - at_)), at_, end};
    at_ = end;
    return token;
  }

  // Ends at the first quote that is neither doubled nor behind a backslash.
  absl::StatusOr<Token> Quoted(Token::Kind kind) {
    const char quote = sql_[at_];
    for (size_t i = at_ + 1; i < sql_.size(); ++i) {
      if (sql_[i] == '\\' && quote != '`') {
        ++i;
      } else if (sql_[i] == quote) {
        if (i + 1 < sql_.size() && sql_[i + 1] == quote) {
          ++i;
          continue;
        }
        Token token = Take(kind, i + 1);
        if (kind == Token::Kind::kName) token.text = token.text.substr(1, token.text.size() - 2);
        return token;
      }
    }
    return Fail("unterminated quote");
  }

  Token Symbol() {
    for (const char* symbol : {"<=>", "<=", ">=", "<>", "!=", ":=", "||", "&&", "->>", "->"}) {
      if (LooksAt(symbol)) return Take(Token::Kind::kSymbol, at_ + std::string(symbol).size());
    }
    return Take(Token::Kind::kSymbol, at_ + 1);
  }

  const absl::string_view sql_;
  size_t at_ = 0;
};

}  // namespace

bool Token::Is(absl::string_view word) const {
  return (kind == Kind::kWord || kind == Kind::kSymbol) && absl::EqualsIgnoreCase(text, word);
}

bool Token::IsOneOf(std::initializer_list<absl::string_view> words) const {
  return std::any_of(words.begin(), words.end(), [&](absl::string_view w) { return Is(w); });
}

bool Token::IsName(absl::string_view name) const {
  return (kind == Kind::kWord || kind == Kind::kName) && text == name;
}

size_t EndOfGroup(const std::vector<Token>& tokens, size_t open) {
  int depth = 0;
  for (size_t i = open; i < tokens.size(); ++i) {
    if (tokens[i].Is("(")) ++depth;
    if (tokens[i].Is(")") && --depth == 0) return i + 1;
  }
  return tokens.size();
}

absl::StatusOr<std::vector<Token>> Tokenize(absl::string_view sql) { return Lexer(sql).Run(); }

absl::StatusOr<std::vector<std::string>> SplitStatements(absl::string_view script) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Token> tokens, Tokenize(script));
  std::vector<std::string> statements;
  size_t i = 0;
  while (i < tokens.size()) {
    const size_t first = i;
    while (i < tokens.size() && tokens[i].text != ";") ++i;
    if (i > first) {
      const size_t start = tokens[first].offset;
      statements.emplace_back(script.substr(start, tokens[i - 1].end - start));
    }
    ++i;  // the semicolon
  }
  return statements;
}

}  // namespace guanxi::db
