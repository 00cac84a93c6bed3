// The gateway: who there is, tokens and the keys that verify them. README.md has the flags.
#include "absl/flags/usage.h"
#include "common/service/process.h"
#include "gateway/tasks.h"

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("Guanxi's gateway: users, tokens and keys. See gateway/README.md.");
  return guanxi::service::RunProcess(argc, argv, "gateway.failed", guanxi::gateway::Run);
}
