// An embedded DuckDB in a folder of its own, for tests.
#ifndef GUANXI_ANALYTICS_SVC_ENGINE_ENGINE_TESTING_H_
#define GUANXI_ANALYTICS_SVC_ENGINE_ENGINE_TESTING_H_

#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/engine/duck_options.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {

// A folder that nobody else has.
inline std::string NewFolder() {
  std::string folder = absl::StrCat(testing::TempDir(), "/duckXXXXXX");
  EXPECT_NE(mkdtemp(folder.data()), nullptr);
  return folder;
}

inline DuckOptions SmallDuck(const std::string& folder) {
  DuckOptions options;
  options.path = absl::StrCat(folder, "/facts.duckdb");
  options.spill_folder = absl::StrCat(folder, "/spill");
  options.export_folder = absl::StrCat(folder, "/exports");
  options.memory_bytes = int64_t{256} << 20;
  options.threads = 1;
  std::filesystem::create_directories(options.export_folder);
  return options;
}

inline std::unique_ptr<DuckDatabase> OpenDuck(const DuckOptions& options) {
  auto opened = DuckDatabase::Open(options);
  EXPECT_TRUE(opened.ok()) << opened.status();
  return *std::move(opened);
}

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_ENGINE_ENGINE_TESTING_H_
