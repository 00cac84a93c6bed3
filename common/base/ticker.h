// A thread that does one thing now and then.
#ifndef GUANXI_COMMON_BASE_TICKER_H_
#define GUANXI_COMMON_BASE_TICKER_H_

#include <functional>
#include <thread>

#include "absl/time/time.h"
#include "common/base/mutex.h"

namespace guanxi {

// Calls `tick` at once, then again `interval` after each call ended, until destroyed. Thread-safe.
class Ticker {
 public:
  Ticker(absl::Duration interval, std::function<void()> tick);
  // Waits for a running tick to end: a tick must be bounded in time.
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  // The next tick comes without waiting.
  void Wake();

 private:
  void Run();

  const absl::Duration interval_;
  const std::function<void()> tick_;
  Mutex mutex_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses the members above
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_BASE_TICKER_H_
