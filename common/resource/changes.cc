#include "common/resource/changes.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/page/page_size.h"
#include "common/resource/personal.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr absl::string_view kBytes =
    "LENGTH(c.before_body) + LENGTH(c.after_body) + LENGTH(c.before_personal) + "
    "LENGTH(c.after_personal)";
// Backwards through idx_changes_order.
constexpr absl::string_view kOfResource =
    " FROM changes c WHERE c.tenant_id = ? AND c.resource_id = ? AND c.resource_type = ? AND "
    "(c.sequence < ? OR (c.sequence = ? AND (c.projection < ? OR (c.projection = ? AND (c.kind < ? "
    "OR (c.kind = ? AND c.event_id < ?)))))) ORDER BY c.sequence DESC, c.projection DESC, c.kind "
    "DESC, c.event_id DESC LIMIT ?";

// Drops from both messages what is the same in both; returns the names of what is left.
std::vector<std::string> KeepDifferences(Message* before, Message* after) {
  std::vector<std::string> changed;
  const auto* descriptor = before->GetDescriptor();
  const auto* reflection = before->GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    if (SameField(*before, *after, field)) {
      reflection->ClearField(before, field);
      reflection->ClearField(after, field);
    } else {
      changed.push_back(field->name());
    }
  }
  return changed;
}

void ClearProjected(const ResourceType& type, Message* message) {
  for (const Column* column : type.projected()) {
    message->GetReflection()->ClearField(message, column->field);
  }
}

// A message with nothing but the projected fields.
std::unique_ptr<Message> Projected(const ResourceType& type, const Message& message) {
  std::unique_ptr<Message> copy = CopyMessage(message), rest = CopyMessage(message);
  ClearProjected(type, rest.get());
  std::vector<const FieldDescriptor*> fields;
  rest->GetReflection()->ListFields(*rest, &fields);
  for (const FieldDescriptor* field : fields) copy->GetReflection()->ClearField(copy.get(), field);
  return copy;
}

Blobs Split(Message* message) {
  const std::unique_ptr<Message> personal(message->New());
  SplitPersonal(message, personal.get());
  return {message->SerializeAsString(), personal->SerializeAsString()};
}

// To be appended to a serialised message without one.
std::string NameAlone(const ResourceType& type, const Message& message) {
  std::unique_ptr<Message> only(message.New());
  const auto* reflection = message.GetReflection();
  reflection->SetString(only.get(), type.name_field(),
                        reflection->GetString(message, type.name_field()));
  return only->SerializeAsString();
}

std::vector<db::Value> Values(const Uuid& tenant, const ResourceType& type, const Change& change,
                              const ResourceName& name, int64_t version, int64_t projection,
                              std::string changed_fields, Blobs before, Blobs after) {
  return db::MakeValues(tenant.bytes(), change.event.bytes(), type.singular(), name.id.bytes(),
                        version, projection, static_cast<int>(change.kind), change.actor,
                        change.root.bytes(), change.depth, change.time, std::move(changed_fields),
                        std::move(before.body), std::move(after.body), std::move(before.personal),
                        std::move(after.personal), ParentIds(name));
}

std::vector<std::string> SetFields(const ResourceType& type, const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::vector<std::string> names;
  for (const FieldDescriptor* field : fields) {
    const auto is_field = [field](const Column* column) { return column->field == field; };
    if (std::none_of(type.projected().begin(), type.projected().end(), is_field)) {
      names.push_back(field->name());
    }
  }
  return names;
}

const db::Query& SelectSizes() {
  static const auto* const query =
      new db::Query{"change.select_sizes", absl::StrCat("SELECT ", kBytes, kOfResource)};
  return *query;
}

const db::Query& SelectChanges() {
  static const auto* const query = new db::Query{
      "change.select",
      absl::StrCat("SELECT c.event_id, c.sequence, c.kind, c.actor, c.change_time, c.root_id, "
                   "c.changed_fields, c.before_body, c.after_body, c.before_personal, "
                   "c.after_personal, c.projection",
                   kOfResource)};
  return *query;
}

// What the projected fields of a new record begin with.
void AddBegun(const ResourceType& type, const Message& message, std::vector<std::string>* changed,
              Blobs* after) {
  if (type.projected().empty()) return;
  const std::unique_ptr<Message> begun = Projected(type, message);
  std::vector<const FieldDescriptor*> fields;
  begun->GetReflection()->ListFields(*begun, &fields);
  for (const FieldDescriptor* field : fields) changed->push_back(field->name());
  const Blobs blobs = Split(begun.get());
  after->body += blobs.body;  // serialised messages merge where they meet
  after->personal += blobs.personal;
}

}  // namespace

