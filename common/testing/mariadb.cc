#include "common/testing/mariadb.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/db/migrator.h"
#include "common/testing/server_process.h"

namespace guanxi {
namespace {

namespace fs = std::filesystem;

// Generous: sanitizers and busy machines are slow, and a server that dies is noticed at once.
constexpr absl::Duration kStartTimeout = absl::Seconds(60);
constexpr absl::Duration kPollInterval = absl::Milliseconds(5);

void AddUser(std::vector<std::string>* command) {
  if (geteuid() == 0) command->push_back("--user=root");  // refuses to run as root unasked
}

}  // namespace

absl::StatusOr<std::unique_ptr<MariaDb>> MariaDb::Start(const Options& options) {
  // Socket paths have 107 bytes at most, less than TEST_TMPDIR alone.
  char folder[] = "/tmp/gxXXXXXX";
  if (mkdtemp(folder) == nullptr) return absl::InternalError("cannot make a folder in /tmp");
  const char* test_folder = getenv("TEST_TMPDIR");
  const fs::path data = test_folder == nullptr
                            ? fs::path(folder) / "data"
                            : fs::path(test_folder) / fs::path(folder).filename();
  auto server = std::unique_ptr<MariaDb>(new MariaDb(options, folder, data.string()));
  GUANXI_RETURN_IF_ERROR(server->Install());
  GUANXI_RETURN_IF_ERROR(server->Launch());
  return server;
}

MariaDb::MariaDb(const Options& options, std::string socket_folder, std::string data_folder)
    : options_(options),
      socket_folder_(std::move(socket_folder)),
      data_folder_(std::move(data_folder)),
      socket_(socket_folder_ + "/s"),
      port_(options.tcp ? FreePort() : 0) {}

MariaDb::~MariaDb() {
  Kill9();
  std::error_code ignored;
  fs::remove_all(data_folder_, ignored);
  fs::remove_all(socket_folder_, ignored);
}

absl::Status MariaDb::Install() {
  if (!options_.copy_of.empty()) {
    std::error_code error;
    fs::copy(options_.copy_of, data_folder_, fs::copy_options::recursive, error);
    return error ? absl::InternalError(error.message()) : absl::OkStatus();
  }
  const std::string log = socket_folder_ + "/install.log";
  // --force: a bare container cannot resolve its own name. --tmpdir, here and below: temporary
  // tables are named after the pid, and servers in sandboxes of their own may share pid and /tmp.
  std::vector<std::string> command = {"/usr/bin/mariadb-install-db",
                                      "--no-defaults",
                                      "--force",
                                      "--skip-test-db",
                                      "--skip-name-resolve",
                                      "--auth-root-authentication-method=normal",
                                      "--innodb-log-file-size=4M",
                                      "--tmpdir=" + socket_folder_,
                                      "--datadir=" + data_folder_};
  AddUser(&command);
  int status = 0;
  const pid_t pid = Spawn(command, log);
  if (waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
    return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat("mariadb-install-db failed:\n", LogTail(log)));
}

absl::Status MariaDb::Launch() {
  std::vector<std::string> command = {
      "/usr/sbin/mariadbd",         "--no-defaults",
      "--datadir=" + data_folder_,  "--tmpdir=" + socket_folder_,
      "--socket=" + socket_,        "--pid-file=" + socket_folder_ + "/pid",
      "--skip-name-resolve",        "--innodb-flush-log-at-trx-commit=2",
      "--innodb-log-file-size=64M", "--innodb-buffer-pool-size=128M"};
  if (options_.tcp) {
    command.push_back("--bind-address=127.0.0.1");
    command.push_back(absl::StrCat("--port=", port_));
  } else {
    command.push_back("--skip-networking");
  }
  AddUser(&command);
  command.insert(command.end(), options_.server_args.begin(), options_.server_args.end());
  pid_ = Spawn(command, socket_folder_ + "/server.log");
  return WaitUntilReady();
}

absl::Status MariaDb::WaitUntilReady() {
  const absl::Time give_up = absl::Now() + kStartTimeout;
  // A node of a cluster listens before it takes statements.
  while (!Listens(socket_) || !Execute("DO 1").ok()) {
    const bool died = waitpid(pid_, nullptr, WNOHANG) == pid_;
    if (died) pid_ = -1;
    if (died || absl::Now() > give_up) {
      return absl::InternalError(
          absl::StrCat("mariadbd does not start:\n", LogTail(socket_folder_ + "/server.log")));
    }
    absl::SleepFor(kPollInterval);
  }
  return absl::OkStatus();
}

db::Server MariaDb::ServerFor(absl::string_view schema) const {
  db::Server server;
  server.socket = socket_;
  server.user = "root";
  server.schema = std::string(schema);
  return server;
}

absl::StatusOr<db::Server> MariaDb::CreateSchema(absl::string_view migrations_folder) {
  const std::string name = absl::StrCat("test_", ++schemas_);
  GUANXI_RETURN_IF_ERROR(Execute("CREATE DATABASE " + name));
  const db::Server server = ServerFor(name);
  if (!migrations_folder.empty()) {
    GUANXI_ASSIGN_OR_RETURN(auto migrations, db::LoadMigrations(migrations_folder));
    GUANXI_ASSIGN_OR_RETURN(auto migrator,
                            db::Migrator::Connect(server, std::move(migrations), {}));
    GUANXI_RETURN_IF_ERROR(migrator->Up());
  }
  return server;
}

absl::Status MariaDb::Execute(absl::string_view sql, absl::string_view schema) {
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create({ServerFor(schema)}));
  const db::Query query{"test.admin", std::string(sql), /*infrastructure=*/true};
  return database->ReadWrite({db::Lane::kJob},
                             [&](db::Transaction& tx) { return tx.Execute(query, {}).status(); });
}

void MariaDb::Kill9() { End(SIGKILL); }

void MariaDb::Stop() { End(SIGTERM); }

void MariaDb::End(int signal) {
  if (pid_ <= 0) return;
  kill(pid_, signal);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

absl::Status MariaDb::Restart() {
  Kill9();
  return Launch();
}

MariaDb* SharedMariaDb() {
  static MariaDb* const shared = [] {
    auto server = MariaDb::Start({});
    if (!server.ok()) {
      std::cerr << server.status() << std::endl;
      std::abort();
    }
    static MariaDb* const raw = server->release();
    std::atexit([] { delete raw; });
    return raw;
  }();
  return shared;
}

}  // namespace guanxi
