#include "common/db/connection.h"

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <mysql_driver.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/dialect.h"
#include "common/db/statement.h"
#include "common/errors/errors.h"

namespace guanxi::db {
namespace {

constexpr int kDuplicateKey = 1062;
constexpr int kUnknownVariable = 1193;
constexpr int kTooManyStatements = 1461;
// The server answers within the statement's limit; a connection that stays silent for longer is
// dead.
constexpr absl::Duration kReadSlack = absl::Seconds(5);
constexpr absl::Duration kWriteTimeout = absl::Seconds(30);

DriverError FromException(const sql::SQLException& e) {
  return {e.getErrorCode(), e.getSQLState(), e.what()};
}

int WholeSeconds(absl::Duration duration) {
  return static_cast<int>(std::max<int64_t>(1, absl::ToInt64Seconds(duration)));
}

sql::ConnectOptionsMap ConnectOptions(const Connection::Settings& settings) {
  const Server& server = settings.server;
  sql::ConnectOptionsMap options;
  options["hostName"] =
      sql::SQLString(server.socket.empty() ? absl::StrCat("tcp://", server.host, ":", server.port)
                                           : absl::StrCat("unix://", server.socket));
  options["userName"] = sql::SQLString(server.user);
  options["password"] = sql::SQLString(server.password);
  if (!server.schema.empty()) options["schema"] = sql::SQLString(server.schema);
  options["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
  options["CLIENT_FOUND_ROWS"] = true;
  options["OPT_CONNECT_TIMEOUT"] = WholeSeconds(server.connect_timeout);
  options["OPT_WRITE_TIMEOUT"] = WholeSeconds(kWriteTimeout);
  if (settings.statement_limit != absl::InfiniteDuration()) {
    options["OPT_READ_TIMEOUT"] = WholeSeconds(settings.statement_limit + kReadSlack);
  }
  if (!server.tls_ca_file.empty()) {
    options["sslCA"] = sql::SQLString(server.tls_ca_file);
    options["sslVerify"] = true;
  }
  return options;
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
    sql::ConnectOptionsMap options = ConnectOptions(settings);
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
  return settings.server.tls_ca_file.empty() ? absl::OkStatus() : CheckEncrypted();
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

bool Connection::Ping() {
  if (!broken_ && !Run("session.ping", "SELECT 1").ok()) broken_ = true;
  return !broken_;
}

size_t Connection::cached_statements() const { return session_->cache().size(); }

void Connection::DropStatements() { session_->cache().Clear(); }

}  // namespace guanxi::db