absl::StatusOr<ChangesPage> ReadChanges(db::Transaction& tx, const ResourceType& type,
                                        const Uuid& tenant, const Uuid& id,
                                        const ChangesAfter& after, int limit) {
  std::vector<db::Value> values = {tenant.bytes(),   id.bytes(),     type.singular(),
                                   after.sequence,   after.sequence, after.projection,
                                   after.projection, after.kind,     after.kind,
                                   after.event,      limit + 1};
  GUANXI_ASSIGN_OR_RETURN(const db::Rows sizes, tx.Select(SelectSizes(), values));
  ChangesPage page;
  int64_t bytes = 0, rows = 0;
  for (const db::Row row : sizes) {
    bytes += row.Int64(0);
    page.more = rows == limit || (rows > 0 && bytes > page::kMaxPageBytes);
    if (page.more) break;
    ++rows;
  }
  if (rows == 0) return page;
  values.back() = rows;
  GUANXI_ASSIGN_OR_RETURN(page.rows, tx.Select(SelectChanges(), values));
  return page;
}

std::vector<db::Query> ChangeQueries() { return {SelectSizes(), SelectChanges()}; }

const db::InsertQuery& ChangeInsert() {
  static const auto* const query = new db::InsertQuery{
      "change.insert",
      "INSERT INTO changes (tenant_id, event_id, resource_type, resource_id, sequence, "
      "projection, kind, actor, root_id, depth, change_time, changed_fields, before_body, "
      "after_body, "
      "before_personal, after_personal, parent_ids) VALUES ",
      ""};
  return *query;
}

const db::InsertQuery& OutboxInsert() {
  static const auto* const query = new db::InsertQuery{
      "outbox.insert",
      "INSERT INTO outbox (tenant_id, event_id, resource_id, sequence, projection, kind) VALUES ",
      ""};
  return *query;
}

std::vector<db::Value> ChangeValues(const Uuid& tenant, const ResourceType& type,
                                    const Change& change, const Stored* old, const Stored& next) {
  std::vector<std::string> changed;
  Blobs before, after;
  if (change.kind == ChangeKind::kProjected) {
    std::unique_ptr<Message> a = Projected(type, old != nullptr ? *old->message : *next.message);
    if (old == nullptr) a->Clear();
    const std::unique_ptr<Message> b = Projected(type, *next.message);
    changed = KeepDifferences(a.get(), b.get());
    before = Split(a.get());
    after = Split(b.get());
  } else if (old == nullptr || change.erased) {
    const Stored& only = old == nullptr ? next : *old;
    changed = SetFields(type, *only.message);
    if (type.keeps_bodies()) {
      (old == nullptr ? after : before) = EncodeBlobs(type, *only.message, {});
    }
    if (old == nullptr && next.projection == 0) {  // else the projection's own event tells all
      AddBegun(type, *next.message, &changed, &after);
    }
    if (type.keeps_bodies()) {
      // Nothing else tells afterwards below which record it was.
      if (change.erased) before.body += NameAlone(type, *old->message);
    }
  } else {
    std::unique_ptr<Message> a = CopyMessage(*old->message), b = CopyMessage(*next.message);
    ClearProjected(type, a.get());
    ClearProjected(type, b.get());
    changed = KeepDifferences(a.get(), b.get());
    before = EncodeBlobs(type, *a, {});
    after = EncodeBlobs(type, *b, {});
    if (!AreSiblings(old->name, next.name)) {
      before.body += NameAlone(type, *old->message);
      after.body += NameAlone(type, *next.message);
    }
  }
  if (!type.keeps_bodies()) before = after = Blobs();
  int64_t projection = old != nullptr ? old->projection : 0;
  if (change.kind == ChangeKind::kProjected) projection = next.projection;
  return Values(tenant, type, change, next.name, next.version, projection,
                absl::StrJoin(changed, ","), std::move(before), std::move(after));
}

std::vector<db::Value> FactValues(const Uuid& tenant, const ResourceType& type,
                                  const Change& change, const Stored& row, absl::string_view fact,
                                  const Message& payload) {
  Blobs after;
  after.body = payload.SerializeAsString();
  return Values(tenant, type, change, row.name, row.version, row.projection, std::string(fact),
                Blobs(), std::move(after));
}

}  // namespace guanxi::resource
