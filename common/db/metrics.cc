#include "common/db/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>

#include "absl/container/flat_hash_map.h"
#include "common/base/mutex.h"

namespace guanxi::db {
namespace {

const prometheus::Histogram::BucketBoundaries& Seconds() {
  static const auto* const boundaries = new prometheus::Histogram::BucketBoundaries{
      0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30};
  return *boundaries;
}

}  // namespace

class Metrics::Families {
 public:
  explicit Families(prometheus::Registry* registry)
      : queries_(prometheus::BuildHistogram()
                     .Name("guanxi_sql_query_seconds")
                     .Help("Time of one statement, from sending it to holding its result.")
                     .Register(*registry)),
        retries_(prometheus::BuildCounter()
                     .Name("guanxi_sql_transaction_retries_total")
                     .Help("Transactions that were run again.")
                     .Register(*registry)) {
    auto& waits = prometheus::BuildHistogram()
                      .Name("guanxi_sql_pool_wait_seconds")
                      .Help("Wait for a free connection.")
                      .Register(*registry);
    auto& in_use = prometheus::BuildGauge()
                       .Name("guanxi_sql_connections_in_use")
                       .Help("Connections that run something now.")
                       .Register(*registry);
    for (size_t i = 0; i < kLaneCount; ++i) {
      const std::string lane = LaneName(static_cast<Lane>(i));
      waits_[i] = &waits.Add({{"lane", lane}}, Seconds());
      in_use_[i] = &in_use.Add({{"lane", lane}});
    }
  }

  // The family's own look-up builds and hashes a label map: twenty times as slow as this.
  prometheus::Histogram& Query(const std::string& name) {
    MutexLock lock(&mutex_);
    prometheus::Histogram*& histogram = by_name_[name];
    if (histogram == nullptr) histogram = &queries_.Add({{"query", name}}, Seconds());
    return *histogram;
  }
  prometheus::Histogram& Wait(Lane lane) { return *waits_[static_cast<size_t>(lane)]; }
  prometheus::Gauge& InUse(Lane lane) { return *in_use_[static_cast<size_t>(lane)]; }
  prometheus::Counter& Retries(const std::string& reason) {
    return retries_.Add({{"reason", reason}});
  }

 private:
  prometheus::Family<prometheus::Histogram>& queries_;
  prometheus::Family<prometheus::Counter>& retries_;
  std::array<prometheus::Histogram*, kLaneCount> waits_;
  std::array<prometheus::Gauge*, kLaneCount> in_use_;
  Mutex mutex_;
  absl::flat_hash_map<std::string, prometheus::Histogram*> by_name_ ABSL_GUARDED_BY(mutex_);
};

Metrics::Metrics(prometheus::Registry* registry)
    : families_(registry == nullptr ? nullptr : std::make_unique<Families>(registry)) {}

Metrics::~Metrics() = default;

void Metrics::ObserveQuery(const std::string& name, absl::Duration time) {
  if (families_ != nullptr) families_->Query(name).Observe(absl::ToDoubleSeconds(time));
}

void Metrics::ObservePoolWait(Lane lane, absl::Duration time) {
  if (families_ != nullptr) families_->Wait(lane).Observe(absl::ToDoubleSeconds(time));
}

void Metrics::AddInUse(Lane lane, int difference) {
  if (families_ != nullptr) families_->InUse(lane).Increment(difference);
}

void Metrics::CountRetry(const std::string& reason) {
  if (families_ != nullptr) families_->Retries(reason).Increment();
}

}  // namespace guanxi::db
