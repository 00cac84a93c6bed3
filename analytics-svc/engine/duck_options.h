// What an embedded DuckDB may use.
#ifndef GUANXI_ANALYTICS_SVC_ENGINE_DUCK_OPTIONS_H_
#define GUANXI_ANALYTICS_SVC_ENGINE_DUCK_OPTIONS_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace guanxi::analytics {

struct DuckOptions {
  // The replica's file, made if it is not there, and beside it `<path>.wal`. One process at a time.
  std::string path;
  // For what does not fit into memory: made if it is not there, emptied by DuckDB.
  std::string spill_folder;
  // The only folder that statements can write files into; it exists, and what a former process left
  // in it is removed. "": none.
  std::string export_folder;

  int64_t memory_bytes = int64_t{1} << 30;  // at least 64 MiB
  int64_t spill_bytes = int64_t{4} << 30;
  // How many a statement runs on when it runs alone: the one that it was given to the engine on,
  // and the engine's own, one fewer than these, which all statements share.
  int threads = 2;
  // Statements at once, and how long another one waits for its turn. Writes are apart: one at once.
  int max_queries = 4;
  absl::Duration max_wait = absl::Seconds(5);
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_ENGINE_DUCK_OPTIONS_H_
