// ListEvents of a service: what the handlers of all services do.
#ifndef GUANXI_COMMON_EVENTS_TENANT_EVENTS_H_
#define GUANXI_COMMON_EVENTS_TENANT_EVENTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/events/bookmark.h"
#include "common/events/event_view.h"
#include "common/events/feed.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/rpc/call.h"
#include "guanxi/event/v1/event.pb.h"

namespace guanxi::events {

// Thread-safe. Owns nothing.
class TenantEvents {
 public:
  TenantEvents(db::Database* database, const resource::Engine* engine,
               const resource::Catalog* catalog)
      : engine_(engine), feed_(database), view_(engine, catalog) {}

  const Feed& feed() const { return feed_; }

  // A page of what happened behind the request's token, as the caller sees it.
  //   INVALID_ARGUMENT  INVALID_FIELD  `token` is none of this service's for this caller, or comes
  //                                    with `start`; `page_size` is negative
  absl::StatusOr<event::v1::ListEventsResponse> List(
      const rpc::Call& call, const event::v1::ListEventsRequest& request) const;

  // The halves of List: where a request begins, and what follows a bookmark.
  absl::StatusOr<Bookmark> MarkOf(const rpc::Call& call,
                                  const event::v1::ListEventsRequest& request) const;
  absl::StatusOr<event::v1::ListEventsResponse> ReadBehind(const rpc::Call& call,
                                                           const Bookmark& mark, int limit,
                                                           Bookmark* next) const;
  // What stands for the caller's rights in a bookmark of now.
  absl::StatusOr<std::string> RightsOf(const rpc::Call& call) const;

 private:
  const resource::Engine* const engine_;
  const Feed feed_;
  const EventView view_;
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_TENANT_EVENTS_H_
