// Reads SQL for what DESIGN section 9 forbids, in tests: a schema that is ready for many machines.
//
// The linters read tokens, not grammar. They know the SQL that we write; what they cannot follow
// they refuse.
#ifndef GUANXI_COMMON_DB_SQL_LINT_H_
#define GUANXI_COMMON_DB_SQL_LINT_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/db/query.h"
#include "common/db/sql_tokens.h"

namespace guanxi::db {

struct LintFinding {
  std::string rule;   // "tenant", see below
  std::string where;  // query name or migration file
  std::string what;
};
std::ostream& operator<<(std::ostream& out, const LintFinding& finding);

// Rules for queries
//   syntax           unreadable, several statements, or not SELECT, INSERT, UPDATE or DELETE
//   forbidden        ForbiddenWords
//   star             SELECT * breaks when two releases share a schema: name the columns
//   row_constructor  (a, b) > (?, ?) reads the whole index: a > ? OR (a = ? AND b > ?)
//   tenant           each table's tenant_id must be bound: `tenant_id = ?`, or equal to that of
//                    another table, in WHERE or ON and not under OR or NOT; an INSERT lists it.
//                    Not for infrastructure queries
std::vector<LintFinding> LintQuery(const Query& query);
std::vector<LintFinding> LintQuery(const InsertQuery& query);
std::vector<LintFinding> LintQueries(absl::Span<const Query> queries);

// Advisory locks, LAST_INSERT_ID, RETURNING, SKIP LOCKED, XA, sequences, LOCK TABLES, CALL,
// AUTO_INCREMENT: "" or the words found. They do not work on a cluster, or on MySQL.
std::string ForbiddenWords(const std::vector<Token>& tokens);

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_SQL_LINT_H_
