// What goes on behind the RPCs of a service: long-running operations, purges, its own schedules,
// loops, events on their way out and in, timers.
#ifndef GUANXI_COMMON_SERVICE_BACKGROUND_H_
#define GUANXI_COMMON_SERVICE_BACKGROUND_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/ticker.h"
#include "common/events/consumer.h"
#include "common/events/event_log.h"
#include "common/events/relay.h"
#include "common/jobs/leases.h"
#include "common/jobs/runner.h"
#include "common/jobs/schedules.h"
#include "common/redis/client.h"
#include "common/service/services.h"
#include "common/timers/runner.h"

namespace prometheus {
class Registry;
}

namespace guanxi::service {

// Work begins with Start and ends with this object, which waits for the steps that run; operations
// that are not done go on in another replica.
//
// Purges, one replica at a time: the request log, and guards that nobody takes, after 7 days
// (common/resource/purge.h), events that all have read, after 7 days (event_log.h); with operations
// also files a minute after their time has passed (file_store.h) and operations 30 days after they
// were done.
class Background {
 public:
  struct Options {
    std::string service;  // "customer-svc"
    std::optional<redis::Options> redis;
    prometheus::Registry* registry = nullptr;
  };

  // Nothing is owned.
  Background(const Parts& parts, const Services& services, events::EventLog* log,
             const Options& options);

  void Start();

 private:
  std::optional<jobs::Leases> leases_;
  std::optional<jobs::Runner> runner_;
  jobs::Schedules schedules_;
  std::optional<redis::Client> relay_redis_;
  std::optional<events::Relay> relay_;
  std::vector<std::unique_ptr<events::Consumer>> consumers_;
  std::optional<timers::Runner> timers_;
  const std::vector<Services::Loop> loops_;
  std::vector<std::unique_ptr<Ticker>> tickers_;
};

}  // namespace guanxi::service

#endif  // GUANXI_COMMON_SERVICE_BACKGROUND_H_
