#include "common/timers/runner_metrics.h"

#include <algorithm>
#include <map>

#include "prometheus/counter.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace guanxi::timers {
namespace {

constexpr char kOther[] = "other";

prometheus::Histogram::BucketBoundaries Seconds() {
  return {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60, 600};
}

}  // namespace

class RunnerMetrics::Families {
 public:
  Families(prometheus::Registry& registry, std::vector<std::string> kinds)
      : delay_(prometheus::BuildHistogram()
                   .Name("guanxi_timer_delay_seconds")
                   .Help("From the time at which a timer was to fire to its effect")
                   .Register(registry)
                   .Add({}, Seconds())) {
    auto& fired = prometheus::BuildCounter()
                      .Name("guanxi_timers_fired_total")
                      .Help("Timers that took effect")
                      .Register(registry);
    auto& failures = prometheus::BuildCounter()
                         .Name("guanxi_timer_failures_total")
                         .Help("Timers that are tried again, by whether the fault may pass")
                         .Register(registry);
    kinds.push_back(kOther);
    for (const std::string& kind : kinds) {
      of_kinds_[kind] = {&fired.Add({{"kind", kind}}),
                         &failures.Add({{"kind", kind}, {"cause", "passing"}}),
                         &failures.Add({{"kind", kind}, {"cause", "fault"}})};
    }
  }

  struct OfKind {
    prometheus::Counter* fired;
    prometheus::Counter* passing;
    prometheus::Counter* faults;
  };
  const OfKind& Of(const std::string& kind) const {
    const auto found = of_kinds_.find(kind);
    return found != of_kinds_.end() ? found->second : of_kinds_.at(kOther);
  }
  prometheus::Histogram& delay() { return delay_; }

 private:
  prometheus::Histogram& delay_;
  std::map<std::string, OfKind> of_kinds_;
};

RunnerMetrics::RunnerMetrics(prometheus::Registry* registry, const std::vector<std::string>& kinds)
    : families_(registry != nullptr ? std::make_unique<Families>(*registry, kinds) : nullptr) {}

RunnerMetrics::~RunnerMetrics() = default;

void RunnerMetrics::Fired(const std::string& kind, absl::Duration delay) {
  if (families_ == nullptr) return;
  families_->Of(kind).fired->Increment();
  families_->delay().Observe(std::max(0.0, absl::ToDoubleSeconds(delay)));
}

void RunnerMetrics::Failed(const std::string& kind, bool is_passing, int timers) {
  if (families_ == nullptr) return;
  const Families::OfKind& of_kind = families_->Of(kind);
  (is_passing ? of_kind.passing : of_kind.faults)->Increment(timers);
}

}  // namespace guanxi::timers
