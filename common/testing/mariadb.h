// A real, private MariaDB for tests.
#ifndef GUANXI_COMMON_TESTING_MARIADB_H_
#define GUANXI_COMMON_TESTING_MARIADB_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/db/options.h"

namespace guanxi {

// A mariadbd of its own with an empty data folder in TEST_TMPDIR and a unix socket under /tmp;
// works as root and as a plain user. It dies with this object, and with the thread that started
// it if that dies first.
//
// Most tests share one:
//
//   const db::Server server = SharedMariaDb()->CreateSchema("customer-svc/schema").value();
//   auto database = db::Database::Create({server}).value();
//
// Durability: the log is written, not synced, at every commit. That survives `Kill9`, which is
// all that a test can do to it.
//
// Thread safety: none, but databases may be used from any thread.
class MariaDb {
 public:
  struct Options {
    bool tcp = false;  // listen on 127.0.0.1 too, at a free port
    std::vector<std::string> server_args = {};
    // The data folder of a stopped server, to begin with a copy of; "": an empty one.
    std::string copy_of = {};
  };

  // About 1.5 s.
  static absl::StatusOr<std::unique_ptr<MariaDb>> Start(const Options& options);
  ~MariaDb();
  MariaDb(const MariaDb&) = delete;
  MariaDb& operator=(const MariaDb&) = delete;

  const std::string& socket() const { return socket_; }
  int port() const { return port_; }  // 0 without `tcp`
  pid_t pid() const { return pid_; }
  const std::string& data_folder() const { return data_folder_; }

  // How to reach `schema` as the administrator, over the socket.
  db::Server ServerFor(absl::string_view schema) const;

  // A new schema with a name of its own, migrated by the files in `migrations_folder` ("" leaves
  // it empty).
  absl::StatusOr<db::Server> CreateSchema(absl::string_view migrations_folder = "");
  // One statement as the administrator: DDL, KILL, SET GLOBAL.
  absl::Status Execute(absl::string_view sql, absl::string_view schema = "");

  // Ends the server as a crash would, and waits until it is gone.
  void Kill9();
  // Ends it in order, and waits until it is gone.
  void Stop();
  // Starts it again on the same data, socket and port after `Kill9` or `Stop`.
  absl::Status Restart();

 private:
  MariaDb(const Options& options, std::string socket_folder, std::string data_folder);

  absl::Status Install();
  absl::Status Launch();
  absl::Status WaitUntilReady();
  void End(int signal);

  const Options options_;
  const std::string socket_folder_;
  const std::string data_folder_;
  const std::string socket_;
  int port_ = 0;
  pid_t pid_ = -1;
  int schemas_ = 0;
};

// The one of this test binary, started by the first call, which must come from the main thread.
// Ends the process with the reason if it does not start.
MariaDb* SharedMariaDb();

}  // namespace guanxi

#endif  // GUANXI_COMMON_TESTING_MARIADB_H_
