#include "bench/closed_loop.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/mutex.h"
#include "common/rpc/client.h"

namespace guanxi::bench {
namespace {

class Loop {
 public:
  Loop(absl::Time end, absl::FunctionRef<void(int, Done)> start) : end_(end), start_(start) {}

  void Run(int in_flight) {
    {
      MutexLock lock(&mutex_);
      running_ = in_flight;
    }
    for (int slot = 0; slot < in_flight; ++slot) Next(slot);
    MutexLock lock(&mutex_);
    while (running_ > 0) changed_.Wait(&mutex_);
  }

  int64_t done() {
    MutexLock lock(&mutex_);
    return done_;
  }
  absl::Status status() {
    MutexLock lock(&mutex_);
    return status_;
  }

 private:
  void Next(int slot) {
    start_(slot, [this, slot](const absl::Status& status) {
      if (GoOn(status)) Next(slot);
    });
  }

  bool GoOn(const absl::Status& status) {
    MutexLock lock(&mutex_);
    if (status.ok()) {
      ++done_;
    } else if (!absl::IsResourceExhausted(status) && status_.ok()) {
      status_ = status;
    }
    if (status_.ok() && absl::Now() < end_) return true;
    --running_;
    changed_.Signal();
    return false;
  }

  const absl::Time end_;
  const absl::FunctionRef<void(int, Done)> start_;
  Mutex mutex_;
  CondVar changed_;
  int running_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<double> CallsPerSecond(int in_flight, absl::Duration duration,
                                      absl::FunctionRef<void(int, Done)> start) {
  const absl::Time begin = absl::Now();
  Loop loop(begin + duration, start);
  loop.Run(in_flight);
  if (!loop.status().ok()) return loop.status();
  return static_cast<double>(loop.done()) / absl::ToDoubleSeconds(absl::Now() - begin);
}

std::vector<std::shared_ptr<grpc::Channel>> OwnChannels(absl::string_view target, int count) {
  // None is destroyed. Processes were seen, rarely, to die of a double free at the end of a loop;
  // the guess is that gRPC's threads were still leaving the last callbacks as the channels went
  // away.
  static Mutex mutex;
  static auto* const kept = new std::vector<std::shared_ptr<grpc::Channel>>();
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < count; ++i) {
    rpc::ClientOptions options;
    options.target = std::string(target);
    options.own_connection = true;
    channels.push_back(rpc::NewChannel(options));
  }
  MutexLock lock(&mutex);
  kept->insert(kept->end(), channels.begin(), channels.end());
  return channels;
}

}  // namespace guanxi::bench
