#include "common/db/driver_error.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/log.h"
#include "common/errors/errors.h"

namespace guanxi::db {
namespace {

constexpr char kDuplicateReason[] = "DUPLICATE_KEY";
constexpr char kUnknownReason[] = "COMMIT_UNKNOWN";
constexpr char kStatementLimitReason[] = "DB_STATEMENT_LIMIT";
// The key's name rides on the status under a type of its own, out of sight of clients: only
// google.rpc details are sent.
constexpr char kKeyPayload[] = "guanxi.dev/db.duplicate_key";
constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);

enum class Kind {
  kDuplicate,
  kConflict,
  kLockWait,
  kTimeLimit,
  kRejected,
  kUnavailable,
  kConnectionLimit,
  kStatementLimit,
  kStorageFull,
  kOther,
};

struct Entry {
  int code;
  Kind kind;
};

constexpr Entry kTable[] = {
    {1020, Kind::kConflict},         // row changed since it was read (innodb_snapshot_isolation)
    {1021, Kind::kStorageFull},      // disk full
    {1040, Kind::kConnectionLimit},  // too many connections
    {1047, Kind::kUnavailable},      // Galera node outside the primary component
    {1053, Kind::kUnavailable},      // server shutdown
    {1062, Kind::kDuplicate},        // duplicate key
    {1105, Kind::kRejected},         // value over max_allowed_packet
    {1114, Kind::kStorageFull},      // table full
    {1152, Kind::kUnavailable},      // aborted connection
    {1153, Kind::kRejected},         // packet over max_allowed_packet
    {1158, Kind::kUnavailable},      // network read
    {1159, Kind::kUnavailable},      // network read time-out
    {1160, Kind::kUnavailable},      // network write
    {1161, Kind::kUnavailable},      // network write time-out
    {1203, Kind::kConnectionLimit},  // max_user_connections
    {1205, Kind::kLockWait},         // lock wait time-out: only the statement was rolled back
    {1213, Kind::kConflict},         // deadlock; on Galera also at COMMIT
    {1226, Kind::kConnectionLimit},  // user's resource limit
    {1264, Kind::kRejected},         // number out of range
    {1290, Kind::kUnavailable},      // server is read-only: fail-over under way
    {1292, Kind::kRejected},         // not a date or number
    {1366, Kind::kRejected},         // bad UTF-8, or not a number
    {1406, Kind::kRejected},         // too long
    {1461, Kind::kStatementLimit},   // too many prepared statements
    {1615, Kind::kConflict},         // statement must be prepared again
    {1836, Kind::kUnavailable},      // read-only mode
    {1927, Kind::kUnavailable},      // connection killed
    {1969, Kind::kTimeLimit},        // max_statement_time (MariaDB)
    {3024, Kind::kTimeLimit},        // max_execution_time (MySQL)
    {3140, Kind::kRejected},         // bad JSON (MySQL)
    {3819, Kind::kRejected},         // CHECK constraint (MySQL)
    {4025, Kind::kRejected},         // CHECK constraint, bad JSON (MariaDB)
};

bool IsClientError(int code) { return code >= 2000 && code <= 2999; }

Kind KindOf(int code) {
  const Entry* entry =
      std::find_if(std::begin(kTable), std::end(kTable), [&](Entry e) { return e.code == code; });
  if (entry != std::end(kTable)) return entry->kind;
  return IsClientError(code) ? Kind::kUnavailable : Kind::kOther;
}

absl::Status Translate(Kind kind) {
  switch (kind) {
    case Kind::kDuplicate:
      return Error(absl::StatusCode::kAlreadyExists, kDuplicateReason,
                   "A row with the same key exists.");
    case Kind::kConflict:
      return Error(absl::StatusCode::kAborted, "TRANSACTION_CONFLICT",
                   "The change ran into another one; retry.");
    case Kind::kLockWait:
      return Error(absl::StatusCode::kAborted, "LOCK_WAIT_TIMEOUT",
                   "The data is being changed by others; retry.");
    case Kind::kTimeLimit:
      return DeadlineExceeded("QUERY_TIME_LIMIT", "The query took too long.");
    case Kind::kRejected:
      return Error(absl::StatusCode::kInvalidArgument, "VALUE_REJECTED",
                   "A value cannot be stored: too long, out of range or malformed.");
    case Kind::kUnavailable:
      return Unavailable("DB_UNAVAILABLE", "The database cannot be reached.");
    case Kind::kConnectionLimit:
      return ResourceExhausted("DB_CONNECTION_LIMIT", "The database is at its limits; retry later.",
                               kRetryDelay);
    case Kind::kStatementLimit:
      return ResourceExhausted(kStatementLimitReason, "The database is at its limits; retry later.",
                               kRetryDelay);
    case Kind::kStorageFull:
      return ResourceExhausted("DB_STORAGE_FULL", "The database has no space left.", kRetryDelay);
    case Kind::kOther:
      break;
  }
  return Error(absl::StatusCode::kInternal, "DATABASE_ERROR", "The database refused a statement.");
}

Severity SeverityOf(Kind kind) {
  switch (kind) {
    case Kind::kConflict:
    case Kind::kLockWait:
      return Severity::kInfo;
    case Kind::kTimeLimit:
    case Kind::kRejected:
    case Kind::kUnavailable:
    case Kind::kConnectionLimit:
    case Kind::kStatementLimit:
      return Severity::kWarning;
    default:
      return Severity::kError;
  }
}

// Texts that quote names of ours or nothing, never stored values.
bool IsTextHarmless(int code) {
  constexpr int kHarmless[] = {0, 1048, 1054, 1064, 1146, 1205, 1213, 1364, 1406, 1969, 4025};
  return IsClientError(code) ||
         std::find(std::begin(kHarmless), std::end(kHarmless), code) != std::end(kHarmless);
}

// The text without what stands between its first and last quote.
std::string WithoutQuoted(absl::string_view text) {
  const size_t first = text.find('\'');
  const size_t last = text.rfind('\'');
  if (first == last) return std::string(text);
  return absl::StrCat(text.substr(0, first + 1), "...", text.substr(last));
}

// "Duplicate entry '...' for key 'uq_a'" ("table.uq_a" on MySQL); the entry may hold quotes.
std::string KeyName(absl::string_view text) {
  constexpr absl::string_view kMark = "for key '";
  const size_t mark = text.rfind(kMark);
  if (mark == absl::string_view::npos) return "";
  absl::string_view key = absl::StripSuffix(text.substr(mark + kMark.size()), "'");
  const size_t dot = key.rfind('.');
  return std::string(dot == absl::string_view::npos ? key : key.substr(dot + 1));
}

}  // namespace

