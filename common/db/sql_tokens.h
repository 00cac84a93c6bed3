// Cuts SQL text into tokens and scripts into statements.
#ifndef GUANXI_COMMON_DB_SQL_TOKENS_H_
#define GUANXI_COMMON_DB_SQL_TOKENS_H_

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::db {

struct Token {
  enum class Kind {
    kWord,    // keyword or bare name; `text` as written
    kName,    // `quoted`, without the quotes
    kString,  // 'quoted' or "quoted", with the quotes
    kNumber,
    kSymbol,  // punctuation, operators of one to three characters, and ?
  };
  Kind kind;
  std::string text;
  size_t offset;  // where it starts in the text
  size_t end;     // behind its last character

  // A keyword in any case, or a symbol.
  bool Is(absl::string_view word) const;
  bool IsOneOf(std::initializer_list<absl::string_view> words) const;
  // A bare or quoted name, compared exactly.
  bool IsName(absl::string_view name) const;
};

// The index behind the bracket that closes the one at `open`; the number of tokens if none does.
size_t EndOfGroup(const std::vector<Token>& tokens, size_t open);

// Comments are dropped. INVALID_ARGUMENT on an unterminated string or comment, and on comments
// that the server executes (/*! ... */, /*M! ... */).
absl::StatusOr<std::vector<Token>> Tokenize(absl::string_view sql);

// The statements between semicolons, without comments around them. Not for bodies of procedures,
// which we do not have.
absl::StatusOr<std::vector<std::string>> SplitStatements(absl::string_view script);

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_SQL_TOKENS_H_
