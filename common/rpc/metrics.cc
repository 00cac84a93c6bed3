#include "common/rpc/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace guanxi::rpc {
namespace {

// 0.5 ms to 60 s, about three a decade: point reads fill the first, jobs the last.
const prometheus::Histogram::BucketBoundaries& LatencyBuckets() {
  static const auto* const buckets = new prometheus::Histogram::BucketBoundaries{
      0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60};
  return *buckets;
}

prometheus::Gauge* LaneGauge(prometheus::Registry* registry, const char* name, const char* help,
                             Lane lane) {
  return &prometheus::BuildGauge().Name(name).Help(help).Register(*registry).Add(
      {{"lane", std::string(LaneName(lane))}});
}

}  // namespace

MethodMetrics::MethodMetrics(prometheus::Registry* registry, absl::string_view method)
    : registry_(registry), method_(method) {}

void MethodMetrics::Record(absl::StatusCode code, Lane lane, absl::Duration latency) {
  Requests(code)->Increment();
  Latency(lane)->Observe(absl::ToDoubleSeconds(latency));
}

prometheus::Counter* MethodMetrics::Requests(absl::StatusCode code) {
  auto& slot = requests_[static_cast<size_t>(code) % requests_.size()];
  prometheus::Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    counter = &prometheus::BuildCounter()
                   .Name("guanxi_rpc_requests_total")
                   .Help("Calls answered.")
                   .Register(*registry_)
                   .Add({{"method", method_}, {"code", absl::StatusCodeToString(code)}});
    slot.store(counter, std::memory_order_release);
  }
  return counter;
}

prometheus::Histogram* MethodMetrics::Latency(Lane lane) {
  auto& slot = latency_[static_cast<size_t>(lane)];
  prometheus::Histogram* histogram = slot.load(std::memory_order_acquire);
  if (histogram == nullptr) {
    histogram =
        &prometheus::BuildHistogram()
             .Name("guanxi_rpc_latency_seconds")
             .Help("Time from a call's arrival to its answer.")
             .Register(*registry_)
             .Add({{"method", method_}, {"lane", std::string(LaneName(lane))}}, LatencyBuckets());
    slot.store(histogram, std::memory_order_release);
  }
  return histogram;
}

prometheus::Gauge* QueueGauge(prometheus::Registry* registry, Lane lane) {
  return LaneGauge(registry, "guanxi_rpc_queue_length", "Calls that wait for a worker.", lane);
}

prometheus::Gauge* HeldGauge(prometheus::Registry* registry) {
  return &prometheus::BuildGauge()
              .Name("guanxi_rpc_held_bytes")
              .Help("What calls hold of the memory budget.")
              .Register(*registry)
              .Add({});
}

prometheus::Gauge* BusyGauge(prometheus::Registry* registry, Lane lane) {
  return LaneGauge(registry, "guanxi_rpc_workers_busy", "Workers that run a call.", lane);
}

}  // namespace guanxi::rpc
