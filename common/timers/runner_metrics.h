// What a runner counts; see Runner.
#ifndef GUANXI_COMMON_TIMERS_RUNNER_METRICS_H_
#define GUANXI_COMMON_TIMERS_RUNNER_METRICS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace prometheus {
class Registry;
}

namespace guanxi::timers {

// Thread-safe.
class RunnerMetrics {
 public:
  // `kinds`: those that have a handler; all others are counted as "other". Without a registry
  // nothing is counted. Not owned.
  RunnerMetrics(prometheus::Registry* registry, const std::vector<std::string>& kinds);
  ~RunnerMetrics();
  RunnerMetrics(const RunnerMetrics&) = delete;
  RunnerMetrics& operator=(const RunnerMetrics&) = delete;

  void Fired(const std::string& kind, absl::Duration delay);
  void Failed(const std::string& kind, bool is_passing, int timers);

 private:
  class Families;
  const std::unique_ptr<Families> families_;  // null without a registry
};

}  // namespace guanxi::timers

#endif  // GUANXI_COMMON_TIMERS_RUNNER_METRICS_H_
