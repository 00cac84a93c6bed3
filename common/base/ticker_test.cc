#include "common/base/ticker.h"

#include "absl/time/clock.h"
#include "common/base/mutex.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

// Counts ticks and waits for a number of them.
class Counter {
 public:
  void Add() {
    MutexLock lock(&mutex_);
    ++count_;
    changed_.SignalAll();
  }
  bool WaitFor(int count) {
    const absl::Time end = absl::Now() + absl::Seconds(10);
    MutexLock lock(&mutex_);
    while (count_ < count && absl::Now() < end) {
      changed_.WaitWithTimeout(&mutex_, absl::Seconds(1));
    }
    return count_ >= count;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
};

TEST(TickerTest, TicksAtOnceAndAgain) {
  Counter counter;
  Ticker ticker(absl::Milliseconds(1), [&] { counter.Add(); });
  EXPECT_TRUE(counter.WaitFor(3));
}

TEST(TickerTest, WakeDoesNotWaitForTheInterval) {
  Counter counter;
  Ticker ticker(absl::Hours(1), [&] { counter.Add(); });
  ASSERT_TRUE(counter.WaitFor(1));
  ticker.Wake();
  EXPECT_TRUE(counter.WaitFor(2));
}

}  // namespace
}  // namespace guanxi
