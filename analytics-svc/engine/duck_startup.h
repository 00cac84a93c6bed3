// What an embedded DuckDB is told before it is used. Private to the engine.
#ifndef GUANXI_ANALYTICS_SVC_ENGINE_DUCK_STARTUP_H_
#define GUANXI_ANALYTICS_SVC_ENGINE_DUCK_STARTUP_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "analytics-svc/engine/duck_options.h"

namespace guanxi::analytics {

// INVALID_ARGUMENT on options that cannot work.
absl::Status CheckDuckOptions(const DuckOptions& options);

// Statements, in order: what it may use; no files but those of the export folder, no extensions,
// and no way back; and functions that MySQL has.
std::vector<std::string> DuckStartup(const DuckOptions& options);

// As a text of SQL.
std::string DuckQuoted(absl::string_view text);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_ENGINE_DUCK_STARTUP_H_
