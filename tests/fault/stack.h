// The product as it runs, in processes that can be killed: MariaDB, gateway, customer-svc, and
// perhaps lead-svc, Redis and workflow-svc.
#ifndef GUANXI_TESTS_FAULT_STACK_H_
#define GUANXI_TESTS_FAULT_STACK_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "common/db/options.h"
#include "common/rpc/client.h"
#include "common/testing/mariadb.h"
#include "common/testing/redis.h"
#include "tests/fault/service_process.h"

namespace guanxi::fault {

// Everything lies in TEST_TMPDIR but the logs, which are kept among the test's outputs.
//
// Thread safety: none, and the main thread starts it and calls it (see ChildProcess).
class Stack {
 public:
  struct Options {
    // A shared library that customer-svc loads before all others. Empty: none.
    std::string preload;
    // Whether lead-svc and Redis run too.
    bool with_leads = false;
    // Whether workflow-svc runs besides them. Business time can be moved then, and what the
    // database acknowledges is not on disk at once.
    bool with_workflow = false;
  };
  static absl::StatusOr<std::unique_ptr<Stack>> Start(const Options& options);

  // Waits until the database has so many COMMITs under way at once. DEADLINE_EXCEEDED after 30 s.
  absl::Status WaitForCommits(int64_t count);

  // kill -9 and a start on the same data and ports. Return once the process takes calls again.
  absl::Status CrashDatabase() { return mariadb_->Restart(); }
  absl::Status CrashService() { return customers_->Crash(); }
  absl::Status CrashLeads() { return leads_->Crash(); }
  absl::Status CrashGateway() { return gateway_->Crash(); }
  // kill -9 of workflow-svc, if it still runs, and a start on the same data and ports, whoever held
  // a lease before. It dies where `die_at` says (die_at_commit.cc); "": nowhere.
  absl::Status RestartWorkflow(const std::string& die_at);
  void KillWorkflow() { workflow_->Kill9(); }
  // Whether it has died at that point.
  bool HasDiedAt(const std::string& point) const { return DiedAt(*workflow_, point); }
  // The same of customer-svc, which has to preload the library for that.
  absl::Status RestartCustomers(const std::string& die_at);
  bool HaveCustomersDiedAt(const std::string& point) const { return DiedAt(*customers_, point); }
  // Runs business time ahead of the machine's by so much.
  absl::Status MoveBusinessTime(absl::Duration ahead);
  Redis* redis() { return redis_.get(); }

  // How to call customer-svc, as the API client of a tenant that has nothing yet. The token is of
  // the start: good for 5 minutes.
  rpc::ClientOptions client() const;
  rpc::ClientOptions leads_client() const;
  // As a person of the tenant, who may do everything.
  rpc::ClientOptions workflow_client() const;
  // The schemas of customer-svc, lead-svc and workflow-svc.
  const db::Server& schema() const { return schema_; }
  const db::Server& leads_schema() const { return leads_schema_; }
  const db::Server& workflow_schema() const { return workflow_schema_; }

 private:
  Stack() = default;

  absl::StatusOr<std::unique_ptr<ServiceProcess>> StartGateway();
  absl::StatusOr<std::unique_ptr<ServiceProcess>> StartCustomers(const std::string& preload);
  absl::StatusOr<std::unique_ptr<ServiceProcess>> StartLeads();
  absl::StatusOr<std::unique_ptr<ServiceProcess>> StartWorkflow();
  static bool DiedAt(ServiceProcess& service, const std::string& point);
  static absl::Status Restart(ServiceProcess& service, const std::string& die_at);
  // What services are told besides their schema.
  void AddFlags(ChildProcess::Command* command) const;

  std::unique_ptr<MariaDb> mariadb_;
  std::unique_ptr<Redis> redis_;
  int leads_port_ = 0;
  db::Server schema_, leads_schema_, workflow_schema_;
  std::string business_clock_;              // the file; "": it cannot be moved
  std::unique_ptr<db::Database> database_;  // to watch it
  std::unique_ptr<ServiceProcess> gateway_;
  std::unique_ptr<ServiceProcess> customers_, leads_, workflow_;
  std::string token_, person_token_;
};

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_STACK_H_
