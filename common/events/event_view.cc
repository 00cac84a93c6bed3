#include "common/events/event_view.h"

#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/events/event_shares.h"
#include "common/events/queries.h"
#include "common/policy/permission.h"
#include "common/policy/rights.h"
#include "common/resource/field_changes.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_scope.h"
#include "google/protobuf/message.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::events {
namespace {

using event::v1::Event;
using event::v1::LogEvent;
using google::protobuf::Message;
using metadata::v1::Change;
using resource::Resource;
using resource::ResourceType;
using resource::Stored;

// Rows that are read at once, each of which may have 256 KiB.
constexpr size_t kRecordsAtOnce = 32;
// What is kept of them to be shown: about two answers.
constexpr int64_t kKeptBytes = 8 << 20;

absl::StatusOr<std::string> IdText(const std::string& bytes) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(bytes));
  return id.ToString();
}

std::unique_ptr<Message> NewMessage(const ResourceType& type) {
  return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()
                                      ->GetPrototype(type.descriptor())
                                      ->New());
}

// Of a record that was erased; `before` is what it was, if the event says it. Below what it lay
// after the event is for those alone who could see it then.
absl::StatusOr<std::string> NameOfErased(const ResourceType& type, const Message& before,
                                         const LogEvent& event, bool is_seen) {
  const std::string known = before.GetReflection()->GetString(before, type.name_field());
  if (!known.empty()) return known;
  if (is_seen && (!event.parent_ids().empty() || !type.has_parent())) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event.resource_id()));
    GUANXI_ASSIGN_OR_RETURN(const auto name, resource::NameBelow(type, event.parent_ids(), id));
    return resource::FormatName(type, name);
  }
  GUANXI_ASSIGN_OR_RETURN(const std::string text, IdText(event.resource_id()));
  std::string name;
  for (const std::string& collection : type.collections()) {
    absl::StrAppend(&name, name.empty() ? "" : "/-/", collection);
  }
  return absl::StrCat(name, "/", text);
}

}  // namespace

EventView::EventView(const resource::Engine* engine, const resource::Catalog* catalog)
    : engine_(engine) {
  for (const auto& entry : catalog->entries()) {
    const ResourceType& type = entry.resource->type();
    by_type_[type.singular()] = {entry.resource, PermissionFor(type)};
  }
}

// That of its Get; a type that nobody gets is read with the record at the root of its names.
std::string EventView::PermissionFor(const ResourceType& type) {
  const std::string name = type.descriptor()->name();
  const auto* const service = type.descriptor()->file()->pool()->FindServiceByName(
      absl::StrCat(type.descriptor()->file()->package(), ".", name, "Service"));
  const auto* const get = service == nullptr ? nullptr : service->FindMethodByName("Get" + name);
  std::string permission;
  if (get != nullptr) {
    permission = get->options().GetExtension(metadata::v1::method).permission();
  }
  if (permission.empty()) return resource::PermissionOf(type, "read");
  return permission == policy::kOwn ? "" : permission;
}

bool EventView::MayRead(const rpc::Call& call, const Type& type) const {
  const policy::Rights* const rights = call.principal.rights.get();
  return rights != nullptr && !type.permission.empty() &&
         rights->ScopeOf(type.permission) != access::v1::DATA_SCOPE_UNSPECIFIED;
}

