#include "common/events/consumer_metrics.h"

#include <vector>

#include "common/events/partition.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace guanxi::events {
namespace {

prometheus::Histogram::BucketBoundaries Seconds() {
  return {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60, 600};
}

std::vector<prometheus::Gauge*> ByPartition(prometheus::Registry& registry,
                                            const std::string& consumer, const char* name,
                                            const char* help) {
  auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(registry);
  std::vector<prometheus::Gauge*> gauges;
  for (int i = 0; i < kPartitions; ++i) {
    gauges.push_back(&family.Add({{"consumer", consumer}, {"partition", std::to_string(i)}}));
  }
  return gauges;
}

}  // namespace

class ConsumerMetrics::Families {
 public:
  Families(prometheus::Registry& registry, const std::string& consumer)
      : events(prometheus::BuildCounter()
                   .Name("guanxi_event_consumer_events_total")
                   .Help("Events of another service, by what became of them")
                   .Register(registry)),
        applied(events.Add({{"consumer", consumer}, {"outcome", "applied"}})),
        parked(events.Add({{"consumer", consumer}, {"outcome", "parked"}})),
        passed(events.Add({{"consumer", consumer}, {"outcome", "passed"}})),
        delay(prometheus::BuildHistogram()
                  .Name("guanxi_event_consumer_delay_seconds")
                  .Help("From a change to its effect")
                  .Register(registry)
                  .Add({{"consumer", consumer}}, Seconds())),
        lag(ByPartition(registry, consumer, "guanxi_event_consumer_lag_events",
                        "Events behind the head of the log")),
        held_up(ByPartition(registry, consumer, "guanxi_event_consumer_held_up",
                            "1 after a fault, 2 while it recovers what it cannot have")) {}

  prometheus::Family<prometheus::Counter>& events;
  prometheus::Counter& applied;
  prometheus::Counter& parked;
  prometheus::Counter& passed;
  prometheus::Histogram& delay;
  const std::vector<prometheus::Gauge*> lag;
  const std::vector<prometheus::Gauge*> held_up;
};

ConsumerMetrics::ConsumerMetrics(prometheus::Registry* registry, const std::string& consumer)
    : families_(registry != nullptr ? std::make_unique<Families>(*registry, consumer) : nullptr) {}

ConsumerMetrics::~ConsumerMetrics() = default;

void ConsumerMetrics::Applied(absl::Duration delay) {
  if (families_ == nullptr) return;
  families_->applied.Increment();
  families_->delay.Observe(absl::ToDoubleSeconds(delay));
}

void ConsumerMetrics::Parked() {
  if (families_ != nullptr) families_->parked.Increment();
}

void ConsumerMetrics::PassedOver() {
  if (families_ != nullptr) families_->passed.Increment();
}

void ConsumerMetrics::SetLag(int partition, int64_t events) {
  if (families_ != nullptr) families_->lag[partition]->Set(static_cast<double>(events));
}

void ConsumerMetrics::SetState(int partition, State state) {
  if (families_ != nullptr) families_->held_up[partition]->Set(static_cast<int>(state));
}

}  // namespace guanxi::events
