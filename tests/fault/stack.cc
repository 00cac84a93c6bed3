#include "tests/fault/stack.h"

#include <grpcpp/channel.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/grpc.h"
#include "common/testing/server_process.h"
#include "guanxi/access/v1/token_service.grpc.pb.h"

namespace guanxi::fault {
namespace {

namespace fs = std::filesystem;

constexpr char kServiceSecret[] = "gxs_0123456789012345678901234567890123456789abc";
constexpr char kBootstrap[] = R"({"services": [
  {"name": "customer-svc", "secret": "gxs_0123456789012345678901234567890123456789abc"},
  {"name": "lead-svc", "secret": "gxs_0123456789012345678901234567890123456789abc"}
], "tenants": [{
  "code": "fault", "display_name": "Fault", "users": [],
  "clients": [{"code": "ledger", "secret": "known-to-everybody", "grants": ["client_credentials"],
               "roles": ["administrator"]}]
}]})";
constexpr char kTokenForm[] =
    "grant_type=client_credentials&client_id=ledger%40fault&client_secret=known-to-everybody";
constexpr absl::Duration kTokenTimeout = absl::Seconds(20);
constexpr absl::Duration kCommitsLimit = absl::Seconds(30);

fs::path Folder(const char* variable) {
  const char* folder = std::getenv(variable);
  return folder == nullptr ? fs::temp_directory_path() : fs::path(folder);
}

// A file that only its owner may read, as our keys must be.
std::string WriteSecret(const std::string& name, const std::string& content) {
  const fs::path path = Folder("TEST_TMPDIR") / name;
  std::ofstream(path) << content;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  return path.string();
}

// As in production, an acknowledged commit is on disk, in the binary log too. Commits wait for
// others to share their sync, so that a kill finds some that are under way: what was prepared and
// is not in the binary log is rolled back at the next start.
std::vector<std::string> DatabaseFlags() {
  return {"--innodb-flush-log-at-trx-commit=1", "--log-bin=binlog", "--sync-binlog=1",
          "--binlog-commit-wait-usec=5000", "--binlog-commit-wait-count=100"};
}

ChildProcess::Command CommandOf(const std::string& binary, const db::Server& schema) {
  const std::string migrations = absl::StrCat(fs::path(binary).parent_path().string(), "/schema");
  const std::string log = fs::path(binary).filename().string() + ".log";
  return {{binary, "--db_socket=" + schema.socket, "--db_user=" + schema.user,
           "--db_schema=" + schema.schema, "--schema_dir=" + migrations},
          {},
          (Folder("TEST_UNDECLARED_OUTPUTS_DIR") / log).string()};
}

// The keys of a service's resources.
void AddKeys(ChildProcess::Command* command) {
  for (const char* purpose : {"sealing", "blind_index"}) {
    const std::string key = absl::StrCat("1 ", std::string(64, purpose[0] == 's' ? 'a' : 'b'));
    command->words.push_back(absl::StrCat("--", purpose, "_key_file=", WriteSecret(purpose, key)));
  }
}

// Runs the program for a task that ends.
absl::Status RunTask(ChildProcess::Command command, const std::string& flag) {
  command.words.push_back(flag);
  return ChildProcess::Run(command);
}