absl::StatusOr<EventView::Shown> EventView::Show(const rpc::Call& call,
                                                 absl::Span<const LogEvent> events) const {
  std::map<const Type*, std::vector<const LogEvent*>> readable;
  for (const LogEvent& event : events) {
    const auto found = by_type_.find(event.resource_type());
    if (found == by_type_.end() || !MayRead(call, found->second)) continue;
    readable[&found->second].push_back(&event);
  }
  Shown shown;
  std::map<const Type*, Told> told;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    told.clear();
    for (const auto& [type, of_type] : readable) {
      GUANXI_RETURN_IF_ERROR(Look(call, tx, *type, of_type, &told[type]));
      shown.too_large = events.size() > 1 && told[type].kept_bytes > kKeptBytes;
      if (shown.too_large) break;
    }
    return absl::OkStatus();
  }));
  if (shown.too_large) return shown;
  std::map<std::string, int64_t> entered;  // up to which sequence a record was told of as a whole
  for (const LogEvent& event : events) {
    const auto type = by_type_.find(event.resource_type());
    if (type == by_type_.end()) continue;
    const Resource& resource = *type->second.resource;
    const auto known = told.find(&type->second);
    GUANXI_ASSIGN_OR_RETURN(const Stored* const stored,
                            RowOf(event, known == told.end() ? nullptr : &known->second));
    GUANXI_ASSIGN_OR_RETURN(const bool concerns,
                            ConcernsSharesWith(call.principal, resource, stored, event));
    shown.shares_changed |= concerns;
    if (known == told.end()) continue;
    const Sight sight = known->second.sights[&event];
    const auto before = entered.find(event.resource_id());
    const bool is_told = sight == Sight::kChanged && event.kind() != Change::EMITTED &&
                         before != entered.end() && event.sequence() <= before->second;
    if (sight == Sight::kHidden || is_told) continue;
    if (sight == Sight::kEntered) entered[event.resource_id()] = stored->version;
    GUANXI_ASSIGN_OR_RETURN(Event one, ShowOne(call, resource, stored, event, sight));
    shown.events.push_back(std::move(one));
  }
  return shown;
}

absl::StatusOr<const Stored*> EventView::RowOf(const LogEvent& event, const Told* told) {
  if (told == nullptr) return static_cast<const Stored*>(nullptr);
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event.resource_id()));
  const auto row = told->rows.find(id);
  const Stored* const none = nullptr;
  return row == told->rows.end() ? none : &row->second;
}

absl::Status EventView::Look(const rpc::Call& call, db::Transaction& tx, const Type& type,
                             absl::Span<const LogEvent* const> events, Told* told) const {
  const absl::Time now = engine_->environment().business_clock()->Now();
  GUANXI_ASSIGN_OR_RETURN(EventSight sight, EventSight::Of(*type.resource, call.principal, now));
  // Whatever the rows say; and a name without a parent says itself.
  if (sight.has_all() && !type.resource->type().has_parent()) {
    for (const LogEvent* event : events) told->sights[event] = Sight::kChanged;
    return absl::OkStatus();
  }
  std::map<std::string, std::vector<const LogEvent*>> records;
  for (const LogEvent* event : events) records[event->resource_id()].push_back(event);
  std::vector<const LogEvent*> some;
  size_t count = 0;
  for (const auto& [id, of_record] : records) {
    some.insert(some.end(), of_record.begin(), of_record.end());
    if (++count % kRecordsAtOnce != 0 && count < records.size()) continue;
    GUANXI_RETURN_IF_ERROR(LookAt(call, tx, type, some, &sight, told));
    if (told->kept_bytes > kKeptBytes) return absl::OkStatus();
    some.clear();
  }
  return absl::OkStatus();
}

absl::Status EventView::LookAt(const rpc::Call& call, db::Transaction& tx, const Type& type,
                               absl::Span<const LogEvent* const> events, EventSight* sight,
                               Told* told) const {
  const Resource& resource = *type.resource;
  std::set<std::string> ids;
  for (const LogEvent* event : events) ids.insert(event->resource_id());
  EventSight::Rows stored;
  for (const auto& values :
       ByIds(std::string(call.principal.tenant.bytes()), {ids.begin(), ids.end()})) {
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        tx.Select(resource.SelectMany(values.size() - 1, resource::Lock::kNone), values));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(Stored one, resource::DecodeRow(resource.type(), row));
      const Uuid id = one.name.id;
      stored.emplace(id, std::move(one));
    }
  }
  GUANXI_ASSIGN_OR_RETURN(const auto sights, sight->Judge(tx, stored, events));
  std::set<std::string> entered;
  for (size_t i = 0; i < events.size(); ++i) {
    told->sights[events[i]] = sights[i];
    if (sights[i] == Sight::kEntered) entered.insert(events[i]->resource_id());
  }
  for (auto& [id, row] : stored) {
    if (entered.count(std::string(id.bytes())) == 0 && !resource.type().shares_parent()) {
      row.message = NewMessage(resource.type());  // its name is all that is wanted of it
    }
    told->kept_bytes += static_cast<int64_t>(row.message->ByteSizeLong());
  }
  told->rows.merge(stored);
  return absl::OkStatus();
}

