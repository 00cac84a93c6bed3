// EventService as every service serves it.
#ifndef GUANXI_COMMON_EVENTS_EVENT_METHODS_H_
#define GUANXI_COMMON_EVENTS_EVENT_METHODS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "common/db/database.h"
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
class EventMethods final : public Interface {
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

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_EVENT_METHODS_H_
