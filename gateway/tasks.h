// What the gateway does instead of serving when its flags ask for it.
#ifndef GUANXI_GATEWAY_TASKS_H_
#define GUANXI_GATEWAY_TASKS_H_

#include "absl/status/statusor.h"
#include "gateway/config.h"

namespace guanxi::gateway {

// The schema versions that this binary is built for; see db::CheckSchemaVersion.
inline constexpr int kMinSchema = 1;
inline constexpr int kMaxSchema = 1;

// Does the tasks that `config` names, in this order: add a signing key, migrate, bootstrap. True
// if there were any: the process is then done.
absl::StatusOr<bool> RunTasks(const Config& config);

}  // namespace guanxi::gateway

#endif  // GUANXI_GATEWAY_TASKS_H_
