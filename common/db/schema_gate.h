// Holds a service back until its schema fits, and never again after that.
#ifndef GUANXI_COMMON_DB_SCHEMA_GATE_H_
#define GUANXI_COMMON_DB_SCHEMA_GATE_H_

#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "common/base/mutex.h"
#include "common/db/database.h"

namespace guanxi::db {

// A schema that fitted once goes on fitting: later migrations only add (see CheckSchemaVersion).
// So a service that is ready stays so while its successor's migration runs, and while the database
// is away.
//
// Thread safety: all methods may be called at once from any thread.
class SchemaGate {
 public:
  // The database is not owned. `on_open` runs once, in the call of Check that finds that the schema
  // fits: for work that must not touch any other schema.
  SchemaGate(Database* database, int min, int max, std::function<void()> on_open = nullptr)
      : database_(database), min_(min), max_(max), on_open_(std::move(on_open)) {}

  // OK from the moment on when CheckSchemaVersion first was, else its error.
  absl::Status Check();

 private:
  Database* const database_;
  const int min_;
  const int max_;
  const std::function<void()> on_open_;
  Mutex mutex_;
  bool open_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_SCHEMA_GATE_H_
