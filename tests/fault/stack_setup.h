// What a Stack's processes are given: command lines, keys, the tenant, tokens.
#ifndef GUANXI_TESTS_FAULT_STACK_SETUP_H_
#define GUANXI_TESTS_FAULT_STACK_SETUP_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/options.h"
#include "tests/fault/child_process.h"

namespace guanxi::fault {

// The tenant: an API client, and a person who may do everything, too.
extern const char kBootstrap[];
// Of the accounts of all services.
extern const char kServiceSecret[];
// Whose token it is to be.
extern const char kClientForm[], kPersonForm[];

// A file of the test that only its owner may read, as our keys must be: its path.
std::string WriteSecret(const std::string& name, const std::string& content);
// A folder of the test for its owner alone: its path.
std::string MakeFolder(const std::string& name);

// Flags of a MariaDB on which an acknowledged commit is on disk, in the binary log too, as in
// production. Commits wait for others to share their sync, so that a kill finds some that are under
// way: what was prepared and is not in the binary log is rolled back at the next start.
std::vector<std::string> DurableFlags();

// A service's binary on a schema of its own.
ChildProcess::Command CommandOf(const std::string& binary, const db::Server& schema);
// Adds the keys of a service's resources.
void AddKeys(ChildProcess::Command* command);
// Runs the program for a task that ends. Errors: those of ChildProcess::Run.
absl::Status RunTask(ChildProcess::Command command, const std::string& flag);

// A token by one of the forms above. INTERNAL if the gateway gives none; the call's errors.
absl::StatusOr<std::string> IssueToken(int gateway_port, const std::string& form);

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_STACK_SETUP_H_
