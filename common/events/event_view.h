// Events as those who follow them see them.
#ifndef GUANXI_COMMON_EVENTS_EVENT_VIEW_H_
#define GUANXI_COMMON_EVENTS_EVENT_VIEW_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/rpc/call.h"
#include "guanxi/event/v1/event.pb.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::events {

// The one way from the log to a caller: what a principal may see of an event is decided here.
//
// Thread-safe. Owns nothing.
class EventView {
 public:
  EventView(const resource::Engine* engine, const resource::Catalog* catalog);

  // What the caller sees of events of his tenant, in their order. Events of types that this binary
  // does not know are left out: a newer one tells of them. Errors: those of the database.
  absl::StatusOr<std::vector<event::v1::Event>> Show(
      const rpc::Call& call, absl::Span<const event::v1::LogEvent> events) const;

 private:
  using Rows = std::map<std::string, resource::Stored>;  // by id

  // The records of events as they are now, deleted ones too; of those that were removed there are
  // none.
  absl::StatusOr<Rows> ReadRows(const rpc::Call& call, const resource::Resource& resource,
                                const std::vector<std::string>& ids) const;

  const resource::Engine* const engine_;
  std::map<std::string, const resource::Resource*> by_type_;  // by singular
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_EVENT_VIEW_H_
