// Events as those who follow them see them.
#ifndef GUANXI_COMMON_EVENTS_EVENT_VIEW_H_
#define GUANXI_COMMON_EVENTS_EVENT_VIEW_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/db/query.h"
#include "common/events/event_sight.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/rpc/call.h"
#include "guanxi/event/v1/event.pb.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::events {

// The one way from the log to a caller: what a principal may see of an event is decided here, by
// what he may see of the record (EventSight) and of its fields (policy::FieldView), now.
//
// Thread-safe. Owns nothing. Errors of all methods: those of common/db and RowScope::Of.
class EventView {
 public:
  EventView(const resource::Engine* engine, const resource::Catalog* catalog);

  struct Shown {
    std::vector<event::v1::Event> events;
    // Some of them say that what is shared with the caller is no longer what it was.
    bool shares_changed = false;
    // What enters is more than is held at once: nothing is shown, fewer events are to be asked for.
    bool too_large = false;
  };
  // What the caller sees of events of his tenant, in their order. Events of types that this binary
  // does not know are left out: a newer one tells of them.
  absl::StatusOr<Shown> Show(const rpc::Call& call,
                             absl::Span<const event::v1::LogEvent> events) const;

  // Stands for what the caller may see, what is shared with him aside: another text, other rights.
  absl::StatusOr<std::string> RightsOf(const rpc::Call& call) const;
  // Whether something that was shared with the caller ceased to be in that time by itself.
  absl::StatusOr<bool> SharesEnded(const rpc::Call& call, absl::Time after, absl::Time until) const;

 private:
  struct Type {
    const resource::Resource* resource = nullptr;
    std::string permission;  // by which its records are read; "": nobody is told of them
  };
  // What is known of the events of one type.
  struct Told {
    EventSight::Rows rows;   // whole of those that are shown so, and of shares; else the names
    int64_t kept_bytes = 0;  // by them
    std::map<const event::v1::LogEvent*, Sight> sights;
  };

  static std::string PermissionFor(const resource::ResourceType& type);
  bool MayRead(const rpc::Call& call, const Type& type) const;
  absl::Status Look(const rpc::Call& call, db::Transaction& tx, const Type& type,
                    absl::Span<const event::v1::LogEvent* const> events, Told* told) const;
  // At all events of some records.
  absl::Status LookAt(const rpc::Call& call, db::Transaction& tx, const Type& type,
                      absl::Span<const event::v1::LogEvent* const> events, EventSight* sight,
                      Told* told) const;
  // Null if there is none.
  static absl::StatusOr<const resource::Stored*> RowOf(const event::v1::LogEvent& event,
                                                       const Told* told);
  // The event as a message; of kEntered with what `row` holds.
  absl::StatusOr<event::v1::Event> ShowOne(const rpc::Call& call,
                                           const resource::Resource& resource,
                                           const resource::Stored* row,
                                           const event::v1::LogEvent& event, Sight sight) const;

  const resource::Engine* const engine_;
  std::map<std::string, Type> by_type_;  // by singular
};

// For the linter: its statements of the resources in the catalog.
std::vector<db::Query> EventViewQueries(const resource::Catalog& catalog);

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_EVENT_VIEW_H_
