#include "customer-svc/view/record_branch.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "customer-svc/view/glances.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using resource::Stored;
using v1::TimelineEntry;

const db::Query kSelectVisitorKeys{
    "timeline.visitor_keys",
    "SELECT v.visitor_key FROM visitors v FORCE INDEX (idx_customer_id_create_time) WHERE "
    "v.tenant_id = ? AND v.live = 1 AND v.customer_id = ? ORDER BY v.create_time, v.id LIMIT 20"};

// `seen` is a further condition, with AND ahead.
db::Query SelectRecords(const RecordPath& path, const std::string& seen = "") {
  const resource::ResourceType& type = path.records->type();
  const std::string time = absl::StrCat("t.", path.time);
  return {absl::StrCat("timeline.", type.table()),
          absl::StrCat("SELECT ", resource::RowColumns(type, "t"), " FROM ", type.table(),
                       " t FORCE INDEX (", path.index,
                       ") WHERE t.tenant_id = ? AND t.live = 1 "
                       "AND t.",
                       path.owner, " = ? AND (", time, " < ? OR (", time, " = ? AND t.id < ?))",
                       path.others, seen, " ORDER BY ", time, " DESC, t.id DESC LIMIT ?")};
}

// The condition of a scope, and its values.
std::string SeenBy(const resource::RowScope& scope, std::vector<db::Value>* values) {
  return scope.has_all() ? std::string() : absl::StrCat(" AND ", scope.Condition("t", values));
}

// As the column has it.
db::Value TimeValue(const RecordPath& path, absl::Time time) {
  if (!path.by_day) return time;
  return absl::FormatCivilTime(absl::ToCivilDay(time, absl::UTCTimeZone()));
}

const FieldDescriptor* FieldFor(const Message& record) {
  const auto* const records = TimelineEntry::descriptor()->FindOneofByName("record");
  for (int i = 0; i < records->field_count(); ++i) {
    if (records->field(i)->message_type() == record.GetDescriptor()) return records->field(i);
  }
  return nullptr;
}

TimelineItem ItemOf(TimelineEntry::Kind kind, const RecordPath& path, absl::TimeZone zone,
                    Stored row) {
  TimelineItem item;
  const absl::Time at = TimeIn(*row.message, path.time).value_or(absl::UnixEpoch());
  item.place = TimePlace{at, row.name.id}.ToText();
  item.time = path.by_day ? absl::FromCivil(absl::ToCivilDay(at, absl::UTCTimeZone()), zone) : at;
  item.entry.set_kind(kind);
  *item.entry.mutable_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(item.time));
  const FieldDescriptor* const field = FieldFor(*row.message);
  item.entry.GetReflection()->SetAllocatedMessage(&item.entry, row.message.release(), field);
  return item;
}

}  // namespace

bool SeesPath(const RecordPath& path, const Principal& principal) {
  std::vector<absl::string_view> fields = {path.time};
  if (!path.owner_field.empty()) fields.push_back(path.owner_field);
  return resource::CheckSeen(path.records->type(), principal, fields).ok();
}

absl::StatusOr<std::vector<Stored>> ReadRecords(db::Transaction& tx, const Uuid& tenant,
                                                const RecordPath& path, const db::Value& whose,
                                                const TimePlace& from, int limit,
                                                const resource::RowScope& scope) {
  const db::Value time = TimeValue(path, from.time);
  std::vector<db::Value> values = {tenant.bytes(), whose, time, time, from.id.bytes()};
  const std::string seen = SeenBy(scope, &values);
  values.emplace_back(limit);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(SelectRecords(path, seen), values));
  std::vector<Stored> records;
  records.reserve(rows.size());
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(Stored record, resource::DecodeRow(path.records->type(), row));
    records.push_back(std::move(record));
  }
  return records;
}

RecordPath ContactsOf(const Resources& resources) {
  return {resources.contacts.get(), "idx_filter", "parent_id", "update_time"};
}

RecordPath InteractionsOf(const Resources& resources) {
  return {resources.interactions.get(), "idx_parent_id_occur_time", "parent_id", "occur_time"};
}

