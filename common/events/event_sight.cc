#include "common/events/event_sight.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/message.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using metadata::v1::Change;
using resource::Stored;

constexpr char kName[] = "name";

// A record that changed hands more often behind an event is taken for whose it is now.
constexpr int64_t kMaxTransfers = 200;

// Changes of a record behind a version that made one of up to four fields another, the last first.
const db::Query kSelectTransfers{
    "change.select_transfers",
    "SELECT c.changed_fields, c.before_body FROM changes c WHERE c.tenant_id = ? AND "
    "c.resource_id = ? AND c.sequence > ? AND c.resource_type = ? AND c.kind IN (2, 3, 4) AND "
    "(FIND_IN_SET(?, c.changed_fields) > 0 OR FIND_IN_SET(?, c.changed_fields) > 0 OR "
    "FIND_IN_SET(?, c.changed_fields) > 0) ORDER BY c.sequence DESC LIMIT ?"};

// What a record was when it was erased.
const db::Query kSelectErased{
    "change.select_erased",
    "SELECT c.before_body FROM changes c WHERE c.tenant_id = ? AND c.resource_id = ? AND "
    "c.resource_type = ? AND c.kind = 3 ORDER BY c.sequence DESC LIMIT 1"};

std::unique_ptr<Message> NewMessage(const resource::ResourceType& type) {
  return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()
                                      ->GetPrototype(type.descriptor())
                                      ->New());
}

absl::StatusOr<std::unique_ptr<Message>> Decode(const resource::ResourceType& type,
                                                absl::string_view body) {
  std::unique_ptr<Message> message = NewMessage(type);
  resource::Rest unused;
  GUANXI_RETURN_IF_ERROR(resource::DecodeBlobs(body, "", message.get(), &unused));
  return message;
}

bool Names(const LogEvent& event, absl::string_view field) {
  return std::find(event.changed_fields().begin(), event.changed_fields().end(), field) !=
         event.changed_fields().end();
}

// What changed before a record came into sight is part of what it came as.
void HideWhatEntersWhole(absl::Span<const LogEvent* const> events, std::vector<Sight>* sights) {
  std::set<absl::string_view> entered;  // behind the event, by record
  for (size_t i = events.size(); i-- > 0;) {
    const absl::string_view id = events[i]->resource_id();
    if ((*sights)[i] == Sight::kEntered) entered.insert(id);
    if ((*sights)[i] == Sight::kChanged && entered.count(id) != 0) (*sights)[i] = Sight::kHidden;
  }
}

}  // namespace

absl::StatusOr<EventSight> EventSight::Of(const resource::Resource& resource,
                                          const Principal& principal, absl::Time now) {
  GUANXI_ASSIGN_OR_RETURN(resource::RowScope scope,
                          resource::RowScope::Of(resource, principal, resource::Use::kRead, now));
  return EventSight(resource, principal.tenant, std::move(scope));
}

std::vector<const FieldDescriptor*> EventSight::ScopeFields() const {
  const resource::ScopeFields& scope = resource_.type().scope();
  std::vector<const FieldDescriptor*> fields;
  if (scope.owner != nullptr) fields.push_back(scope.owner->field);
  if (scope.department != nullptr) fields.push_back(scope.department->field);
  if (scope.collaborators != nullptr) fields.push_back(scope.collaborators->field);
  return fields;
}

bool EventSight::Transfers(const LogEvent& event) const {
  if (event.kind() != Change::UPDATED || !resource_.type().keeps_bodies()) return false;
  if (scope_.via_parent()) return Names(event, kName);
  const auto fields = ScopeFields();
  return std::any_of(fields.begin(), fields.end(),
                     [&](const FieldDescriptor* field) { return Names(event, field->name()); });
}

absl::StatusOr<std::vector<Sight>> EventSight::Judge(db::Transaction& tx, const Rows& rows,
                                                     absl::Span<const LogEvent* const> events) {
  std::vector<Sight> sights(events.size(), Sight::kChanged);
  if (scope_.has_all()) return sights;
  Rows seen;
  for (const auto& [id, row] : rows) seen.emplace(id, resource::CopyRow(row));
  GUANXI_RETURN_IF_ERROR(scope_.Restrict(tx, &seen));
  std::map<Uuid, std::vector<size_t>> places;  // of the events of each record that changed hands
  for (size_t i = 0; i < events.size(); ++i) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(events[i]->resource_id()));
    const bool seen_now = seen.count(id) != 0;
    if (Transfers(*events[i])) {
      if (scope_.via_parent()) {
        GUANXI_ASSIGN_OR_RETURN(sights[i], SightOfMove(tx, *events[i], seen_now));
      } else {
        places[id].push_back(i);
      }
    } else if (rows.count(id) == 0) {
      GUANXI_ASSIGN_OR_RETURN(sights[i], SightOfErased(tx, *events[i]));
    } else {
      sights[i] = seen_now ? Sight::kChanged : Sight::kHidden;
    }
  }
  for (const auto& [id, of_record] : places) {
    GUANXI_ASSIGN_OR_RETURN(const auto last, LastState(tx, rows, id));
    GUANXI_RETURN_IF_ERROR(
        JudgeRecord(tx, id, last.get(), seen.count(id) != 0, events, of_record, &sights));
  }
  HideWhatEntersWhole(events, &sights);
  return sights;
}