Aftermath AftermathOf(int code) {
  switch (KindOf(code)) {
    case Kind::kConflict:
    case Kind::kLockWait:
    case Kind::kStatementLimit:
      return Aftermath::kRunAgain;
    case Kind::kUnavailable:
      return Aftermath::kConnectionLost;
    default:
      return Aftermath::kStatementFailed;
  }
}

absl::Status ToStatus(const DriverError& error, absl::string_view query) {
  const Kind kind = KindOf(error.code);
  absl::Status status = Translate(kind);
  if (kind == Kind::kDuplicate) {  // an everyday answer: not logged
    status.SetPayload(kKeyPayload, absl::Cord(KeyName(error.text)));
    return status;
  }
  Log(SeverityOf(kind), "db.error",
      {{"query", query},
       {"code", error.code},
       {"sql_state", error.sql_state},
       {"text", IsTextHarmless(error.code) ? error.text : WithoutQuoted(error.text)}});
  return status;
}

std::optional<std::string> DuplicateKey(const absl::Status& status) {
  const absl::optional<absl::Cord> key = status.GetPayload(kKeyPayload);
  if (!key.has_value()) return std::nullopt;
  return std::string(*key);
}

absl::Status UnknownOutcome() {
  return Unavailable(kUnknownReason, "It is not known whether the change was stored; retry.");
}

bool IsUnknownOutcome(const absl::Status& status) {
  return absl::IsUnavailable(status) && Reason(status) == kUnknownReason;
}

bool IsStatementLimit(const absl::Status& status) {
  return absl::IsResourceExhausted(status) && Reason(status) == kStatementLimitReason;
}

}  // namespace guanxi::db
