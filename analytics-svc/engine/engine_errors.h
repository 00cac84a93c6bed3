// The errors of engines, by reason: see sql_engine.h.
#ifndef GUANXI_ANALYTICS_SVC_ENGINE_ENGINE_ERRORS_H_
#define GUANXI_ANALYTICS_SVC_ENGINE_ENGINE_ERRORS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace guanxi::analytics {

// Texts are for strangers: what the engine itself says goes into the log alone.
absl::Status BadQuery();
absl::Status QueryTimeLimit();
absl::Status ResultTooLarge(int64_t max_rows);
absl::Status QueryTooLarge();
absl::Status SumTooLarge();
absl::Status EngineBusy();
absl::Status EngineDown();

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_ENGINE_ENGINE_ERRORS_H_
