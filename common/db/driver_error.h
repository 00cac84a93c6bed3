// What the server's and the connector's error numbers mean: the one table.
//
//   1062                          ALREADY_EXISTS      DUPLICATE_KEY        statement had no effect
//   1213 1020 1615                ABORTED             TRANSACTION_CONFLICT  run the body again
//   1205                          ABORTED             LOCK_WAIT_TIMEOUT     roll back, run again
//   1969 3024                     DEADLINE_EXCEEDED   QUERY_TIME_LIMIT
//   1105 1153 1264 1292 1366      INVALID_ARGUMENT    VALUE_REJECTED       our checks have a gap
//     1406 3140 3819 4025
//   2000-2999, 1047 1053 1152     UNAVAILABLE         DB_UNAVAILABLE       connection destroyed
//     1158-1161 1290 1836 1927
//   1040 1203 1226                RESOURCE_EXHAUSTED  DB_CONNECTION_LIMIT
//   1461                          RESOURCE_EXHAUSTED  DB_STATEMENT_LIMIT    drop idle statements,
//                                                                          run the body again
//   1021 1114                     RESOURCE_EXHAUSTED  DB_STORAGE_FULL
//   anything else, 0 too          INTERNAL            DATABASE_ERROR
//
// Statuses carry fixed texts. The driver's own text goes to the log alone, together with number,
// SQL state and query name, and without what stands between quotes where that may be a value.
#ifndef GUANXI_COMMON_DB_DRIVER_ERROR_H_
#define GUANXI_COMMON_DB_DRIVER_ERROR_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace guanxi::db {

// As the connector threw it.
struct DriverError {
  int code = 0;
  std::string sql_state;
  std::string text;
};

// What an error means for the transaction in which it happened.
enum class Aftermath {
  kStatementFailed,  // the statement had no effect; the transaction may go on
  kRunAgain,         // roll back and run the whole body again
  kConnectionLost,   // the server rolls back by itself; destroy the connection
};

Aftermath AftermathOf(int code);

// Logs the error and translates it. `query` is the statement's name.
absl::Status ToStatus(const DriverError& error, absl::string_view query);

// The name of the unique key of a DUPLICATE_KEY error ("PRIMARY", "uq_customers_external_id").
// It is for the caller, who knows which field it stands for, and not for clients.
std::optional<std::string> DuplicateKey(const absl::Status& status);

// UNAVAILABLE, reason COMMIT_UNKNOWN: the connection broke while COMMIT was under way, so that the
// transaction may or may not have happened. Look before you retry.
absl::Status UnknownOutcome();
bool IsUnknownOutcome(const absl::Status& status);

// Whether the server keeps as many prepared statements as it may (DB_STATEMENT_LIMIT).
bool IsStatementLimit(const absl::Status& status);

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_DRIVER_ERROR_H_
