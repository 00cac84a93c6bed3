#include "tests/fault/stack_setup.h"

#include <grpcpp/channel.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "guanxi/access/v1/token_service.grpc.pb.h"

namespace guanxi::fault {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kTokenTimeout = absl::Seconds(20);

fs::path Folder(const char* variable) {
  const char* folder = std::getenv(variable);
  return folder == nullptr ? fs::temp_directory_path() : fs::path(folder);
}

}  // namespace

const char kServiceSecret[] = "gxs_0123456789012345678901234567890123456789abc";
const char kBootstrap[] = R"({"services": [
  {"name": "customer-svc", "secret": "gxs_0123456789012345678901234567890123456789abc"},
  {"name": "lead-svc", "secret": "gxs_0123456789012345678901234567890123456789abc"},
  {"name": "workflow-svc", "secret": "gxs_0123456789012345678901234567890123456789abc"}
], "tenants": [{
  "code": "fault", "display_name": "Fault",
  "users": [{"username": "lin", "password": "password-of-lin", "roles": ["administrator"]}],
  "clients": [{"code": "ledger", "secret": "known-to-everybody",
               "grants": ["client_credentials", "password"], "roles": ["administrator"]}]
}]})";
const char kClientForm[] =
    "grant_type=client_credentials&client_id=ledger%40fault&client_secret=known-to-everybody";
const char kPersonForm[] =
    "grant_type=password&client_id=ledger%40fault&client_secret=known-to-everybody&username=lin"
    "&password=password-of-lin";

std::string WriteSecret(const std::string& name, const std::string& content) {
  const fs::path path = Folder("TEST_TMPDIR") / name;
  std::ofstream(path) << content;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  return path.string();
}

std::string MakeFolder(const std::string& name) {
  const fs::path folder = Folder("TEST_TMPDIR") / name;
  fs::create_directory(folder);
  fs::permissions(folder, fs::perms::owner_all);
  return folder.string();
}

std::vector<std::string> DurableFlags() {
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

void AddKeys(ChildProcess::Command* command) {
  for (const char* purpose : {"sealing", "blind_index"}) {
    const std::string key = absl::StrCat("1 ", std::string(64, purpose[0] == 's' ? 'a' : 'b'));
    command->words.push_back(absl::StrCat("--", purpose, "_key_file=", WriteSecret(purpose, key)));
  }
}

absl::Status RunTask(ChildProcess::Command command, const std::string& flag) {
  command.words.push_back(flag);
  return ChildProcess::Run(command);
}

absl::StatusOr<std::string> IssueToken(int gateway_port, const std::string& form) {
  rpc::ClientOptions options;
  options.target = absl::StrCat("127.0.0.1:", gateway_port);
  const auto stub = access::v1::TokenService::NewStub(rpc::NewChannel(options));
  access::v1::IssueTokenRequest request;
  request.mutable_form()->set_content_type("application/x-www-form-urlencoded");
  request.mutable_form()->set_data(form);
  grpc::ClientContext context;
  rpc::Prepare(kTokenTimeout, "", &context);
  google::api::HttpBody answer;
  GUANXI_RETURN_IF_ERROR(FromGrpcStatus(stub->IssueToken(&context, request, &answer)));
  const auto json = nlohmann::json::parse(answer.data(), nullptr, false);
  const std::string token = json.is_object() ? json.value("access_token", "") : "";
  if (token.empty()) return absl::InternalError("the gateway gave no token: " + answer.data());
  return token;
}

}  // namespace guanxi::fault
