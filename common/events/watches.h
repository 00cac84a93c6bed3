// WatchEvents of a service: streams that hold no worker while nothing happens.
#ifndef GUANXI_COMMON_EVENTS_WATCHES_H_
#define GUANXI_COMMON_EVENTS_WATCHES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/events/tenant_events.h"
#include "common/rpc/call.h"
#include "common/rpc/stream.h"
#include "guanxi/event/v1/event.pb.h"

namespace guanxi::events {

// A watch ends after so long, in good order: its caller comes again, with a token that is valid
// still, and goes on where it was.
inline constexpr absl::Duration kWatchLife = absl::Minutes(5);
// Where nothing happens, a watch gets a message without events so often: proxies see that it lives,
// and the caller's token moves on.
inline constexpr absl::Duration kWatchPulse = absl::Seconds(20);
// How often a watch looks whether something has happened: soon after it was told of something, then
// after twice as long each time. A look costs no statement of its own: one of all watches asks the
// log, once in kWatchLooks.first.
struct WatchLooks {
  absl::Duration first = absl::Milliseconds(100);
  absl::Duration last = absl::Seconds(1);
};
// Open at once, of one tenant and of all. As streams that are open each also counts 80 KiB of what
// calls may hold (PipelineOptions::memory_bytes): 128 MiB have room for 800 of a tenant, of which
// one caller's may be 400.
inline constexpr int kMaxTenantWatches = 1000;
inline constexpr int kMaxWatches = 4000;

// Thread-safe. Owns nothing that it is given. Outlives its watches.
class Watches {
 public:
  using Sender = rpc::Sender<event::v1::ListEventsResponse>;

  explicit Watches(const TenantEvents* events, WatchLooks looks = {}, Clock* clock = SystemClock())
      : events_(*events), looks_(looks), clock_(clock) {}

  // What answers a call. Its steps fail with the errors of TenantEvents::List, and
  //   RESOURCE_EXHAUSTED  TOO_MANY_WATCHES  the tenant, or all, have as many as there may be
  std::unique_ptr<Sender> Open(const rpc::Call& call, const event::v1::WatchEventsRequest& request);

  // How many are open.
  int count() const;

 private:
  class Watch;

  absl::Status Enter(const Uuid& tenant);
  void Leave(const Uuid& tenant);
  // A number that is another one once there are events of the tenant that were not there when it
  // was asked for before.
  absl::StatusOr<int64_t> ChangeOf(const Uuid& tenant);
  // Looks at the log, if it is time.
  absl::Status Look();

  const TenantEvents& events_;
  const WatchLooks looks_;
  Clock* const clock_;
  mutable Mutex mutex_;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<Uuid, int> tenants_ ABSL_GUARDED_BY(mutex_);  // of all that are open
  bool looking_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time looked_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::optional<FeedPlace> seen_ ABSL_GUARDED_BY(mutex_);
  int64_t turn_ ABSL_GUARDED_BY(mutex_) = 1;                 // of the looks that found something
  int64_t changed_all_ ABSL_GUARDED_BY(mutex_) = 1;          // the last one about any tenant
  std::map<Uuid, int64_t> changed_ ABSL_GUARDED_BY(mutex_);  // the last one about each that watches
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_WATCHES_H_
