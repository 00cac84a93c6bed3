// WatchEvents of a service: all open watches, fed by one thread.
#ifndef GUANXI_COMMON_EVENTS_WATCHES_H_
#define GUANXI_COMMON_EVENTS_WATCHES_H_

#include <list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/ticker.h"
#include "common/events/feed.h"
#include "common/events/tenant_events.h"
#include "common/rpc/watch.h"
#include "guanxi/event/v1/event.pb.h"

namespace guanxi::events {

// A watch ends after so long, in good order: its caller comes again, with a token that is valid
// still, and goes on where it was.
inline constexpr absl::Duration kWatchLife = absl::Minutes(5);
// Where nothing happens, a watch gets a message without events so often: proxies see that it lives,
// and the caller's token moves on.
inline constexpr absl::Duration kWatchPulse = absl::Seconds(20);
// Open at once, of one tenant and of all.
inline constexpr int kMaxTenantWatches = 1000;
inline constexpr int kMaxWatches = 4000;

// Thread-safe. Owns nothing that it is given.
class Watches {
 public:
  using Stream = rpc::Watch<event::v1::ListEventsResponse>;

  // `interval` is how often the log is looked at while there are watches.
  Watches(const TenantEvents* events, const Feed* feed,
          absl::Duration interval = absl::Milliseconds(100));
  // Ends all watches with UNAVAILABLE.
  ~Watches();

  // Takes a watch over: for StartWatch.
  //   RESOURCE_EXHAUSTED  TOO_MANY_WATCHES  the tenant, or all, have as many as there may be
  absl::Status Open(std::shared_ptr<Stream> stream, const event::v1::WatchEventsRequest& request);

  // How many are open.
  int count() const;

 private:
  struct One {
    std::shared_ptr<Stream> stream;
    event::v1::WatchEventsRequest request;
    std::optional<FeedPlace> place;  // none: not begun
    bool more = true;                // there may be events behind `place`
    absl::Time opened, spoke;
  };

  void Tick();
  void TakeOpened();
  // The tenants of whom there are events that were not there at the tick before; nullopt: any.
  absl::StatusOr<std::optional<std::set<std::string>>> Changed();
  // Feeds one; false once it is over.
  bool Serve(One* one, absl::Time now);
  absl::Status SendNext(One* one, absl::Time now);

  const TenantEvents* const events_;
  const Feed* const feed_;
  mutable Mutex mutex_;
  std::vector<One> opened_ ABSL_GUARDED_BY(mutex_);
  std::multiset<std::string> tenants_ ABSL_GUARDED_BY(mutex_);  // of all that are open
  // Of the thread alone.
  std::list<One> watches_;
  std::optional<FeedPlace> seen_;
  std::unique_ptr<Ticker> ticker_;  // last: it uses the members above
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_WATCHES_H_
