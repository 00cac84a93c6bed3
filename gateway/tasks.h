// What the gateway's process does: it serves, or prepares that it can.
#ifndef GUANXI_GATEWAY_TASKS_H_
#define GUANXI_GATEWAY_TASKS_H_

#include "absl/status/statusor.h"

namespace guanxi::gateway {

// Does what the flags say (config.h), and ends with the process's exit code: service::Run's if it
// serves, 0 after its other tasks. Errors name what is missing, or cannot be read or reached.
absl::StatusOr<int> Run();

}  // namespace guanxi::gateway

#endif  // GUANXI_GATEWAY_TASKS_H_