absl::StatusOr<std::string> IssueToken(int gateway_port) {
  rpc::ClientOptions options;
  options.target = absl::StrCat("127.0.0.1:", gateway_port);
  const auto stub = access::v1::TokenService::NewStub(rpc::NewChannel(options));
  access::v1::IssueTokenRequest request;
  request.mutable_form()->set_content_type("application/x-www-form-urlencoded");
  request.mutable_form()->set_data(kTokenForm);
  grpc::ClientContext context;
  rpc::Prepare(kTokenTimeout, "", &context);
  google::api::HttpBody answer;
  GUANXI_RETURN_IF_ERROR(FromGrpcStatus(stub->IssueToken(&context, request, &answer)));
  const auto json = nlohmann::json::parse(answer.data(), nullptr, false);
  const std::string token = json.is_object() ? json.value("access_token", "") : "";
  if (token.empty()) return absl::InternalError("the gateway gave no token: " + answer.data());
  return token;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Stack>> Stack::Start(const Options& options) {
  std::unique_ptr<Stack> stack(new Stack);
  GUANXI_ASSIGN_OR_RETURN(stack->mariadb_, MariaDb::Start({false, DatabaseFlags()}));
  GUANXI_ASSIGN_OR_RETURN(stack->schema_, stack->mariadb_->CreateSchema());
  db::Options database;
  database.server = stack->schema_;
  GUANXI_ASSIGN_OR_RETURN(stack->database_, db::Database::Create(database));
  GUANXI_ASSIGN_OR_RETURN(stack->gateway_, stack->StartGateway());
  if (options.with_leads) {
    GUANXI_ASSIGN_OR_RETURN(stack->redis_, Redis::Start());
    GUANXI_ASSIGN_OR_RETURN(stack->leads_schema_, stack->mariadb_->CreateSchema());
    stack->leads_port_ = FreePort();
  }
  GUANXI_ASSIGN_OR_RETURN(stack->customers_, stack->StartCustomers(options.preload));
  if (options.with_leads) {
    GUANXI_ASSIGN_OR_RETURN(stack->leads_, stack->StartLeads());
  }
  GUANXI_ASSIGN_OR_RETURN(stack->token_, IssueToken(stack->gateway_->port()));
  return stack;
}

absl::StatusOr<std::unique_ptr<ServiceProcess>> Stack::StartGateway() {
  GUANXI_ASSIGN_OR_RETURN(const db::Server schema, mariadb_->CreateSchema());
  ChildProcess::Command command = CommandOf("gateway/gateway", schema);
  GUANXI_RETURN_IF_ERROR(RunTask(command, "--migrate"));
  const std::string bootstrap = WriteSecret("bootstrap.json", kBootstrap);
  GUANXI_RETURN_IF_ERROR(RunTask(command, "--bootstrap_file=" + bootstrap));
  const fs::path keys = Folder("TEST_TMPDIR") / "signing-keys";
  fs::create_directory(keys);
  fs::permissions(keys, fs::perms::owner_all);
  command.words.push_back("--signing_key_dir=" + keys.string());
  command.words.push_back("--generate_signing_key");
  AddKeys(&command);
  return ServiceProcess::Start(command);
}

absl::StatusOr<std::unique_ptr<ServiceProcess>> Stack::StartCustomers(const std::string& preload) {
  ChildProcess::Command command = CommandOf("customer-svc/customer_svc", schema_);
  GUANXI_RETURN_IF_ERROR(RunTask(command, "--migrate"));
  AddFlags(&command);
  if (leads_port_ != 0) {
    command.words.push_back(absl::StrCat("--lead_svc=127.0.0.1:", leads_port_));
  }
  if (!preload.empty()) command.environment.push_back("LD_PRELOAD=" + preload);
  return ServiceProcess::Start(command);
}

absl::StatusOr<std::unique_ptr<ServiceProcess>> Stack::StartLeads() {
  ChildProcess::Command command = CommandOf("lead-svc/lead_svc", leads_schema_);
  GUANXI_RETURN_IF_ERROR(RunTask(command, "--migrate"));
  AddFlags(&command);
  command.words.push_back(absl::StrCat("--customer_svc=127.0.0.1:", customers_->port()));
  return ServiceProcess::Start(command, leads_port_);
}

void Stack::AddFlags(ChildProcess::Command* command) const {
  command->words.push_back(absl::StrCat("--gateway=127.0.0.1:", gateway_->port()));
  command->words.push_back("--service_secret_file=" +
                           WriteSecret("service_secret", kServiceSecret));
  AddKeys(command);
  if (redis_ == nullptr) return;
  command->words.push_back("--redis_socket=" + redis_->options().socket);
  command->words.push_back("--redis_password_file=" +
                           WriteSecret("redis_password", redis_->options().password));
}

absl::Status Stack::WaitForCommits(int64_t count) {
  const db::Query query{"fault.commits",
                        "SELECT COUNT(*) FROM information_schema.processlist WHERE info = 'COMMIT'",
                        /*infrastructure=*/true};
  const absl::Time give_up = absl::Now() + kCommitsLimit;
  for (int64_t found = 0; found < count;) {
    if (absl::Now() > give_up) return absl::DeadlineExceededError("too few commits at once");
    GUANXI_RETURN_IF_ERROR(database_->ReadOnly({}, [&](db::Transaction& tx) {
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, {}));
      found = rows[0].Int64(0);
      return absl::OkStatus();
    }));
  }
  return absl::OkStatus();
}

rpc::ClientOptions Stack::client() const {
  rpc::ClientOptions options;
  options.target = absl::StrCat("127.0.0.1:", customers_->port());
  options.token = [token = token_] { return token; };
  options.services = {"guanxi.customer.v1.CustomerService", "guanxi.customer.v1.ContactService"};
  return options;
}

rpc::ClientOptions Stack::leads_client() const {
  rpc::ClientOptions options;
  options.target = absl::StrCat("127.0.0.1:", leads_->port());
  options.token = [token = token_] { return token; };
  options.services = {"guanxi.lead.v1.OpportunityService", "guanxi.lead.v1.PipelineService",
                      "guanxi.lead.v1.StageService"};
  return options;
}

}  // namespace guanxi::fault
