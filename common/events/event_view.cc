#include "common/events/event_view.h"

#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/events/queries.h"
#include "common/resource/field_changes.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "google/protobuf/message.h"

namespace guanxi::events {
namespace {

using event::v1::Event;
using event::v1::LogEvent;
using google::protobuf::Message;
using resource::Resource;
using resource::ResourceType;
using resource::Stored;

// Whether the caller sees anything of the event. `row` is the record as it is now; null: it was
// removed. What rights there are to a row is to be asked here; what there are to fields, in
// ShowChange.
bool IsSeen(const rpc::Call&, const Resource&, const Stored*, const LogEvent&) { return true; }

absl::StatusOr<std::string> IdText(const std::string& bytes) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(bytes));
  return id.ToString();
}

absl::StatusOr<std::string> NameOf(const ResourceType& type, const Stored* row,
                                   const std::string& id) {
  if (row != nullptr) return resource::FormatName(type, row->name);
  GUANXI_ASSIGN_OR_RETURN(const std::string text, IdText(id));
  std::string name;
  for (const std::string& collection : type.collections()) {
    absl::StrAppend(&name, name.empty() ? "" : "/-/", collection);
  }
  return absl::StrCat(name, "/", text);
}

absl::Status ShowChange(const ResourceType& type, const LogEvent& event,
                        metadata::v1::Change* change) {
  GUANXI_ASSIGN_OR_RETURN(*change->mutable_event_id(), IdText(event.event_id()));
  GUANXI_ASSIGN_OR_RETURN(*change->mutable_root_event_id(), IdText(event.root_event_id()));
  change->set_kind(event.kind());
  change->set_actor(event.actor());
  *change->mutable_change_time() = event.change_time();
  change->set_etag(absl::StrCat(event.sequence()));
  if (event.kind() == metadata::v1::Change::EMITTED) {
    if (event.changed_fields_size() > 0) change->set_fact(event.changed_fields(0));
    return absl::OkStatus();
  }
  const Message* const prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type.descriptor());
  const std::unique_ptr<Message> before(prototype->New()), after(prototype->New());
  resource::Rest unused;
  GUANXI_RETURN_IF_ERROR(
      resource::DecodeBlobs(event.before_body(), event.before_personal(), before.get(), &unused));
  GUANXI_RETURN_IF_ERROR(
      resource::DecodeBlobs(event.after_body(), event.after_personal(), after.get(), &unused));
  return resource::AddFieldChanges(type, *before, *after, change);
}

}  // namespace

EventView::EventView(const resource::Engine* engine, const resource::Catalog* catalog)
    : engine_(engine) {
  for (const auto& entry : catalog->entries()) {
    by_type_[entry.resource->type().singular()] = entry.resource;
  }
}

absl::StatusOr<std::vector<Event>> EventView::Show(const rpc::Call& call,
                                                   absl::Span<const LogEvent> events) const {
  std::map<const Resource*, std::set<std::string>> ids;
  for (const LogEvent& event : events) {
    const auto found = by_type_.find(event.resource_type());
    if (found != by_type_.end()) ids[found->second].insert(event.resource_id());
  }
  std::map<const Resource*, Rows> rows;
  for (const auto& [resource, of_type] : ids) {
    GUANXI_ASSIGN_OR_RETURN(rows[resource],
                            ReadRows(call, *resource, {of_type.begin(), of_type.end()}));
  }
  std::vector<Event> shown;
  for (const LogEvent& event : events) {
    const auto found = by_type_.find(event.resource_type());
    if (found == by_type_.end()) continue;
    const Resource& resource = *found->second;
    const auto row = rows[&resource].find(event.resource_id());
    const Stored* const stored = row == rows[&resource].end() ? nullptr : &row->second;
    if (!IsSeen(call, resource, stored, event)) continue;
    Event view;
    view.set_resource_type(resource.type().full_type());
    GUANXI_ASSIGN_OR_RETURN(*view.mutable_name(),
                            NameOf(resource.type(), stored, event.resource_id()));
    GUANXI_RETURN_IF_ERROR(ShowChange(resource.type(), event, view.mutable_change()));
    shown.push_back(std::move(view));
  }
  return shown;
}

absl::StatusOr<EventView::Rows> EventView::ReadRows(const rpc::Call& call, const Resource& resource,
                                                    const std::vector<std::string>& ids) const {
  Rows found;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    found.clear();
    for (const auto& values : ByIds(std::string(call.principal.tenant.bytes()), ids)) {
      GUANXI_ASSIGN_OR_RETURN(
          const db::Rows rows,
          tx.Select(resource.SelectMany(values.size() - 1, resource::Lock::kNone), values));
      for (const db::Row row : rows) {
        GUANXI_ASSIGN_OR_RETURN(Stored stored, resource::DecodeRow(resource.type(), row));
        std::string id(stored.name.id.bytes());
        found.emplace(std::move(id), std::move(stored));
      }
    }
    return absl::OkStatus();
  }));
  return found;
}

}  // namespace guanxi::events
