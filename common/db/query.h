// Named statements.
#ifndef GUANXI_COMMON_DB_QUERY_H_
#define GUANXI_COMMON_DB_QUERY_H_

#include <string>

namespace guanxi::db {

// A statement and its name. The name ("customer.select_by_id") is metric label and log key, so it
// comes from a small fixed set; SQL text is never logged. Values are bound to `?`, never written
// into the text. `sql_lint.h` says what the text must not contain.
struct Query {
  std::string name;
  std::string sql;
  // The statement looks across tenants (relay, leases, timers, purge) and so binds no tenant_id.
  bool infrastructure = false;
};

// INSERT of any number of rows. The statement is `head`, "(?,?),(?,?)...", `tail`.
struct InsertQuery {
  std::string name;
  std::string head;       // "INSERT INTO t (tenant_id, id, a) VALUES "
  std::string tail = "";  // or " ON DUPLICATE KEY UPDATE ..."
  bool infrastructure = false;
};

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_QUERY_H_
