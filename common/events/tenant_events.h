// ListEvents of a service: what the handlers of all services do.
#ifndef GUANXI_COMMON_EVENTS_TENANT_EVENTS_H_
#define GUANXI_COMMON_EVENTS_TENANT_EVENTS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/events/bookmark.h"
#include "common/events/event_view.h"
#include "common/events/feed.h"
#include "common/page/page_size.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/rpc/call.h"
#include "guanxi/event/v1/event.pb.h"

namespace guanxi::events {

// Thread-safe. Owns nothing.
class TenantEvents {
 public:
  // Pages have events of up to `page_bytes`, or one.
  TenantEvents(db::Database* database, const resource::Engine* engine,
               const resource::Catalog* catalog, int64_t page_bytes = page::kMaxPageBytes)
      : engine_(engine), feed_(database), view_(engine, catalog), page_bytes_(page_bytes) {}

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
  struct Page {
    FeedPage read;
    EventView::Shown shown;
  };
  // What follows a place, and what the caller sees of it.
  absl::StatusOr<Page> ReadPage(const rpc::Call& call, const FeedPlace& place, int limit) const;

  const resource::Engine* const engine_;
  const Feed feed_;
  const EventView view_;
  const int64_t page_bytes_;
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_TENANT_EVENTS_H_
