// The product as it runs, in processes that can be killed: MariaDB, gateway, customer-svc.
#ifndef GUANXI_TESTS_FAULT_STACK_H_
#define GUANXI_TESTS_FAULT_STACK_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/db/options.h"
#include "common/rpc/client.h"
#include "common/testing/mariadb.h"
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
  };
  static absl::StatusOr<std::unique_ptr<Stack>> Start(const Options& options);

  // Waits until the database has so many COMMITs under way at once. DEADLINE_EXCEEDED after 30 s.
  absl::Status WaitForCommits(int64_t count);

  // kill -9 and a start on the same data and ports. Return once the process takes calls again.
  absl::Status CrashDatabase() { return mariadb_->Restart(); }
  absl::Status CrashService() { return customers_->Crash(); }

  // How to call customer-svc, as the API client of a tenant that has nothing yet. The token is of
  // the start: good for 5 minutes.
  rpc::ClientOptions client() const;
  // The schema of customer-svc.
  const db::Server& schema() const { return schema_; }

 private:
  Stack() = default;

  absl::StatusOr<std::unique_ptr<ServiceProcess>> StartGateway();
  absl::StatusOr<std::unique_ptr<ServiceProcess>> StartCustomers(const std::string& preload);

  std::unique_ptr<MariaDb> mariadb_;
  db::Server schema_;
  std::unique_ptr<db::Database> database_;  // to watch it
  std::unique_ptr<ServiceProcess> gateway_;
  std::unique_ptr<ServiceProcess> customers_;
  std::string token_;
};

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_STACK_H_
