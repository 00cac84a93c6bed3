// Calls that were refused for lack of rights, on their way into the audit.
#ifndef GUANXI_COMMON_AUDIT_REFUSALS_H_
#define GUANXI_COMMON_AUDIT_REFUSALS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/audit/audit_log.h"
#include "common/auth/principal.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/ticker.h"
#include "common/base/uuid.h"
#include "common/db/database.h"

namespace guanxi::audit {

// Writes on a thread of its own, so that who is refused waits for nothing: once a second, and what
// is left when it is destroyed. Of a caller and method at most one a minute of the clock is kept,
// over all replicas. What a process that dies has not written yet is lost; while the database
// cannot be reached as much waits as kMaxWaiting says, and the log counts the rest.
//
// Thread-safe. Owns nothing that it is given.
class Refusals {
 public:
  static constexpr size_t kMaxWaiting = 10'000;

  Refusals(db::Database* database, UuidSource* ids, Clock* clock,
           absl::Duration interval = absl::Seconds(1));
  ~Refusals();

  // For rpc::Pipeline::OnRefusal. Never waits.
  void Note(const Principal& principal, absl::string_view method, const absl::Status& status);

  // Writes what is waiting. Errors: those of common/db; what was not written waits on.
  absl::Status Flush();

 private:
  using Waiting = std::map<Uuid, std::vector<Entry>>;  // by tenant

  void Tick();
  // Takes out of `entries` what it has written.
  absl::Status WriteAll(const Uuid& tenant, std::vector<Entry>* entries);
  // Puts back what could not be written.
  void Restore(const Uuid& tenant, std::vector<Entry> entries);

  db::Database* const database_;
  UuidSource* const ids_;
  Clock* const clock_;
  Mutex mutex_;
  int64_t minute_ ABSL_GUARDED_BY(mutex_) = 0;
  std::set<Uuid> noted_ ABSL_GUARDED_BY(mutex_);  // in that minute
  Waiting waiting_ ABSL_GUARDED_BY(mutex_);
  size_t count_ ABSL_GUARDED_BY(mutex_) = 0;  // of what waits
  size_t lost_ ABSL_GUARDED_BY(mutex_) = 0;   // since the log said so
  Ticker ticker_;                             // last: its thread uses the members above
};

}  // namespace guanxi::audit

#endif  // GUANXI_COMMON_AUDIT_REFUSALS_H_
