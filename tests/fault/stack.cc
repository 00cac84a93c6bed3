#include "tests/fault/stack.h"

#include <filesystem>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/testing/server_process.h"
#include "tests/fault/stack_setup.h"

namespace guanxi::fault {
namespace {

constexpr absl::Duration kCommitsLimit = absl::Seconds(30);

}  // namespace

absl::StatusOr<std::unique_ptr<Stack>> Stack::Start(const Options& options) {
  std::unique_ptr<Stack> stack(new Stack);
  const bool with_leads = options.with_leads || options.with_workflow;
  // Where services alone are killed, no commit of the database has to be on disk.
  GUANXI_ASSIGN_OR_RETURN(
      stack->mariadb_,
      MariaDb::Start({false, options.with_workflow ? std::vector<std::string>() : DurableFlags()}));
  if (options.with_workflow) stack->business_clock_ = WriteSecret("business-clock", "0");
  GUANXI_ASSIGN_OR_RETURN(stack->schema_, stack->mariadb_->CreateSchema());
  db::Options database;
  database.server = stack->schema_;
  GUANXI_ASSIGN_OR_RETURN(stack->database_, db::Database::Create(database));
  GUANXI_ASSIGN_OR_RETURN(stack->gateway_, stack->StartGateway());
  if (with_leads) {
    GUANXI_ASSIGN_OR_RETURN(stack->redis_, Redis::Start());
    GUANXI_ASSIGN_OR_RETURN(stack->leads_schema_, stack->mariadb_->CreateSchema());
    stack->leads_port_ = FreePort();
  }
  GUANXI_ASSIGN_OR_RETURN(stack->customers_, stack->StartCustomers(options.preload));
  if (with_leads) {
    GUANXI_ASSIGN_OR_RETURN(stack->leads_, stack->StartLeads());
  }
  GUANXI_ASSIGN_OR_RETURN(stack->token_, IssueToken(stack->gateway_->port(), kClientForm));
  if (options.with_workflow) {
    GUANXI_ASSIGN_OR_RETURN(stack->workflow_schema_, stack->mariadb_->CreateSchema());
    GUANXI_ASSIGN_OR_RETURN(stack->workflow_, stack->StartWorkflow());
    GUANXI_ASSIGN_OR_RETURN(stack->person_token_, IssueToken(stack->gateway_->port(), kPersonForm));
  }
  return stack;
}

absl::StatusOr<std::unique_ptr<ServiceProcess>> Stack::StartGateway() {
  GUANXI_ASSIGN_OR_RETURN(const db::Server schema, mariadb_->CreateSchema());
  ChildProcess::Command command = CommandOf("gateway/gateway", schema);
  GUANXI_RETURN_IF_ERROR(RunTask(command, "--migrate"));
  const std::string bootstrap = WriteSecret("bootstrap.json", kBootstrap);
  GUANXI_RETURN_IF_ERROR(RunTask(command, "--bootstrap_file=" + bootstrap));
  command.words.push_back("--signing_key_dir=" + MakeFolder("signing-keys"));
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

absl::StatusOr<std::unique_ptr<ServiceProcess>> Stack::StartWorkflow() {
  ChildProcess::Command command = CommandOf("workflow-svc/workflow_svc", workflow_schema_);
  GUANXI_RETURN_IF_ERROR(RunTask(command, "--migrate"));
  AddFlags(&command);
  command.words.push_back(absl::StrCat("--customer_svc=127.0.0.1:", customers_->port()));
  command.words.push_back(absl::StrCat("--lead_svc=127.0.0.1:", leads_->port()));
  command.words.push_back("--outgoing_allowed_hosts=127.0.0.1");
  command.environment.push_back("LD_PRELOAD=tests/fault/libdie_at_commit.so");
  return ServiceProcess::Start(command);
}

absl::Status Stack::RestartWorkflow(const std::string& die_at) {
  // Its predecessor's leases are over: as if their time had passed.
  workflow_->Kill9();
  for (const char* const table : {"event_cursors", "delivery_queue"}) {
    GUANXI_RETURN_IF_ERROR(mariadb_->Execute(
        absl::StrCat("UPDATE ", table, " SET lease_until = '1970-01-01 00:00:00'"),
        workflow_schema_.schema));
  }
  GUANXI_RETURN_IF_ERROR(mariadb_->Execute("UPDATE rule_queue SET due_time = '1970-01-01 00:00:01'",
                                           workflow_schema_.schema));
  return Restart(*workflow_, die_at);
}

absl::Status Stack::RestartCustomers(const std::string& die_at) {
  customers_->Kill9();
  for (const char* const table : {"event_cursors", "operations"}) {
    GUANXI_RETURN_IF_ERROR(mariadb_->Execute(
        absl::StrCat("UPDATE ", table, " SET lease_until = '1970-01-01 00:00:00'"),
        schema_.schema));
  }
  return Restart(*customers_, die_at);
}

absl::Status Stack::Restart(ServiceProcess& service, const std::string& die_at) {
  std::vector<std::string> environment;
  if (!die_at.empty()) environment.push_back("GUANXI_DIE_AT=" + die_at);
  const absl::Status started = service.Restart(environment);
  // It may have come to its point before it served.
  return DiedAt(service, die_at) ? absl::OkStatus() : started;
}

bool Stack::DiedAt(ServiceProcess& service, const std::string& point) {
  return !point.empty() && !service.Running() &&
         absl::StrContains(service.log_tail(), absl::StrCat("dies at ", point, "\n"));
}

absl::Status Stack::MoveBusinessTime(absl::Duration ahead) {
  const std::string next = WriteSecret("business-clock.new", absl::FormatDuration(ahead));
  std::error_code error;
  std::filesystem::rename(next, business_clock_, error);
  return error ? absl::InternalError(error.message()) : absl::OkStatus();
}

void Stack::AddFlags(ChildProcess::Command* command) const {
  command->words.push_back(absl::StrCat("--gateway=127.0.0.1:", gateway_->port()));
  command->words.push_back("--service_secret_file=" +
                           WriteSecret("service_secret", kServiceSecret));
  AddKeys(command);
  if (!business_clock_.empty()) {
    command->words.push_back("--business_clock_file=" + business_clock_);
  }
  if (redis_ == nullptr) return;
  command->words.push_back("--redis_socket=" + redis_->options().socket);
  command->words.push_back("--redis_password_file=" +
                           WriteSecret("redis_password", redis_->options().password.Get()));
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

rpc::ClientOptions Stack::workflow_client() const {
  rpc::ClientOptions options;
  options.target = absl::StrCat("127.0.0.1:", workflow_->port());
  options.token = [token = person_token_] { return token; };
  options.services = {"guanxi.workflow.v1.AutomationRuleService",
                      "guanxi.workflow.v1.ChannelService",
                      "guanxi.workflow.v1.NotificationService"};
  return options;
}

}  // namespace guanxi::fault
