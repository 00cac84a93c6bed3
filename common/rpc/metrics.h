// What Prometheus learns about calls. Labels are methods, codes and lanes: never ids or tenants.
#ifndef GUANXI_COMMON_RPC_METRICS_H_
#define GUANXI_COMMON_RPC_METRICS_H_

#include <array>
#include <atomic>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/rpc/lane.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace guanxi::rpc {

// The series of one method:
//   guanxi_rpc_requests_total{method,code}   calls answered, by canonical code
//   guanxi_rpc_latency_seconds{method,lane}  from arrival to the answer
// A series is created when it first counts. Thread-safe. The registry must outlive it.
class MethodMetrics {
 public:
  MethodMetrics(prometheus::Registry* registry, absl::string_view method);

  void Record(absl::StatusCode code, Lane lane, absl::Duration latency);

 private:
  prometheus::Counter* Requests(absl::StatusCode code);
  prometheus::Histogram* Latency(Lane lane);

  prometheus::Registry* const registry_;
  const std::string method_;
  // By code and by lane, null until first used. Making one twice is harmless: the registry
  // returns the one it has.
  std::array<std::atomic<prometheus::Counter*>, 17> requests_{};
  std::array<std::atomic<prometheus::Histogram*>, kLaneCount> latency_{};
};

// guanxi_rpc_queue_length{lane} and guanxi_rpc_workers_busy{lane}.
prometheus::Gauge* QueueGauge(prometheus::Registry* registry, Lane lane);
prometheus::Gauge* BusyGauge(prometheus::Registry* registry, Lane lane);
// guanxi_rpc_held_bytes: what calls hold of the memory budget.
prometheus::Gauge* HeldGauge(prometheus::Registry* registry);

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_METRICS_H_
