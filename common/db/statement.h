// A prepared statement, and the connection's cache of them.
//
// Private to common/db: together with connection.h the only code that touches the connector.
// Everything here throws what the connector throws; `Connection` catches.
#ifndef GUANXI_COMMON_DB_STATEMENT_H_
#define GUANXI_COMMON_DB_STATEMENT_H_

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/db/rows.h"
#include "common/db/value.h"

namespace sql {
class Connection;
class PreparedStatement;
class ResultSet;
}  // namespace sql

namespace guanxi::db {

// One prepared statement of one connection. Bind every parameter, then run; and again.
class Statement {
 public:
  Statement(sql::Connection* connection, const std::string& sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Binds the next parameters. The connector would keep what an earlier execution bound, and
  // store it again: so execution fails unless exactly all parameters were bound since the last.
  void Bind(absl::Span<const Value> values);

  Rows Select();
  int64_t Execute();

 private:
  enum class ColumnKind { kInt64, kUint64, kDouble, kBytes };

  void BindOne(unsigned int parameter, const Value& value);
  void CheckBound();
  void LearnColumns(sql::ResultSet* result);
  Value ReadCell(sql::ResultSet* result, unsigned int column) const;

  const std::unique_ptr<sql::PreparedStatement> statement_;
  unsigned int parameters_;
  unsigned int bound_ = 0;
  std::vector<ColumnKind> columns_;  // learnt at the first execution
};

// The statements used last, at most `capacity`. Preparing costs a round trip and much of the
// server's time: 103 µs against 15 for a cached one.
class StatementCache {
 public:
  StatementCache(sql::Connection* connection, size_t capacity)
      : connection_(connection), capacity_(capacity) {}

  // Prepares `sql` unless it is there. The reference is valid until the next call.
  Statement& Get(const std::string& sql);
  // Forgets a statement, if it is there: after an error it is not to be trusted.
  void Evict(const std::string& sql);
  void Clear();
  size_t size() const { return statements_.size(); }
  // Whether one was prepared or closed since the last call.
  bool TakeTouched() { return std::exchange(touched_, false); }

 private:
  struct Entry {
    Entry(std::string text, sql::Connection* connection)
        : sql(std::move(text)), statement(connection, sql) {}
    const std::string sql;
    Statement statement;
  };
  using List = std::list<Entry>;

  sql::Connection* const connection_;
  const size_t capacity_;
  bool touched_ = false;
  List statements_;  // the one used last comes first
  absl::flat_hash_map<absl::string_view, List::iterator> index_;
};

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_STATEMENT_H_