RecordPath OrdersOf(const Resources& resources) {
  RecordPath path = {resources.orders.get(), "idx_parent_id_order_date", "parent_id", "order_date"};
  path.by_day = true;
  return path;
}

RecordPath EventsOf(const Resources& resources) {
  return {resources.behavior_events.get(), "idx_customer_id_occur_time", "customer_id",
          "occur_time", "customer"};
}

RecordPath TicketsOf(const Resources& resources) {
  return {resources.tickets->tickets.get(), "idx_customer_id_create_time", "customer_id",
          "create_time", "customer"};
}

RecordPath EventsOfVisitor(const Resources& resources) {
  RecordPath path = {resources.behavior_events.get(), "idx_visitor_occur_time", "visitor",
                     "occur_time", "visitor"};
  path.others = " AND t.customer_id IS NULL";
  return path;
}

absl::StatusOr<std::vector<TimelineItem>> RecordBranch::Read(db::Transaction& tx,
                                                             const std::string& place, int limit) {
  const std::optional<TimePlace> from = TimePlace::FromText(place);
  if (!from.has_value()) return WrongPlace();
  GUANXI_ASSIGN_OR_RETURN(std::vector<Stored> rows,
                          ReadRecords(tx, tenant_, path_, customer_.bytes(), *from, limit, scope_));
  std::vector<TimelineItem> items;
  for (Stored& row : rows) items.push_back(ItemOf(kind_, path_, zone_, std::move(row)));
  return items;
}

absl::StatusOr<std::vector<std::string>> BehaviorBranch::VisitorKeys(db::Transaction& tx) const {
  std::vector<std::string> keys;
  if (!sees_visitors_) return keys;
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectVisitorKeys, {tenant_.bytes(), customer_.bytes()}));
  for (const db::Row row : rows) keys.emplace_back(row.String(0));
  return keys;
}

absl::StatusOr<std::vector<TimelineItem>> BehaviorBranch::Read(db::Transaction& tx,
                                                               const std::string& place,
                                                               int limit) {
  const std::optional<TimePlace> from = TimePlace::FromText(place);
  if (!from.has_value()) return WrongPlace();
  const RecordPath own = EventsOf(resources_), visitors = EventsOfVisitor(resources_);
  GUANXI_ASSIGN_OR_RETURN(std::vector<Stored> all,
                          ReadRecords(tx, tenant_, own, customer_.bytes(), *from, limit));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<std::string> keys, VisitorKeys(tx));
  for (const std::string& key : keys) {
    GUANXI_ASSIGN_OR_RETURN(std::vector<Stored> more,
                            ReadRecords(tx, tenant_, visitors, key, *from, limit));
    std::move(more.begin(), more.end(), std::back_inserter(all));
  }
  const auto is_later = [&](const Stored& a, const Stored& b) {
    const auto at = TimeIn(*a.message, own.time), bt = TimeIn(*b.message, own.time);
    return at != bt ? at > bt : b.name.id < a.name.id;
  };
  std::sort(all.begin(), all.end(), is_later);
  if (all.size() > static_cast<size_t>(limit)) all.resize(limit);
  std::vector<TimelineItem> items;
  for (Stored& row : all) {
    items.push_back(ItemOf(TimelineEntry::BEHAVIOR, own, absl::UTCTimeZone(), std::move(row)));
  }
  return items;
}

std::vector<db::Query> RecordBranchQueries(const Resources& resources) {
  std::vector<db::Query> queries = {kSelectVisitorKeys};
  for (const RecordPath& path :
       {ContactsOf(resources), InteractionsOf(resources), OrdersOf(resources), EventsOf(resources),
        EventsOfVisitor(resources)}) {
    queries.push_back(SelectRecords(path));
  }
  const RecordPath tickets = TicketsOf(resources);
  std::vector<db::Value> values;
  queries.push_back(
      SelectRecords(tickets, SeenBy(resource::RowScope::Sample(*tickets.records), &values)));
  return queries;
}

}  // namespace guanxi::customer
