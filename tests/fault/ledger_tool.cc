// The ledger's writers against an installation that runs elsewhere, and the comparison afterwards.
//
//   ledger_tool write --target=HOST:PORT --token_file=FILE --ledger=FILE --stop_file=FILE ...
//   ledger_tool judge --target=HOST:PORT --token_file=FILE --ledger=FILE --db_host=HOST ...
//
// `write` goes on with the ledger of the file, if it is there, until the stop file is; what it has
// come to stands in --progress_file meanwhile. `judge` ends with 0 if everything agrees. The token
// may be replaced while either runs.
#include <grpcpp/channel.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/secret.h"
#include "common/base/status_macros.h"
#include "common/rpc/client.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"
#include "tests/fault/ledger.h"
#include "tests/fault/ledger_file.h"
#include "tests/fault/world_reader.h"
#include "tests/fault/writer.h"

ABSL_FLAG(std::string, target, "", "gRPC target of the edge");
ABSL_FLAG(std::string, token_file, "", "file with a bearer token, mode 600");
ABSL_FLAG(std::string, ledger, "", "file of the ledger");
ABSL_FLAG(int, first_writer, 1, "number of the first writer: none has had it with this ledger");
ABSL_FLAG(int, writers, 4, "how many write at once");
ABSL_FLAG(absl::Duration, give_up, absl::Minutes(1),
          "how long a request is repeated; 0s: the "
          "channel's policy alone repeats, and no attempt gives up early");
ABSL_FLAG(std::string, stop_file, "", "writers end when it is there");
ABSL_FLAG(std::string, progress_file, "", "acknowledged writes, repeated calls and surprises");
ABSL_FLAG(std::string, db_host, "", "the database, of customer-svc's schema");
ABSL_FLAG(int, db_port, 3306, "its port");
ABSL_FLAG(std::string, db_user, "guanxi_customer", "its account");
ABSL_FLAG(std::string, db_schema, "customer", "the schema");
ABSL_FLAG(std::string, db_password_file, "", "file with the account's password");

namespace guanxi::fault {
namespace {

using customer::v1::CustomerService;
using StubPointer = std::unique_ptr<CustomerService::Stub>;

constexpr absl::Duration kTick = absl::Milliseconds(200);

// Each on a connection of its own, so that all replicas of the edge are called.
absl::StatusOr<StubPointer> NewStub(bool with_policy) {
  GUANXI_ASSIGN_OR_RETURN(const Secret token, Secret::InFile(absl::GetFlag(FLAGS_token_file)));
  rpc::ClientOptions options;
  options.target = absl::GetFlag(FLAGS_target);
  options.token = [token] { return token.Get(); };
  options.own_connection = true;
  if (with_policy) options.services = {CustomerService::service_full_name()};
  return CustomerService::NewStub(rpc::NewChannel(options));
}

void WriteProgress(const Ledger& ledger) {
  const std::string path = absl::GetFlag(FLAGS_progress_file);
  if (path.empty()) return;
  std::ofstream(path + ".draft") << ledger.acknowledged() << " " << ledger.repeated() << " "
                                 << ledger.told().surprises.size() << "\n";
  std::error_code ignored;  // the next one comes at once
  std::filesystem::rename(path + ".draft", path, ignored);
}

absl::Status Write() {
  const std::string path = absl::GetFlag(FLAGS_ledger);
  absl::StatusOr<Told> told = ReadLedger(path);
  if (!told.ok() && !absl::IsNotFound(told.status())) return told.status();
  Ledger ledger(told.ok() ? *std::move(told) : Told());
  Writer::Options options;
  options.give_up = absl::GetFlag(FLAGS_give_up);
  options.impatient = options.give_up > absl::ZeroDuration();
  options.patience = absl::Seconds(20);
  options.content = WrittenContent;
  std::vector<StubPointer> stubs;
  for (int i = 0; i < absl::GetFlag(FLAGS_writers); ++i) {
    GUANXI_ASSIGN_OR_RETURN(StubPointer stub, NewStub(/*with_policy=*/!options.impatient));
    stubs.push_back(std::move(stub));
  }
  std::atomic<bool> stop = false;
  std::vector<std::thread> threads;
  int number = absl::GetFlag(FLAGS_first_writer);
  for (const StubPointer& stub : stubs) {
    threads.emplace_back([&ledger, &stop, &options, &stub, own = number++] {
      Writer(own, stub.get(), &ledger, options).Run(stop);
    });
  }
  while (!std::filesystem::exists(absl::GetFlag(FLAGS_stop_file))) {
    WriteProgress(ledger);
    absl::SleepFor(kTick);
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  WriteProgress(ledger);
  return WriteLedger(ledger.told(), path);
}

absl::StatusOr<int> JudgeLedger() {
  GUANXI_ASSIGN_OR_RETURN(const Told told, ReadLedger(absl::GetFlag(FLAGS_ledger)));
  ReadOptions options{WrittenContent, ""};
  for (const auto& [display_name, customer] : told.customers) {
    if (customer.writes > 0) options.of_tenant_of = customer.name;
  }
  if (options.of_tenant_of.empty()) {
    return absl::FailedPreconditionError("nothing was acknowledged: there is nothing to judge");
  }
  db::Server server;
  server.host = absl::GetFlag(FLAGS_db_host);
  server.port = absl::GetFlag(FLAGS_db_port);
  server.user = absl::GetFlag(FLAGS_db_user);
  server.schema = absl::GetFlag(FLAGS_db_schema);
  server.allow_plaintext = true;
  GUANXI_ASSIGN_OR_RETURN(server.password, Secret::InFile(absl::GetFlag(FLAGS_db_password_file)));
  GUANXI_ASSIGN_OR_RETURN(const StubPointer stub, NewStub(/*with_policy=*/true));
  GUANXI_ASSIGN_OR_RETURN(const World world, ReadWorld(stub.get(), server, options));
  const std::vector<Finding> findings = Judge(told, world);
  std::cout << told.customers.size() << " customers asked for, " << world.customers.size()
            << " there, " << findings.size() << " findings\n"
            << Describe(findings);
  return findings.empty() ? 0 : 1;
}

absl::StatusOr<int> Run(const std::vector<char*>& words) {
  const std::string verb = words.size() == 2 ? words[1] : "";
  if (verb == "judge") return JudgeLedger();
  if (verb != "write") return absl::InvalidArgumentError("want `write` or `judge`");
  GUANXI_RETURN_IF_ERROR(Write());
  return 0;
}

}  // namespace
}  // namespace guanxi::fault

int main(int argc, char** argv) {
  const absl::StatusOr<int> code = guanxi::fault::Run(absl::ParseCommandLine(argc, argv));
  if (code.ok()) return *code;
  std::cerr << "ledger_tool: " << code.status() << "\n";
  return 2;
}
