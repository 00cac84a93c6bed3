#include "common/db/connection.h"

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <mysql_driver.h>

#include "common/base/status_macros.h"
#include "common/db/connect_options.h"
#include "common/db/dialect.h"
#include "common/db/statement.h"
#include "common/errors/errors.h"

namespace guanxi::db {
namespace {

constexpr int kDuplicateKey = 1062;
constexpr int kUnknownVariable = 1193;
constexpr int kDeadlock = 1213;
constexpr int kTooManyStatements = 1461;

DriverError FromException(const sql::SQLException& e) {
  return {e.getErrorCode(), e.getSQLState(), e.what()};
}

bool SelectsOne(sql::Statement& text, const char* sql) {
  const std::unique_ptr<sql::ResultSet> result(text.executeQuery(sql));
  return result->next() && result->getInt(1) == 1;
}

}  // namespace

// In the order in which they must die: statements before their connection.
class Connection::Session {
 public:
  Session(sql::Connection* connection, size_t cache_size)
      : connection_(connection),
        text_(connection->createStatement()),
        cache_(connection, cache_size) {}

  sql::Connection& connection() { return *connection_; }
  sql::Statement& text() { return *text_; }
  StatementCache& cache() { return cache_; }

 private:
  const std::unique_ptr<sql::Connection> connection_;
  const std::unique_ptr<sql::Statement> text_;
  StatementCache cache_;
};

void Connection::InitDriver() { sql::mysql::get_driver_instance(); }

Connection::Connection(std::unique_ptr<Session> session) : session_(std::move(session)) {}

Connection::~Connection() = default;

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const Settings& settings) {
  std::unique_ptr<Connection> connection;
  try {
    sql::ConnectOptionsMap options = ConnectOptions(settings.server, settings.statement_limit);
    sql::Connection* raw = sql::mysql::get_driver_instance()->connect(options);
    connection.reset(new Connection(std::make_unique<Session>(raw, settings.statement_cache_size)));
  } catch (const sql::SQLException& e) {
    const absl::Status status = ToStatus(FromException(e), "connect");
    if (absl::IsResourceExhausted(status)) return status;
    // Wrong password, unknown schema, refused certificate: the log says which, and to a caller the
    // database is out of reach until somebody mends it.
    return Unavailable("DB_UNAVAILABLE", "The database cannot be reached.");
  }
  GUANXI_RETURN_IF_ERROR(connection->SetUp(settings));
  return connection;
}

absl::Status Connection::SetUp(const Settings& settings) {
  for (const SessionStatement& statement : SessionSetup(settings.statement_limit)) {
    try {
      session_->text().execute(statement.sql);
    } catch (const sql::SQLException& e) {
      if (statement.optional && e.getErrorCode() == kUnknownVariable) continue;
      return ToStatus(FromException(e), "session");
    }
  }
  GUANXI_RETURN_IF_ERROR(LearnReplication());
  return settings.server.tls_ca_file.empty() ? absl::OkStatus() : CheckEncrypted();
}

absl::Status Connection::LearnReplication() {
  try {
    replicated_ = SelectsOne(session_->text(), kIsReplicated);
  } catch (const sql::SQLException& e) {
    if (e.getErrorCode() != kUnknownVariable) return ToStatus(FromException(e), "session");
  }
  return absl::OkStatus();
}

absl::Status Connection::CheckEncrypted() {
  GUANXI_ASSIGN_OR_RETURN(const Rows rows,
                          Select("session.cipher", "SHOW SESSION STATUS LIKE 'Ssl_cipher'", {}));
  if (rows.size() == 1 && !rows[0].String(1).empty()) return absl::OkStatus();
  return ToStatus({2026, "HY000", "the connection is not encrypted"}, "connect");
}

// Runs `action`, which may throw, and draws the conclusions of a failure.
template <typename Action>
absl::Status Connection::Guard(absl::string_view name, const std::string& sql, Action action) {
  DriverError error;
  try {
    action();
    return absl::OkStatus();
  } catch (const sql::SQLException& e) {
    error = FromException(e);
  } catch (const std::exception& e) {  // out of memory in a huge result, say
    error.text = e.what();
    broken_ = true;
  }
  aftermath_ = AftermathOf(error.code);
  if (aftermath_ == Aftermath::kConnectionLost) broken_ = true;
  if (!broken_) {
    if (error.code == kTooManyStatements) session_->cache().Clear();
    if (error.code != kDuplicateKey) session_->cache().Evict(sql);
  }
  return ToStatus(error, name);
}

absl::StatusOr<Rows> Connection::Select(absl::string_view name, const std::string& sql,
                                        absl::Span<const Value> values) {
  Rows rows;
  GUANXI_RETURN_IF_ERROR(Guard(name, sql, [&] {
    Statement& statement = session_->cache().Get(sql);
    CheckInTransaction();
    statement.Bind(values);
    rows = statement.Select();
  }));
  return rows;
}

absl::StatusOr<int64_t> Connection::Execute(absl::string_view name, const std::string& sql,
                                            absl::Span<const Value> values) {
  int64_t matched = 0;
  GUANXI_RETURN_IF_ERROR(Guard(name, sql, [&] {
    Statement& statement = session_->cache().Get(sql);
    CheckInTransaction();
    statement.Bind(values);
    matched = statement.Execute();
  }));
  return matched;
}

absl::StatusOr<int64_t> Connection::ExecuteRows(absl::string_view name, const std::string& sql,
                                                absl::Span<const std::vector<Value>> rows) {
  int64_t matched = 0;
  GUANXI_RETURN_IF_ERROR(Guard(name, sql, [&] {
    Statement& statement = session_->cache().Get(sql);
    CheckInTransaction();
    for (const std::vector<Value>& row : rows) statement.Bind(row);
    matched = statement.Execute();
  }));
  return matched;
}

absl::Status Connection::Run(absl::string_view name, const std::string& sql) {
  return Guard(name, sql, [&] {
    sql::Statement& text = session_->text();
    if (text.execute(sql)) std::unique_ptr<sql::ResultSet>(text.getResultSet());
  });
}

absl::Status Connection::Begin(const std::string& sql) {
  GUANXI_RETURN_IF_ERROR(Run("transaction.begin", sql));
  session_->cache().TakeTouched();
  in_transaction_ = true;
  return absl::OkStatus();
}

absl::Status Connection::End(const std::string& sql) {
  const absl::Status status = Guard("transaction.end", sql, [&] {
    if (sql == "COMMIT") CheckInTransaction();
    session_->text().execute(sql);
  });
  in_transaction_ = false;
  return status;
}

// A Galera node tells a transaction that lost against another node's of its end by the error of its
// next statement, but not if that prepares or closes a statement (seen with MariaDB 10.11): what
// follows would run by itself, committed at once, and COMMIT would succeed. So after each of those
// the server is asked. What loses later is told of.
void Connection::CheckInTransaction() {
  if (!session_->cache().TakeTouched() || !in_transaction_ || !replicated_) return;
  if (SelectsOne(session_->text(), kInTransaction)) return;
  throw sql::SQLException("the transaction was rolled back for another node's", "40001", kDeadlock);
}

bool Connection::Ping() {
  if (!broken_ && !Run("session.ping", "SELECT 1").ok()) broken_ = true;
  return !broken_;
}

size_t Connection::cached_statements() const { return session_->cache().size(); }

void Connection::DropStatements() { session_->cache().Clear(); }

}  // namespace guanxi::db