absl::StatusOr<std::unique_ptr<Message>> EventSight::LastState(db::Transaction& tx,
                                                               const Rows& rows,
                                                               const Uuid& id) const {
  const auto row = rows.find(id);
  if (row != rows.end()) return resource::CopyMessage(*row->second.message);
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows erased,
      tx.Select(kSelectErased, {tenant_.bytes(), id.bytes(), resource_.type().singular()}));
  if (erased.empty()) return std::unique_ptr<Message>();
  return Decode(resource_.type(), erased[0].String(0));
}

// It says below what the record lay, or what it was; of the other changes none is told but that the
// record left.
absl::StatusOr<Sight> EventSight::SightOfErased(db::Transaction& tx, const LogEvent& event) const {
  if (event.kind() != Change::DELETED) return Sight::kHidden;
  bool seen = false;
  if (scope_.via_parent() && !event.parent_ids().empty()) {
    Stored row;
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event.resource_id()));
    GUANXI_ASSIGN_OR_RETURN(row.name,
                            resource::NameBelow(resource_.type(), event.parent_ids(), id));
    GUANXI_ASSIGN_OR_RETURN(seen, scope_.Has(tx, row));
  } else if (resource_.type().keeps_bodies()) {
    GUANXI_ASSIGN_OR_RETURN(const auto state, Decode(resource_.type(), event.before_body()));
    if (scope_.via_parent()) {
      GUANXI_ASSIGN_OR_RETURN(seen, SeesParentIn(tx, *state));
    } else {
      seen = scope_.Holds(*state);
    }
  }
  return seen ? Sight::kChanged : Sight::kHidden;
}

absl::StatusOr<bool> EventSight::SeesParentIn(db::Transaction& tx, const Message& state) const {
  const FieldDescriptor* const field = resource_.type().name_field();
  const std::string text = state.GetReflection()->GetString(state, field);
  Stored row;
  const auto name = resource::ParseName(resource_.type(), text, kName);
  if (!name.ok()) return false;  // an older binary did not say
  row.name = *name;
  return scope_.Has(tx, row);
}

absl::StatusOr<Sight> EventSight::SightOfMove(db::Transaction& tx, const LogEvent& event,
                                              bool seen_now) const {
  GUANXI_ASSIGN_OR_RETURN(const auto before, Decode(resource_.type(), event.before_body()));
  GUANXI_ASSIGN_OR_RETURN(const bool seen_before, SeesParentIn(tx, *before));
  if (seen_before) return seen_now ? Sight::kChanged : Sight::kGone;
  return seen_now ? Sight::kEntered : Sight::kHidden;
}

absl::Status EventSight::JudgeRecord(db::Transaction& tx, const Uuid& id, const Message* last,
                                     bool seen_now, absl::Span<const LogEvent* const> events,
                                     absl::Span<const size_t> places,
                                     std::vector<Sight>* sights) const {
  // What is shared is so whoever's it is.
  if (last == nullptr || (seen_now && !scope_.Holds(*last))) {
    const Sight all = seen_now ? Sight::kChanged : Sight::kHidden;
    for (const size_t place : places) (*sights)[place] = all;
    return absl::OkStatus();
  }
  const std::unique_ptr<Message> state = resource::CopyMessage(*last);
  GUANXI_RETURN_IF_ERROR(Rewind(tx, id, events[places.back()]->sequence(), state.get()));
  for (auto place = places.rbegin(); place != places.rend(); ++place) {
    const LogEvent& event = *events[*place];
    const bool after = scope_.Holds(*state);
    GUANXI_RETURN_IF_ERROR(
        Undo(absl::StrJoin(event.changed_fields(), ","), event.before_body(), state.get()));
    const bool before = scope_.Holds(*state);
    Sight& sight = (*sights)[*place];
    sight = Sight::kHidden;
    if (before && !after) sight = Sight::kGone;
    if (seen_now && after) sight = before ? Sight::kChanged : Sight::kEntered;
  }
  return absl::OkStatus();
}

absl::Status EventSight::Rewind(db::Transaction& tx, const Uuid& id, int64_t sequence,
                                Message* state) const {
  const auto fields = ScopeFields();
  std::vector<db::Value> values = {tenant_.bytes(), id.bytes(), sequence,
                                   resource_.type().singular()};
  for (size_t i = 0; i < 3; ++i) {
    values.emplace_back(fields[std::min(i, fields.size() - 1)]->name());
  }
  values.emplace_back(kMaxTransfers);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectTransfers, values));
  if (rows.size() == static_cast<size_t>(kMaxTransfers)) return absl::OkStatus();
  for (const db::Row row : rows) {
    GUANXI_RETURN_IF_ERROR(Undo(row.String(0), row.String(1), state));
  }
  return absl::OkStatus();
}

absl::Status EventSight::Undo(absl::string_view changed_fields, absl::string_view before_body,
                              Message* state) const {
  const std::set<absl::string_view> changed = absl::StrSplit(changed_fields, ',');
  std::unique_ptr<Message> before;
  for (const FieldDescriptor* field : ScopeFields()) {
    if (changed.count(field->name()) == 0) continue;
    if (before == nullptr) {
      GUANXI_ASSIGN_OR_RETURN(before, Decode(resource_.type(), before_body));
    }
    const std::unique_ptr<Message> only = NewMessage(resource_.type());
    std::vector<const FieldDescriptor*> set;
    only->CopyFrom(*before);
    only->GetReflection()->ListFields(*only, &set);
    for (const FieldDescriptor* other : set) {
      if (other != field) only->GetReflection()->ClearField(only.get(), other);
    }
    state->GetReflection()->ClearField(state, field);
    state->MergeFrom(*only);
  }
  return absl::OkStatus();
}

std::vector<db::Query> EventSightQueries() { return {kSelectTransfers, kSelectErased}; }

}  // namespace guanxi::events
