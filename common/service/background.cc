#include "common/service/background.h"

#include <unistd.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/clock.h"
#include "common/events/dead_letter_purge.h"
#include "common/jobs/permitted.h"
#include "common/resource/purge.h"
#include "common/service/stores.h"
#include "common/service/timer_places.h"

namespace guanxi::service {
namespace {

constexpr int64_t kFilesPerPurge = 1000;

// Names this process in lease rows; no other process has the same.
std::string LeaseOwner(UuidSource* ids) {
  char host[64] = "";
  gethostname(host, sizeof(host) - 1);
  return absl::StrCat(host, ":", getpid(), ":", ids->Next().ToString());
}

jobs::Leases::Options LeaseOptions(const Parts& parts) {
  jobs::Leases::Options options;
  options.owner = LeaseOwner(parts.ids);
  options.events = FileEvents(parts.files);
  return options;
}

std::vector<jobs::Schedule> AllSchedules(const Parts& parts, events::EventLog* log,
                                         std::vector<jobs::Schedule> own) {
  own.push_back({"purge_request_log", absl::Hours(1),
                 [database = parts.database, clock = parts.system_clock] {
                   return resource::PurgeRequestLog(database, clock).status();
                 }});
  own.push_back(
      {"purge_guards", absl::Hours(1), [database = parts.database, clock = parts.system_clock] {
         return resource::PurgeGuards(database, clock).status();
       }});
  own.push_back({"purge_dead_letters", absl::Hours(1),
                 [database = parts.database, clock = parts.system_clock] {
                   return events::PurgeDeadLetters(database, clock).status();
                 }});
  own.push_back({"trim_events", absl::Hours(1), [log] { return log->Trim().status(); }});
  if (parts.operations == nullptr) return own;
  own.push_back({"purge_files", files::kPurgeInterval,
                 [files = parts.files] { return files->PurgeExpired(kFilesPerPurge).status(); }});
  own.push_back({"purge_file_orphans", absl::Hours(1),
                 [files = parts.files] { return files->PurgeOrphans(kFilesPerPurge).status(); }});
  own.push_back({"purge_operations", absl::Hours(1),
                 [operations = parts.operations] { return operations->PurgeExpired().status(); }});
  return own;
}

}  // namespace

Background::Background(const Parts& parts, const Services& services, events::EventLog* log,
                       const Options& options)
    : schedules_(parts.database, parts.system_clock, LeaseOwner(parts.ids),
                 AllSchedules(parts, log, services.schedules)),
      loops_(services.loops) {
  if (options.redis.has_value()) relay_redis_.emplace(*options.redis);
  events::Relay::Options relay;
  relay.service = options.service;
  relay.owner = LeaseOwner(parts.ids);
  relay.registry = options.registry;
  relay_.emplace(parts.database, parts.system_clock,
                 relay_redis_.has_value() ? &*relay_redis_ : nullptr, relay);
  for (events::Consumer::Options consumer : services.consumers) {
    consumer.owner = LeaseOwner(parts.ids);
    consumer.redis = options.redis;
    consumer.registry = options.registry;
    consumers_.push_back(std::make_unique<events::Consumer>(parts.database, parts.system_clock,
                                                            std::move(consumer)));
  }
  if (services.timers != nullptr) {
    timers::Runner::Options timers;
    timers.owner = LeaseOwner(parts.ids);
    timers.actor = absl::StrCat("services/", options.service);
    timers.registry = options.registry;
    timers_.emplace(parts.database, parts.engine, Clocks(parts.system_clock, parts.business_clock),
                    services.timers, KnowingTheirTenants(parts.authorizer, services.timer_kinds),
                    std::move(timers));
  }
  if (parts.operations == nullptr) return;
  leases_.emplace(parts.database, parts.system_clock, LeaseOptions(parts));
  std::map<std::string, jobs::Handler> handlers;
  for (const auto& [kind, operation] : services.operations) {
    handlers[kind] =
        jobs::WithPermission(parts.authorizer, operation.permission, operation.handler);
  }
  runner_.emplace(&*leases_, std::move(handlers));
}

void Background::Start() {
  if (runner_.has_value()) runner_->Start();
  schedules_.Start();
  relay_->Start();
  for (const auto& consumer : consumers_) consumer->Start();
  if (timers_.has_value()) timers_->Start();
  for (const Services::Loop& loop : loops_) {
    tickers_.push_back(std::make_unique<Ticker>(loop.every, loop.run));
  }
}

}  // namespace guanxi::service
