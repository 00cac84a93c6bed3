// EventService as every service serves it.
#ifndef GUANXI_COMMON_EVENTS_EVENT_METHODS_H_
#define GUANXI_COMMON_EVENTS_EVENT_METHODS_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/events/consumer.h"
#include "common/events/redrive.h"
#include "common/events/tenant_events.h"
#include "common/events/watches.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/rpc/call.h"
#include "common/rpc/stream.h"
#include "guanxi/event/v1/event.pb.h"

namespace guanxi::events {

// `Interface` is what the adapter of the service's own EventService calls. Documented in the proto.
// Thread-safe. Owns nothing that it is given.
template <typename Interface>
class EventMethods : public Interface {
 public:
  EventMethods(db::Database* database, const resource::Engine* engine,
               const resource::Catalog* catalog, WatchLooks looks = {})
      : events_(database, engine, catalog), watches_(&events_, looks) {}

  const Watches& watches() const { return watches_; }

  absl::StatusOr<event::v1::ListEventsResponse> ListEvents(
      const rpc::Call& call, const event::v1::ListEventsRequest& request) override {
    return events_.List(call, request);
  }
  std::unique_ptr<rpc::Sender<event::v1::ListEventsResponse>> WatchEvents(
      const rpc::Call& call, const event::v1::WatchEventsRequest& request) override {
    return watches_.Open(call, request);
  }

 private:
  const TenantEvents events_;
  Watches watches_;
};

// The same of a service that hears others.
template <typename Interface>
class HearingEventMethods final : public EventMethods<Interface> {
 public:
  // `consumers` are all that it has.
  HearingEventMethods(db::Database* database, Clock* clock, const resource::Engine* engine,
                      const resource::Catalog* catalog, std::vector<Consumer::Options> consumers)
      : EventMethods<Interface>(database, engine, catalog),
        redrive_(database, clock, std::move(consumers)) {}

  absl::StatusOr<event::v1::RedriveDeadLettersResponse> RedriveDeadLetters(
      const rpc::Call& call, const event::v1::RedriveDeadLettersRequest&) override {
    return redrive_.Run(call);
  }

 private:
  const Redrive redrive_;
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_EVENT_METHODS_H_
