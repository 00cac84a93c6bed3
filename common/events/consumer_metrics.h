// What a consumer counts; see Consumer.
#ifndef GUANXI_COMMON_EVENTS_CONSUMER_METRICS_H_
#define GUANXI_COMMON_EVENTS_CONSUMER_METRICS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace prometheus {
class Registry;
}

namespace guanxi::events {

// Thread-safe.
class ConsumerMetrics {
 public:
  enum class State { kWorks = 0, kHeldUp = 1, kRecovers = 2 };

  // Without a registry nothing is counted. Not owned.
  ConsumerMetrics(prometheus::Registry* registry, const std::string& consumer);
  ~ConsumerMetrics();
  ConsumerMetrics(const ConsumerMetrics&) = delete;
  ConsumerMetrics& operator=(const ConsumerMetrics&) = delete;

  void Applied(absl::Duration delay);
  void Parked();
  void PassedOver();  // it changes nothing
  void SetLag(int partition, int64_t events);
  void SetState(int partition, State state);

 private:
  class Families;
  const std::unique_ptr<Families> families_;  // null without a registry
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_CONSUMER_METRICS_H_
