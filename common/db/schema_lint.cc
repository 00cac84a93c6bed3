#include "common/db/schema_lint.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/db/sql_tokens.h"

namespace guanxi::db {
namespace {

using Tokens = std::vector<Token>;

// One statement of a migration.
class StatementLint {
 public:
  StatementLint(std::string where, const Tokens& tokens, const SchemaRules& rules,
                std::vector<LintFinding>* findings)
      : where_(std::move(where)), tokens_(tokens), rules_(rules), findings_(findings) {}

  void Run() {
    if (const std::string words = ForbiddenWords(tokens_); !words.empty()) Add("forbidden", words);
    for (const Token& token : tokens_) {
      if (token.IsOneOf({"FOREIGN", "REFERENCES"})) Add("foreign_key", "foreign key");
    }
    if (At(0).IsOneOf({"CREATE", "ALTER", "DROP"})) CheckObjectKind();
    if (At(0).Is("ALTER") && At(1).Is("TABLE")) CheckAlterTable();
    if (At(0).Is("CREATE")) CheckCreate();
  }

 private:
  // A token that is nothing behind the end.
  const Token& At(size_t i) const {
    static const Token* const kNothing = new Token{Token::Kind::kSymbol, "", 0, 0};
    return i < tokens_.size() ? tokens_[i] : *kNothing;
  }

  void Add(const char* rule, const std::string& what) {
    findings_->push_back({rule, where_, what});
  }