absl::StatusOr<Event> EventView::ShowOne(const rpc::Call& call, const Resource& resource,
                                         const Stored* row, const LogEvent& event,
                                         Sight sight) const {
  const ResourceType& type = resource.type();
  const bool entered = sight == Sight::kEntered;
  std::unique_ptr<Message> before = NewMessage(type), after = NewMessage(type);
  if (event.kind() != Change::EMITTED) {
    resource::Rest unused;
    GUANXI_RETURN_IF_ERROR(
        resource::DecodeBlobs(event.before_body(), event.before_personal(), before.get(), &unused));
    GUANXI_RETURN_IF_ERROR(
        resource::DecodeBlobs(event.after_body(), event.after_personal(), after.get(), &unused));
  }
  Event view;
  view.set_resource_type(type.full_type());
  // What was moved out of somebody's sight he knows by the name that it had, and he is not told to
  // what it belongs now.
  const bool has_left = sight == Sight::kGone &&
                        !before->GetReflection()->GetString(*before, type.name_field()).empty();
  if (row != nullptr && !has_left) {
    view.set_name(resource::FormatName(type, row->name));
  } else {
    GUANXI_ASSIGN_OR_RETURN(*view.mutable_name(),
                            NameOfErased(type, *before, event, sight != Sight::kGone));
  }
  view.set_sequence(entered ? row->version : event.sequence());
  view.set_depth(event.depth());
  Change* const change = view.mutable_change();
  GUANXI_ASSIGN_OR_RETURN(*change->mutable_event_id(), IdText(event.event_id()));
  GUANXI_ASSIGN_OR_RETURN(*change->mutable_root_event_id(), IdText(event.root_event_id()));
  change->set_kind(event.kind());
  change->set_actor(event.actor());
  *change->mutable_change_time() = event.change_time();
  change->set_etag(absl::StrCat(view.sequence()));
  if (event.kind() == Change::EMITTED) {
    if (event.changed_fields_size() > 0) change->set_fact(event.changed_fields(0));
    return view;
  }
  if (sight == Sight::kGone) {
    view.set_sight(Event::GONE);
    return view;
  }
  if (entered) {
    view.set_sight(Event::ENTERED);
    after = resource::CopyMessage(*row->message);
  }
  if (const auto fields = resource::ViewOf(type, call.principal); fields != nullptr) {
    fields->Present(before.get());
    fields->Present(after.get());
  }
  GUANXI_RETURN_IF_ERROR(entered ? resource::AddAllFields(type, *after, change)
                                 : resource::AddFieldChanges(type, *before, *after, change));
  return view;
}

absl::StatusOr<std::string> EventView::RightsOf(const rpc::Call& call) const {
  std::string text;
  for (const auto& [name, type] : by_type_) {
    if (!MayRead(call, type)) continue;
    const policy::Rights& rights = *call.principal.rights;
    const access::v1::DataScope scope = rights.ScopeOf(type.permission);
    absl::StrAppend(&text, name, "=", scope);
    for (const Uuid& id : rights.DepartmentsIn(scope)) absl::StrAppend(&text, id.bytes());
    if (scope != access::v1::ALL) {
      for (const Uuid& id : rights.memberships()) absl::StrAppend(&text, "+", id.bytes());
    }
    const auto fields = resource::ViewOf(type.resource->type(), call.principal);
    if (fields != nullptr) absl::StrAppend(&text, "\n", fields->Text());
    absl::StrAppend(&text, "\n");
  }
  return text;
}

absl::StatusOr<bool> EventView::SharesEnded(const rpc::Call& call, absl::Time after,
                                            absl::Time until) const {
  bool ended = false;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    ended = false;
    for (const auto& [name, type] : by_type_) {
      if (ended || !type.resource->type().shares_parent()) continue;
      GUANXI_ASSIGN_OR_RETURN(
          ended, HasSharesEnded(tx, call.principal, type.resource->type(), after, until));
    }
    return absl::OkStatus();
  }));
  return ended;
}

std::vector<db::Query> EventViewQueries(const resource::Catalog& catalog) {
  std::vector<db::Query> queries = EventSightQueries();
  for (const auto& entry : catalog.entries()) {
    const ResourceType& type = entry.resource->type();
    if (type.shares_parent()) queries.push_back(EndedSharesQuery(type));
  }
  return queries;
}

}  // namespace guanxi::events
