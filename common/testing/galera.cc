#include "common/testing/galera.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/eventually.h"
#include "common/testing/server_process.h"

namespace guanxi {
namespace {

constexpr char kProvider[] = "/usr/lib/galera/libgalera_smm.so";

std::vector<std::string> NodeArgs(int port, int state_port, const std::string& cluster) {
  return {"--wsrep-on=ON",
          absl::StrCat("--wsrep-provider=", kProvider),
          absl::StrCat("--wsrep-cluster-address=gcomm://", cluster),
          "--wsrep-cluster-name=guanxi-test",
          absl::StrCat("--wsrep-node-address=127.0.0.1:", port),
          absl::StrCat("--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:", port,
                       ";ist.recv_addr=127.0.0.1:", state_port, ";gcache.size=32M"),
          "--wsrep-sst-method=same",
          "--wsrep-sync-wait=7",
          "--binlog-format=ROW",
          "--innodb-autoinc-lock-mode=2",
          "--default-storage-engine=InnoDB"};
}

// A status variable of the node.
absl::StatusOr<std::string> StatusOf(MariaDb& node, const std::string& name) {
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create({node.ServerFor("")}));
  std::string value;
  GUANXI_RETURN_IF_ERROR(database->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        tx.Select({"test.status",
                   absl::StrCat("SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS "
                                "WHERE VARIABLE_NAME = '",
                                name, "'"),
                   /*infrastructure=*/true},
                  {}));
    if (!rows.empty()) value = std::string(rows[0].String(0));
    return absl::OkStatus();
  }));
  return value;
}

bool IsReady(MariaDb& node) {
  const auto size = StatusOf(node, "wsrep_cluster_size");
  const auto ready = StatusOf(node, "wsrep_ready");
  return size.ok() && *size == "2" && ready.ok() && *ready == "ON";
}

// The data of a node that was alone in its cluster and has stopped, with its state by name.
absl::StatusOr<std::unique_ptr<MariaDb>> NewSeed(const std::vector<std::string>& args) {
  GUANXI_ASSIGN_OR_RETURN(std::unique_ptr<MariaDb> seed, MariaDb::Start({/*tcp=*/true, args}));
  seed->Stop();
  const std::string folder = seed->data_folder() + "/";
  std::ifstream saved(folder + "grastate.dat");
  std::string word, uuid, number;
  while (saved >> word) {
    if (word == "uuid:") saved >> uuid;
    if (word == "seqno:") saved >> number;
  }
  std::ofstream(folder + "sst_state") << uuid << ":" << number << "\n";
  for (const char* own : {"galera.cache", "gvwstate.dat"}) {
    std::error_code ignored;
    std::filesystem::remove(folder + own, ignored);
  }
  return seed;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Galera>> Galera::Start() {
  // The servers look there for the script that would transfer state.
  const std::string path = absl::StrCat(
      std::filesystem::absolute("common/testing/galera_scripts").string(), ":", getenv("PATH"));
  setenv("PATH", path.c_str(), /*overwrite=*/1);
  auto cluster = std::unique_ptr<Galera>(new Galera);
  const int port = FreePort(), other_port = FreePort();
  std::vector<std::string> args = NodeArgs(port, FreePort(), "");
  args.push_back("--wsrep-new-cluster");
  GUANXI_ASSIGN_OR_RETURN(const std::unique_ptr<MariaDb> seed, NewSeed(args));
  GUANXI_ASSIGN_OR_RETURN(cluster->first_,
                          MariaDb::Start({/*tcp=*/true, args, seed->data_folder()}));
  args = NodeArgs(other_port, FreePort(), absl::StrCat("127.0.0.1:", port));
  GUANXI_ASSIGN_OR_RETURN(cluster->second_,
                          MariaDb::Start({/*tcp=*/true, args, seed->data_folder()}));
  const bool both =
      Eventually([&] { return IsReady(*cluster->first_) && IsReady(*cluster->second_); },
                 absl::Minutes(1), absl::Milliseconds(100));
  if (!both) return absl::InternalError("the nodes do not come together");
  return cluster;
}

absl::StatusOr<std::pair<db::Server, db::Server>> Galera::CreateSchema(
    absl::string_view migrations) {
  GUANXI_ASSIGN_OR_RETURN(const db::Server server, first_->CreateSchema(migrations));
  return std::make_pair(server, second_->ServerFor(server.schema));
}

}  // namespace guanxi
