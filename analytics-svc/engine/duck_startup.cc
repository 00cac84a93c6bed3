#include "analytics-svc/engine/duck_startup.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace guanxi::analytics {
namespace {

constexpr int64_t kMinMemory = int64_t{64} << 20;

std::string Bytes(int64_t bytes) { return DuckQuoted(absl::StrCat(bytes >> 10, "KiB")); }

}  // namespace

absl::Status CheckDuckOptions(const DuckOptions& options) {
  const bool good = !options.path.empty() && !options.spill_folder.empty() &&
                    options.memory_bytes >= kMinMemory && options.spill_bytes >= 0 &&
                    options.threads > 0 && options.max_queries > 0;
  return good ? absl::OkStatus()
              : absl::InvalidArgumentError(
                    "DuckDB: want a path, a spill folder, 64 MiB of memory, a thread, a query");
}

std::vector<std::string> DuckStartup(const DuckOptions& options) {
  std::vector<std::string> statements = {
      absl::StrCat("SET threads = ", options.threads),
      "SET memory_limit = " + Bytes(options.memory_bytes),
      "SET temp_directory = " + DuckQuoted(options.spill_folder),
      "SET max_temp_directory_size = " + Bytes(options.spill_bytes),
      // Without it a sort of many rows may run in less memory; no answer depends on it.
      "SET preserve_insertion_order = false",
      "SET autoinstall_known_extensions = false",
      "SET autoload_known_extensions = false",
      // The seconds from 1970, exact to the microsecond.
      "CREATE OR REPLACE MACRO unix_timestamp(moment) AS "
      "CAST(CAST(epoch_us(moment) AS DECIMAL(24, 6)) * 0.000001 AS DECIMAL(20, 6))",
  };
  if (!options.export_folder.empty()) {
    statements.push_back("SET allowed_directories = [" + DuckQuoted(options.export_folder + "/") +
                         "]");
  }
  statements.push_back("SET enable_external_access = false");
  statements.push_back("SET lock_configuration = true");
  return statements;
}

std::string DuckQuoted(absl::string_view text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "''"}}), "'");
}

}  // namespace guanxi::analytics
