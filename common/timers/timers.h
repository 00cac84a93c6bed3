// Timers: rows that make something happen at a moment, once.
//
//   timers  tenant, kind, key -> due time, payload
//
// A service arms and disarms them in the transactions of what they follow from, so that a timer is
// there if and only if that is. When its time has come, the runner (runner.h) of whichever replica
// holds its partition removes the row and has its kind's handler act, in one transaction: it fires
// once, whatever is killed. What arms it again, also while it fires, makes it another timer, and
// nothing fires for a time that it does not have any more.
//
// Times are those of the business clock. A timer that is armed for the past fires at once. Those of
// one subject fire in the order of their due times, but for one that failed and is tried again.
#ifndef GUANXI_COMMON_TIMERS_TIMERS_H_
#define GUANXI_COMMON_TIMERS_TIMERS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"

namespace guanxi::timers {

inline constexpr size_t kMaxKindBytes = 32;
inline constexpr size_t kMaxKeyBytes = 255;
inline constexpr size_t kMaxPayloadBytes = 4096;

// A timer as it is armed.
struct Timer {
  std::string kind;  // "todo_reminder": whose handler is called; [a-z0-9_.], 1 to kMaxKindBytes
  // Which one of the kind, 1 to kMaxKeyBytes of ASCII without blanks: "<rule>/customers/<id>".
  // Those that are to be disarmed together begin alike.
  std::string key;
  absl::Time due;  // years 1 to 9999; to the microsecond
  // What the handler needs to know and cannot read. No personal data: it is not erased with anyone.
  std::string payload = "";
  // What it is about, any bytes: timers of the same subject fire in their order. Empty: its key.
  std::string subject = "";
};

// A timer as it is stored.
struct ArmedTimer {
  std::string kind;
  std::string key;
  absl::Time due;
  std::string payload;
  int64_t generation = 1;  // how often it was armed since it last fired or was disarmed
  int64_t attempts = 0;    // how often its handler has failed for this due time
  absl::Time next_time;    // when it fires, or is tried again: not before `due`
};

// Arms and disarms, and tells the runner of this process. One for the process.
//
// Thread safety: all methods may be called at once from any thread. Errors of those that take a
// transaction: those of common/db, and as stated.
class Timers {
 public:
  // How many Arm and DisarmAll take at once.
  static constexpr size_t kMaxAtOnce = 1000;

  Timers() = default;
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  // Arms timers of the tenant in the caller's transaction; one that is armed already is moved to
  // its new due time, subject and payload, and its failures are forgotten. Of two with one kind and
  // key the last one counts.
  //   INTERNAL  (no reason)  a kind, key, payload, time or number of timers is out of its bounds:
  //                          nothing was armed
  absl::Status Arm(db::Transaction& tx, const Uuid& tenant, absl::Span<const Timer> timers);
  absl::Status Arm(db::Transaction& tx, const Uuid& tenant, const Timer& timer) {
    return Arm(tx, tenant, absl::MakeConstSpan(&timer, 1));
  }

  // Removes it in the caller's transaction; nothing happens if it is not armed.
  static absl::Status Disarm(db::Transaction& tx, const Uuid& tenant, absl::string_view kind,
                             absl::string_view key);
  // Removes up to `limit` (at most kMaxAtOnce) of a kind whose keys begin with `prefix`, which may
  // be empty; returns how many. Fewer than `limit`: there are no more.
  static absl::StatusOr<int64_t> DisarmAll(db::Transaction& tx, const Uuid& tenant,
                                           absl::string_view kind, absl::string_view prefix,
                                           int64_t limit);

  // Up to `limit` (at most kMaxAtOnce) of a kind whose keys begin with `prefix` and lie behind
  // `after`, in the order of keys. Nobody else moves them until the transaction is over.
  static absl::StatusOr<std::vector<ArmedTimer>> List(db::Transaction& tx, const Uuid& tenant,
                                                      absl::string_view kind,
                                                      absl::string_view prefix,
                                                      absl::string_view after, int64_t limit);

  // Nothing if it is not armed.
  static absl::StatusOr<std::optional<ArmedTimer>> Find(db::Transaction& tx, const Uuid& tenant,
                                                        absl::string_view kind,
                                                        absl::string_view key);

  // Told of what is armed in this process: its partition, and when it is due. Its transaction may
  // not be over yet, or may come to nothing. For the runner; replaces the listener of before, and
  // when it returns that one is not called any more. Null: none.
  using Listener = std::function<void(int partition, absl::Time due)>;
  void Listen(Listener listener);

 private:
  Mutex mutex_;
  Listener listener_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::timers

#endif  // GUANXI_COMMON_TIMERS_TIMERS_H_
