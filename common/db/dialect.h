// The one place that knows MariaDB from MySQL: session set-up and statement time limits.
#ifndef GUANXI_COMMON_DB_DIALECT_H_
#define GUANXI_COMMON_DB_DIALECT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace guanxi::db {

// 1 on a node of a Galera cluster; MySQL does not know the variable (error 1193).
inline constexpr char kIsReplicated[] = "SELECT @@wsrep_on";
// 1 within a transaction. MariaDB only.
inline constexpr char kInTransaction[] = "SELECT @@in_transaction";

struct SessionStatement {
  std::string sql;
  bool optional = false;  // a server that does not know the variable (error 1193) is fine
};

// What makes a new session ours: READ COMMITTED (the connector sets REPEATABLE READ when it
// connects), conflicts reported instead of overwritten where the server can, strict mode, UTC, a
// limit on every statement, and lock waits that end well before it. An infinite limit (for DDL)
// sets none.
std::vector<SessionStatement> SessionSetup(absl::Duration statement_limit);

// `sql` limited to about `remaining`. The session limits every statement by itself, so that `sql`
// comes back as it is unless `remaining` is shorter. Limits come from a few fixed buckets (the
// next one above `remaining`), for each yields a text that is prepared and cached on its own.
std::string WithTimeLimit(absl::string_view sql, absl::Duration remaining,
                          absl::Duration session_limit);

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_DIALECT_H_
