// What of a record's events somebody is told whose scope is not everything.
#ifndef GUANXI_COMMON_EVENTS_EVENT_SIGHT_H_
#define GUANXI_COMMON_EVENTS_EVENT_SIGHT_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"
#include "common/resource/row_scope.h"
#include "google/protobuf/message.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::events {

enum class Sight {
  kHidden,   // he is told nothing
  kChanged,  // the change
  kEntered,  // the record, which is his to see since then
  kGone,     // that it no longer is
};

// Rights are those of the moment of asking: values are shown of records alone that may be seen now,
// whoever's they were when the event happened. Whether an event moved a record into the scope or
// out of it is found by what it changed of owner, department and collaborators, or of the record
// above: the state of the others at that time is what the row has now, less what later changes
// made of it.
//
// For the records of one resource, in one transaction. Thread safety: none.
class EventSight {
 public:
  // Errors: those of RowScope::Of.
  static absl::StatusOr<EventSight> Of(const resource::Resource& resource,
                                       const Principal& principal, absl::Time now);

  // The rows, by id, of the records that the events are of; those that were erased lack.
  using Rows = std::map<Uuid, resource::Stored>;

  // For each of `events`, which are of this resource, those of a record in their order. Errors:
  // those of common/db; INTERNAL if an event is damaged.
  absl::StatusOr<std::vector<Sight>> Judge(db::Transaction& tx, const Rows& rows,
                                           absl::Span<const event::v1::LogEvent* const> events);

  // Whether the scope is everything: then nothing enters or leaves it.
  bool has_all() const { return scope_.has_all(); }

 private:
  EventSight(const resource::Resource& resource, const Uuid& tenant, resource::RowScope scope)
      : resource_(resource), tenant_(tenant), scope_(std::move(scope)) {}

  // Whether the event changed whose the record is.
  bool Transfers(const event::v1::LogEvent& event) const;
  absl::StatusOr<Sight> SightOfErased(db::Transaction& tx, const event::v1::LogEvent& event) const;
  // Of a transfer of a record below others, which may have moved.
  absl::StatusOr<Sight> SightOfMove(db::Transaction& tx, const event::v1::LogEvent& event,
                                    bool seen_now) const;
  absl::StatusOr<bool> SeesParentIn(db::Transaction& tx,
                                    const google::protobuf::Message& state) const;
  // What the record is, or was when it was erased; null: nobody knows.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> LastState(db::Transaction& tx,
                                                                       const Rows& rows,
                                                                       const Uuid& id) const;
  // Of all transfers of one record, by whose it was. `last`: see LastState.
  absl::Status JudgeRecord(db::Transaction& tx, const Uuid& id,
                           const google::protobuf::Message* last, bool seen_now,
                           absl::Span<const event::v1::LogEvent* const> events,
                           absl::Span<const size_t> places, std::vector<Sight>* sights) const;
  // Takes back what changes behind `sequence` made of whose the record is.
  absl::Status Rewind(db::Transaction& tx, const Uuid& id, int64_t sequence,
                      google::protobuf::Message* state) const;
  absl::Status Undo(absl::string_view changed_fields, absl::string_view before_body,
                    google::protobuf::Message* state) const;
  std::vector<const google::protobuf::FieldDescriptor*> ScopeFields() const;

  const resource::Resource& resource_;
  const Uuid tenant_;
  const resource::RowScope scope_;
};

// For the linter.
std::vector<db::Query> EventSightQueries();

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_EVENT_SIGHT_H_
