// Where the database is and how much of it a process may use.
#ifndef GUANXI_COMMON_DB_OPTIONS_H_
#define GUANXI_COMMON_DB_OPTIONS_H_

#include <cstddef>
#include <string>

#include "absl/time/time.h"
#include "common/base/secret.h"

namespace prometheus {
class Registry;
}

namespace guanxi::db {

// One MySQL schema on one server.
struct Server {
  // Either a unix socket's path, or host and port.
  std::string socket;
  std::string host;
  int port = 3306;

  std::string user;
  Secret password;     // asked for at each connection
  std::string schema;  // "" selects none

  // PEM file of the authorities that may sign the server's certificate. With it the connection is
  // TLS or nothing: chain and host name are verified, and the cipher is asked for after connecting
  // since the connector ignores options that it does not know.
  std::string tls_ca_file;
  // TCP without TLS to anything but this machine has to be asked for.
  bool allow_plaintext = false;

  absl::Duration connect_timeout = absl::Seconds(3);  // whole seconds, at least one
};

// Work is split so that slow queries cannot starve fast ones: each lane owns its connections.
enum class Lane {
  kPoint,  // by key, lists by a declared path, searches, short transactions: what a user waits for
  kScan,   // lists without a declared path
  kJob,    // imports, exports, purges, relays
};
inline constexpr size_t kLaneCount = 3;
const char* LaneName(Lane lane);

struct LaneOptions {
  int connections = 8;
  // How long a call may wait for a free connection before RESOURCE_EXHAUSTED.
  absl::Duration max_wait = absl::Seconds(1);
  // The longest that one statement may run; a nearer deadline shortens it. A wait for a row lock
  // ends at half of it, so that it is seen as what it is.
  absl::Duration statement_limit = absl::Seconds(2);
};

struct Options {
  Server server;
  LaneOptions point{16, absl::Seconds(1), absl::Seconds(4)};
  LaneOptions scan{4, absl::Seconds(2), absl::Seconds(20)};
  LaneOptions job{4, absl::Seconds(20), absl::Seconds(60)};
  // Prepared statements kept: at most so many by a connection, and by all connections of the
  // process together. The server's max_prepared_stmt_count (16,382 by default) has room for those
  // of eight processes; beyond it idle connections give theirs up whenever another one needs room.
  size_t statement_cache_size = 128;
  size_t max_statements = 2000;
  // Rows of one INSERT statement take about so many bytes at most; the server's
  // max_allowed_packet (16 MiB by default) must be larger.
  size_t max_insert_bytes = 4 << 20;
  // Where metrics go; not owned, outlives the database. nullptr: none.
  prometheus::Registry* metrics = nullptr;
};

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_OPTIONS_H_
