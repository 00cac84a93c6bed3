// One session with the server: the wrapper around the connector, private to common/db.
#ifndef GUANXI_COMMON_DB_CONNECTION_H_
#define GUANXI_COMMON_DB_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/db/driver_error.h"
#include "common/db/options.h"
#include "common/db/rows.h"
#include "common/db/value.h"

namespace guanxi::db {

// Turns the connector's exceptions into statuses and keeps clear of what it gets wrong:
//   - commit(), rollback() and setAutoCommit() lose errors: transactions are SQL text (`Run`);
//   - OPT_RECONNECT stores half transactions: never set;
//   - OPT_SSL_MODE is ignored: sslCA and sslVerify, and the cipher is checked afterwards;
//   - isClosed() does not know: `broken()` goes by error numbers.
//
// Thread safety: none, but a connection may pass from thread to thread.
class Connection {
 public:
  struct Settings {
    Server server;
    absl::Duration statement_limit = absl::InfiniteDuration();  // infinite: none
    size_t statement_cache_size = 128;
  };

  // Must be called once before threads start: the connector's driver object is made by the first
  // caller and not guarded.
  static void InitDriver();

  // Connects and sets the session up (dialect.h).
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const Settings& settings);
  ~Connection();

  // `name` is the query's, for the log. Prepared and cached.
  absl::StatusOr<Rows> Select(absl::string_view name, const std::string& sql,
                              absl::Span<const Value> values);
  absl::StatusOr<int64_t> Execute(absl::string_view name, const std::string& sql,
                                  absl::Span<const Value> values);
  // A statement with the values of all `rows`, one after the other.
  absl::StatusOr<int64_t> ExecuteRows(absl::string_view name, const std::string& sql,
                                      absl::Span<const std::vector<Value>> rows);
  // A statement without values, sent as text: DDL and the like. A result is thrown away.
  absl::Status Run(absl::string_view name, const std::string& sql);
  // The text that begins a transaction, and the one that ends it. In between nothing runs outside
  // of the transaction: see CheckInTransaction.
  absl::Status Begin(const std::string& sql);
  absl::Status End(const std::string& sql);

  // One round trip. False also marks the connection broken.
  bool Ping();

  // What the last failure means for the transaction.
  Aftermath aftermath() const { return aftermath_; }
  // An error showed that the session is gone, or in a state that nobody knows. Stays true.
  bool broken() const { return broken_; }
  void MarkBroken() { broken_ = true; }

  size_t cached_statements() const;
  // Closes all prepared statements: another connection needs the server's room for them.
  void DropStatements();

 private:
  class Session;  // the connector's objects
  explicit Connection(std::unique_ptr<Session> session);

  absl::Status SetUp(const Settings& settings);
  absl::Status CheckEncrypted();
  absl::Status LearnReplication();
  void CheckInTransaction();
  template <typename Action>
  absl::Status Guard(absl::string_view name, const std::string& sql, Action action);

  std::unique_ptr<Session> session_;
  Aftermath aftermath_ = Aftermath::kStatementFailed;
  bool broken_ = false;
  bool replicated_ = false;
  bool in_transaction_ = false;
};

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_CONNECTION_H_
