#include "common/base/ticker.h"

#include <utility>

#include "absl/time/clock.h"

namespace guanxi {

Ticker::Ticker(absl::Duration interval, std::function<void()> tick)
    : interval_(interval), tick_(std::move(tick)), thread_([this] { Run(); }) {}

Ticker::~Ticker() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
  }
  changed_.SignalAll();
  thread_.join();
}

void Ticker::Wake() {
  MutexLock lock(&mutex_);
  woken_ = true;
  changed_.SignalAll();
}

void Ticker::Run() {
  while (true) {
    tick_();
    const absl::Time next = absl::Now() + interval_;
    MutexLock lock(&mutex_);
    while (!stopping_ && !woken_ && absl::Now() < next) {
      changed_.WaitWithTimeout(&mutex_, next - absl::Now());
    }
    if (stopping_) return;
    woken_ = false;
  }
}

}  // namespace guanxi
