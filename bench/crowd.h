// Several people who do things at once.
#ifndef GUANXI_BENCH_CROWD_H_
#define GUANXI_BENCH_CROWD_H_

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"

namespace guanxi::bench {

// How many of `count` things are done in a second by `people` who share them: `act(who, thing)`,
// both from 0. Whoever fails stops, and his status is returned.
template <typename Act>
absl::StatusOr<double> RateOfCrowd(int people, size_t count, const Act& act) {
  std::atomic<size_t> next{0};
  std::vector<absl::Status> failed(static_cast<size_t>(people));
  const absl::Time begin = absl::Now();
  std::vector<std::thread> crowd;
  for (int who = 0; who < people; ++who) {
    crowd.emplace_back([&, who] {
      absl::Status& status = failed[static_cast<size_t>(who)];
      for (size_t i = next++; i < count && status.ok(); i = next++) status = act(who, i);
    });
  }
  for (std::thread& one : crowd) one.join();
  for (const absl::Status& status : failed) GUANXI_RETURN_IF_ERROR(status);
  return static_cast<double>(count) / absl::ToDoubleSeconds(absl::Now() - begin);
}

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_CROWD_H_
