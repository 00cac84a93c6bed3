#include "common/db/sql_lint.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace guanxi::db {
namespace {

using Tokens = std::vector<Token>;

constexpr char kTenant[] = "tenant_id";

bool StartsPhrase(const Tokens& tokens, size_t at, absl::string_view phrase) {
  for (absl::string_view word : absl::StrSplit(phrase, ' ')) {
    if (at >= tokens.size() || !tokens[at++].Is(word)) return false;
  }
  return true;
}

// Counts the tables of a statement and the conditions on their tenants.
class TenantCheck {
 public:
  explicit TenantCheck(const Tokens& tokens) : tokens_(tokens) {
    std::vector<size_t> open = {kNoBracket};
    for (size_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i].Is(")") && open.size() > 1) open.pop_back();
      bracket_.push_back(open.back());
      if (tokens[i].Is("(")) open.push_back(i);
    }
    // WITH a AS (...), b AS (...): names that are no tables.
    for (size_t i = 0; i + 2 < tokens.size(); ++i) {
      if (tokens[i + 1].Is("AS") && tokens[i + 2].Is("(")) common_.insert(tokens[i].text);
    }
  }

  // "" or what is wrong.
  std::string Run() {
    int tables = 0;
    int bound = 0;
    bool by_value = false;
    for (size_t i = 0; i < tokens_.size(); ++i) {
      tables += TablesAt(i);
      if (IsInsertOfTenant(i)) {
        ++bound;
        by_value = true;
      } else if (IsBinding(i)) {
        ++bound;
        by_value = by_value || tokens_[i + 2].Is("?");
      }
    }
    if (bound >= tables && (by_value || tables == 0)) return "";
    return absl::StrCat(tables, " tables, of which ", bound, " bind ", kTenant,
                        by_value ? "" : " and none to a value");
  }

 private:
  // How many tables the clause that starts at token `i` names.
  int TablesAt(size_t i) const {
    if (!tokens_[i].IsOneOf({"FROM", "JOIN", "INTO", "UPDATE"})) return 0;
    // SELECT ... FOR UPDATE, ON DUPLICATE KEY UPDATE
    if (tokens_[i].Is("UPDATE") && i > 0 && tokens_[i - 1].IsOneOf({"FOR", "KEY"})) return 0;
    int tables = IsTable(i + 1) ? 1 : 0;
    if (!tokens_[i].Is("FROM")) return tables;
    for (size_t j = i + 1; j < tokens_.size() && !(IsBeside(i, j) && EndsCondition(j)); ++j) {
      if (IsBeside(i, j) && tokens_[j].Is(",") && IsTable(j + 1)) ++tables;
    }
    return tables;
  }

  bool IsTable(size_t i) const {
    return i < tokens_.size() &&
           (tokens_[i].kind == Token::Kind::kWord || tokens_[i].kind == Token::Kind::kName) &&
           common_.count(tokens_[i].text) == 0 && !tokens_[i].Is("JSON_TABLE");  // a value's rows
  }

  // INSERT INTO t (tenant_id, ...
  bool IsInsertOfTenant(size_t i) const {
    if (!tokens_[i].Is("INTO") || i + 2 >= tokens_.size() || !tokens_[i + 2].Is("(")) return false;
    const size_t end = EndOfGroup(tokens_, i + 2);
    return std::any_of(tokens_.begin() + i + 2, tokens_.begin() + end,
                       [](const Token& token) { return token.IsName(kTenant); });
  }

  // tenant_id = ?, or a.tenant_id = b.tenant_id, as a condition that must hold.
  bool IsBinding(size_t i) const {
    if (i + 2 >= tokens_.size() || !tokens_[i].IsName(kTenant) || !tokens_[i + 1].Is("=")) {
      return false;
    }
    const bool to_value = tokens_[i + 2].Is("?");
    const bool to_column =
        i + 4 < tokens_.size() && tokens_[i + 3].Is(".") && tokens_[i + 4].IsName(kTenant);
    return (to_value || to_column) && MustHold(i);
  }

  // Walks outwards from a condition: AND alone may stand between it and its WHERE or ON.
  bool MustHold(size_t at) const {
    for (size_t i = at; i < tokens_.size() && !(IsBeside(at, i) && EndsCondition(i)); ++i) {
      if (IsBeside(at, i) && tokens_[i].IsOneOf({"OR", "XOR", "||"})) return false;
    }
    const size_t bracket = bracket_[at];
    for (size_t i = at; i-- > (bracket == kNoBracket ? 0 : bracket + 1);) {
      if (!IsBeside(at, i)) continue;
      if (tokens_[i].IsOneOf({"WHERE", "ON"})) return true;
      if (tokens_[i].IsOneOf({"OR", "XOR", "||", "NOT", "!"}) || EndsCondition(i)) return false;
    }
    // The start of a bracket: one around conditions, not that of a function.
    return bracket != kNoBracket && bracket > 0 &&
           tokens_[bracket - 1].IsOneOf({"AND", "WHERE", "ON", "("}) && MustHold(bracket);
  }

  // Whether two tokens stand in the same bracket.
  bool IsBeside(size_t i, size_t j) const { return bracket_[i] == bracket_[j]; }

  bool EndsCondition(size_t i) const {
    return tokens_[i].IsOneOf({"SELECT", "FROM", "SET", "VALUES", "WHERE", "GROUP", "ORDER",
                               "HAVING", "LIMIT", "UNION", "JOIN", "LEFT", "INNER", "FOR"});
  }

  static constexpr size_t kNoBracket = static_cast<size_t>(-1);

  const Tokens& tokens_;
  std::vector<size_t> bracket_;  // for each token where the bracket opens that it stands in
  std::set<std::string> common_;
};