  void CheckObjectKind() {
    // CREATE OR REPLACE DEFINER = `u`@`h` TRIGGER ...: the kind is the first that is known.
    for (const Token& token : tokens_) {
      if (token.IsOneOf({"TABLE", "INDEX", "DATABASE", "SCHEMA"})) return;
      if (token.IsOneOf(
              {"TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "SEQUENCE", "VIEW", "PACKAGE"})) {
        Add("forbidden", token.text);
        return;
      }
    }
  }

  void CheckCreate() {
    size_t i = 1;
    const bool unique = At(i).Is("UNIQUE");
    if (unique) ++i;
    if (At(i).Is("INDEX")) {  // CREATE [UNIQUE] INDEX name ON table (columns)
      CheckKey(At(i + 3).text, unique ? "UNIQUE" : "KEY", i + 1);
      return;
    }
    if (!At(i).Is("TABLE")) return;
    ++i;
    if (At(i).Is("IF")) i += 3;  // IF NOT EXISTS
    const std::string table = At(i).text;
    if (!At(i + 1).Is("(")) {
      Add("syntax", table + ": write the columns out");
      return;
    }
    const size_t end = EndOfGroup(tokens_, i + 1);
    has_primary_key_ = false;
    for (const auto& [first, last] : Elements(i + 2, end - 1)) CheckElement(table, first, last);
    if (!has_primary_key_) Add("primary_key", table + " has no primary key");
    CheckTableOptions(table, end);
  }

  // The parts of [first, last) between commas outside brackets.
  std::vector<std::pair<size_t, size_t>> Elements(size_t first, size_t last) const {
    std::vector<std::pair<size_t, size_t>> elements;
    size_t start = first;
    for (size_t i = first; i < last; ++i) {
      if (tokens_[i].Is("(")) i = EndOfGroup(tokens_, i) - 1;
      if (i < last && tokens_[i].Is(",")) {
        elements.emplace_back(start, i);
        start = i + 1;
      }
    }
    elements.emplace_back(start, last);
    return elements;
  }

  // A key or column of CREATE TABLE, or what follows ADD in ALTER TABLE.
  void CheckElement(const std::string& table, size_t first, size_t last) {
    size_t i = first;
    if (At(i).Is("CONSTRAINT")) i += At(i + 1).IsOneOf({"PRIMARY", "UNIQUE", "CHECK"}) ? 1 : 2;
    if (At(i).Is("CHECK")) return;
    if (At(i).Is("PRIMARY")) {
      CheckKey(table, "PRIMARY", i + 2);
    } else if (At(i).Is("UNIQUE")) {
      CheckKey(table, "UNIQUE", At(i + 1).IsOneOf({"KEY", "INDEX"}) ? i + 2 : i + 1);
    } else if (At(i).IsOneOf({"KEY", "INDEX"})) {
      CheckKey(table, "KEY", i + 1);
    } else {
      CheckColumn(table, first, last);
    }
  }

  void CheckColumn(const std::string& table, size_t first, size_t last) {
    for (size_t i = first; i < last; ++i) {
      const bool primary = At(i).Is("PRIMARY");
      if (!primary && !At(i).Is("UNIQUE")) continue;
      if (primary) has_primary_key_ = true;
      if (IsTenantTable(table) && !At(first).IsName("tenant_id")) {
        Add("tenant_key", absl::StrCat(table, ".", At(first).text, " is a key without tenant_id"));
      }
      return;
    }
  }

  // `at` is the key's name if it has one, else the bracket of its columns.
  void CheckKey(const std::string& table, absl::string_view kind, size_t at) {
    const std::string name = At(at).Is("(") ? "" : At(at).text;
    while (at < tokens_.size() && !At(at).Is("(")) ++at;
    const bool primary = kind == "PRIMARY";
    const bool unique = kind == "UNIQUE";
    if (primary) has_primary_key_ = true;
    if ((primary || unique) && IsTenantTable(table) && !At(at + 1).IsName("tenant_id")) {
      Add("tenant_key", absl::StrCat(table, ": ", primary ? "the primary key" : name,
                                     " does not start with tenant_id"));
    }
    if (!primary && !absl::StartsWith(name, unique ? "uq_" : "idx_")) {
      Add("key_name",
          absl::StrCat(table, ": key '", name, "' is not named ", unique ? "uq_..." : "idx_..."));
    }
  }

  void CheckAlterTable() {
    const std::string table = At(2).text;
    for (const auto& [first, last] : Elements(3, tokens_.size())) {
      if (!At(first).Is("ADD")) continue;
      const size_t element = At(first + 1).Is("COLUMN") ? first + 2 : first + 1;
      CheckElement(table, element, last);
    }
  }

  void CheckTableOptions(const std::string& table, size_t first) {
    bool charset = false;
    bool collation = false;
    for (size_t i = first; i < tokens_.size(); ++i) {
      const size_t value = At(i + 1).Is("=") ? i + 2 : i + 1;
      if (At(i).Is("CHARSET") || (At(i).Is("SET") && At(i - 1).Is("CHARACTER"))) {
        charset = At(value).Is("utf8mb4");
      } else if (At(i).Is("COLLATE")) {
        collation = absl::StartsWith(At(value).text, "utf8mb4_");
      } else if (At(i).Is("ENGINE") && !At(value).Is("InnoDB")) {
        Add("engine", absl::StrCat(table, " uses ", At(value).text));
      }
    }
    if (!charset || !collation) {
      Add("charset", table + " lacks DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_...");
    }
  }

  bool IsTenantTable(const std::string& table) const {
    return rules_.infrastructure_tables.count(table) == 0;
  }

  const std::string where_;
  const Tokens& tokens_;
  const SchemaRules& rules_;
  std::vector<LintFinding>* const findings_;
  bool has_primary_key_ = false;
};

void LintStatements(const std::string& where, const std::vector<std::string>& statements,
                    const SchemaRules& rules, std::vector<LintFinding>* findings) {
  for (const std::string& statement : statements) {
    const absl::StatusOr<Tokens> tokens = Tokenize(statement);
    if (!tokens.ok()) {
      findings->push_back({"syntax", where, std::string(tokens.status().message())});
    } else {
      StatementLint(where, *tokens, rules, findings).Run();
    }
  }
}

}  // namespace

std::vector<LintFinding> LintMigrations(absl::Span<const Migration> migrations,
                                        const SchemaRules& rules) {
  std::vector<LintFinding> findings;
  for (const Migration& migration : migrations) {
    LintStatements(migration.label + ".up.sql", migration.up, rules, &findings);
    LintStatements(migration.label + ".down.sql", migration.down, rules, &findings);
    for (const std::string& statement : migration.verify) {
      const absl::StatusOr<Tokens> tokens = Tokenize(statement);
      if (!tokens.ok() || tokens->empty() || !tokens->front().Is("SELECT")) {
        findings.push_back({"verify", migration.label + ".verify.sql", "not a SELECT"});
      }
    }
  }
  return findings;
}

}  // namespace guanxi::db
