#include "common/db/schema_gate.h"

#include "common/base/status_macros.h"
#include "common/db/migrator.h"

namespace guanxi::db {

absl::Status SchemaGate::Check() {
  MutexLock lock(&mutex_);
  if (open_) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(CheckSchemaVersion(database_, min_, max_));
  open_ = true;
  if (on_open_) on_open_();
  return absl::OkStatus();
}

}  // namespace guanxi::db
