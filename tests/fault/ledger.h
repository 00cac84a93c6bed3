// Records what the writers are told while they write.
#ifndef GUANXI_TESTS_FAULT_LEDGER_H_
#define GUANXI_TESTS_FAULT_LEDGER_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "tests/fault/verdict.h"

namespace guanxi::fault {

// Thread-safe.
class Ledger {
 public:
  Ledger() = default;
  // Goes on where a former one ended. What is counted is of this one alone.
  explicit Ledger(Told told) : told_(std::move(told)) {}

  // A customer of this display name is about to be asked for, by one request.
  void Ask(const std::string& display_name);
  // A write of it was acknowledged with this answer.
  void Acknowledge(const std::string& display_name, const std::string& name,
                   const std::string& content);
  // See Told::surprises.
  void Surprise(const std::string& what);
  // A call failed and will be repeated.
  void Repeat();

  // Waits until so many more writes are acknowledged; false if that takes longer than `limit`.
  bool WaitForMore(int64_t count, absl::Duration limit);

  Told told() const;
  int64_t acknowledged() const;
  int64_t repeated() const;

 private:
  mutable Mutex mutex_;
  CondVar changed_;
  Told told_ ABSL_GUARDED_BY(mutex_);
  int64_t acknowledged_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t repeated_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_LEDGER_H_