// (a, b) compared by order with another group.
bool HasRowConstructor(const Tokens& tokens) {
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (!tokens[i].Is("(")) continue;
    const size_t end = EndOfGroup(tokens, i);
    if (end + 1 >= tokens.size() || !tokens[end].IsOneOf({"<", ">", "<=", ">="}) ||
        !tokens[end + 1].IsOneOf({"(", "ROW"})) {
      continue;
    }
    const bool is_call = i > 0 && tokens[i - 1].kind == Token::Kind::kWord &&
                         !tokens[i - 1].IsOneOf({"WHERE", "AND", "OR", "NOT", "ON", "ROW"});
    // A comma of the group itself, not of a call in it.
    for (size_t j = i + 1; j + 1 < end && !is_call; ++j) {
      if (tokens[j].Is("(")) j = EndOfGroup(tokens, j) - 1;
      if (tokens[j].Is(",")) return true;
    }
  }
  return false;
}

bool HasStar(const Tokens& tokens) {
  for (size_t i = 1; i < tokens.size(); ++i) {
    if (tokens[i].Is("*") && tokens[i - 1].IsOneOf({"SELECT", "DISTINCT", ",", "."})) return true;
  }
  return false;
}

std::vector<LintFinding> Lint(const std::string& name, const std::string& sql,
                              bool infrastructure) {
  std::vector<LintFinding> findings;
  const auto add = [&](const char* rule, std::string what) {
    findings.push_back({rule, name, std::move(what)});
  };
  const absl::StatusOr<Tokens> tokens = Tokenize(sql);
  if (!tokens.ok()) {
    add("syntax", std::string(tokens.status().message()));
    return findings;
  }
  const auto first = std::find_if(tokens->begin(), tokens->end(),
                                  [](const Token& token) { return !token.Is("("); });
  if (first == tokens->end() ||
      !first->IsOneOf({"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"})) {
    add("syntax", "not SELECT, INSERT, UPDATE, DELETE or WITH");
  }
  for (const Token& token : *tokens) {
    if (token.Is(";")) add("syntax", "several statements");
  }
  if (const std::string words = ForbiddenWords(*tokens); !words.empty()) add("forbidden", words);
  if (HasStar(*tokens)) add("star", "name the columns");
  if (HasRowConstructor(*tokens)) add("row_constructor", "write the comparison out");
  if (!infrastructure) {
    if (std::string problem = TenantCheck(*tokens).Run(); !problem.empty()) add("tenant", problem);
  }
  return findings;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const LintFinding& finding) {
  return out << finding.where << ": " << finding.rule << ": " << finding.what;
}

std::string ForbiddenWords(const std::vector<Token>& tokens) {
  constexpr const char* kPhrases[] = {
      "GET_LOCK",    "RELEASE_LOCK",   "RELEASE_ALL_LOCKS", "IS_FREE_LOCK", "IS_USED_LOCK",
      "SKIP LOCKED", "LAST_INSERT_ID", "RETURNING",         "XA",           "NEXTVAL",
      "LASTVAL",     "NEXT VALUE FOR", "LOCK TABLES",       "CALL",         "AUTO_INCREMENT"};
  std::set<std::string> found;
  for (size_t i = 0; i < tokens.size(); ++i) {
    for (const char* phrase : kPhrases) {
      if (StartsPhrase(tokens, i, phrase)) found.insert(phrase);
    }
  }
  return absl::StrJoin(found, ", ");
}

std::vector<LintFinding> LintQuery(const Query& query) {
  return Lint(query.name, query.sql, query.infrastructure);
}

std::vector<LintFinding> LintQuery(const InsertQuery& query) {
  return Lint(query.name, absl::StrCat(query.head, "(?)", query.tail), query.infrastructure);
}

std::vector<LintFinding> LintQueries(absl::Span<const Query> queries) {
  std::vector<LintFinding> findings;
  for (const Query& query : queries) {
    for (LintFinding& finding : LintQuery(query)) findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace guanxi::db
