#include "customer-svc/view/related_record.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/events/partition.h"
#include "common/resource/resource_name.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Message;

// One of which nothing is known: nobody is shown it.
const db::InsertQuery kMakeRecord{
    "related_record.make",
    "INSERT INTO related_records (tenant_id, kind, id, partition_no, sequence, live, is_open, "
    "customer_id, via_kind, via_id, holder_kind, holder_id, rank_time, change_time, check_id, "
    "body) VALUES ",
    " ON DUPLICATE KEY UPDATE partition_no = VALUES(partition_no)"};

const db::Query kHoldRecord{
    "related_record.hold",
    "SELECT sequence, live, customer_id, via_kind, via_id, holder_kind, holder_id, owner_id, "
    "department_id, rank_time, change_time, check_id, body FROM related_records WHERE tenant_id = "
    "? AND kind = ? AND id = ? FOR UPDATE"};

const db::InsertQuery kPutRecord{
    "related_record.put",
    "INSERT INTO related_records (tenant_id, kind, id, partition_no, sequence, live, is_open, "
    "customer_id, via_kind, via_id, holder_kind, holder_id, owner_id, department_id, rank_time, "
    "change_time, check_id, body) VALUES ",
    " ON DUPLICATE KEY UPDATE sequence = VALUES(sequence), live = VALUES(live), "
    "is_open = VALUES(is_open), customer_id = VALUES(customer_id), via_kind = VALUES(via_kind), "
    "via_id = VALUES(via_id), holder_kind = VALUES(holder_kind), holder_id = VALUES(holder_id), "
    "owner_id = VALUES(owner_id), department_id = VALUES(department_id), "
    "rank_time = VALUES(rank_time), change_time = VALUES(change_time), "
    "check_id = VALUES(check_id), body = VALUES(body)"};

absl::StatusOr<Uuid> UuidIn(const db::Row& row, int column) {
  if (row.IsNull(column)) return Uuid();
  return Uuid::FromBytes(row.String(column));
}

db::Value IfAny(const Uuid& id) { return id.IsNil() ? db::Value() : db::Value(id.bytes()); }

Uuid IdIn(const Message& record, const std::string& field, absl::string_view collection) {
  return resource::ParseReference(collection, TextIn(record, field)).value_or(Uuid());
}

absl::Status Read(const db::Row& row, const RelatedKind& kind, RelatedRecord* record) {
  record->sequence = row.Int64(0);
  if (record->sequence == 0) return absl::OkStatus();
  record->live = row.Bool(1);
  GUANXI_ASSIGN_OR_RETURN(record->customer, UuidIn(row, 2));
  record->via.kind = static_cast<int>(row.Int64(3));
  GUANXI_ASSIGN_OR_RETURN(record->via.id, UuidIn(row, 4));
  record->holder.kind = static_cast<int>(row.Int64(5));
  GUANXI_ASSIGN_OR_RETURN(record->holder.id, UuidIn(row, 6));
  GUANXI_ASSIGN_OR_RETURN(record->owner, UuidIn(row, 7));
  GUANXI_ASSIGN_OR_RETURN(record->department, UuidIn(row, 8));
  record->rank_time = row.Time(9);
  record->change_time = row.Time(10);
  GUANXI_ASSIGN_OR_RETURN(record->check, UuidIn(row, 11));
  if (kind.glance == nullptr) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(record->glance, ParseMessage(kind.glance, std::string(row.String(12))));
  return absl::OkStatus();
}

}  // namespace

RelatedLink LinkOf(absl::string_view name) {
  RelatedLink link;
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() < 2) return link;
  const absl::StatusOr<Uuid> id = Uuid::Parse(parts[1]);
  if (!id.ok()) return link;
  if (parts[0] == "customers") {
    link.customer = *id;
    return link;
  }
  for (const RelatedKind& kind : RelatedKinds()) {
    // Others have no customer of their own to lead to.
    if (kind.link != "customer" || kind.collections.size() > 1) continue;
    if (kind.collections.front() == parts[0]) link.via = {kind.number, *id};
  }
  return link;
}

absl::Time RelatedRecord::NoRank() {
  return absl::FromCivil(absl::CivilDay(9999, 12, 30), absl::UTCTimeZone());
}

bool RelatedRecord::IsOpen() const {
  const RelatedKind* const kind = FindRelatedKind(key.kind);
  if (kind == nullptr || glance == nullptr || !live) return false;
  const std::string text = TextIn(*glance, kind->open_by);
  return std::find(kind->open.begin(), kind->open.end(), text) != kind->open.end();
}

void RelatedRecord::Take(const Message& record, absl::string_view field) {
  const RelatedKind& kind = *FindRelatedKind(key.kind);
  if (field == kind.owner) owner = IdIn(record, kind.owner, "users");
  if (field == kind.department) department = IdIn(record, kind.department, "departments");
  if (field == kind.rank) rank_time = TimeIn(record, kind.rank).value_or(NoRank());
  if (glance != nullptr && field != "name") TakeField(record, field, glance.get());
}

void RelatedRecord::TakeAll(const Message& record) {
  const RelatedKind& kind = *FindRelatedKind(key.kind);
  for (const std::string& field : {kind.owner, kind.department, kind.rank}) {
    if (!field.empty()) Take(record, field);
  }
  if (glance == nullptr) return;
  for (int i = 0; i < kind.glance->field_count(); ++i) Take(record, kind.glance->field(i)->name());
}

void RelatedRecord::Place(absl::string_view parent_ids) {
  const RelatedKind& kind = *FindRelatedKind(key.kind);
  std::string name;
  holder = key;
  if (kind.collections.size() > 1) {
    // Of an event that says nothing of what it lies below nobody is shown anything.
    const Uuid parent = Uuid::FromBytes(parent_ids).value_or(Uuid());
    holder = {kind.above, parent};
    name = absl::StrCat(kind.collections[0], "/", parent.ToString(), "/");
  }
  absl::StrAppend(&name, kind.collections.back(), "/", key.id.ToString());
  if (glance == nullptr) return;
  const auto* const field = kind.glance->FindFieldByName("name");
  glance->GetReflection()->SetString(glance.get(), field, name);
}

absl::StatusOr<RelatedRecord> RelatedRecord::Hold(db::Transaction& tx, const Uuid& tenant,
                                                  const RelatedKey& key) {
  const RelatedKind* const kind = FindRelatedKind(key.kind);
  if (kind == nullptr) return absl::InternalError("a kind of records is not known");
  RelatedRecord record;
  record.key = record.holder = key;
  record.partition = events::PartitionOf(tenant.bytes(), key.id.bytes());
  if (kind->glance != nullptr) record.glance = NewMessage(kind->glance);
  const std::vector<db::Value> values = {tenant.bytes(), key.kind, key.id.bytes()};
  GUANXI_ASSIGN_OR_RETURN(db::Rows rows, tx.Select(kHoldRecord, values));
  if (rows.empty()) {
    // A lock of what is not there holds up nobody; another one may have made it by now.
    const std::string nil(Uuid().bytes());
    GUANXI_RETURN_IF_ERROR(
        tx.InsertRows(kMakeRecord, {{tenant.bytes(), key.kind, key.id.bytes(), record.partition, 0,
                                     false, false, nil, 0, nil, key.kind, key.id.bytes(), NoRank(),
                                     record.change_time, nil, ""}})
            .status());
    GUANXI_ASSIGN_OR_RETURN(rows, tx.Select(kHoldRecord, values));
  }
  if (rows.empty()) return absl::InternalError("a row that is held is gone");
  GUANXI_RETURN_IF_ERROR(Read(rows[0], *kind, &record));
  return record;
}

absl::Status RelatedRecord::Write(db::Transaction& tx, const Uuid& tenant) const {
  const bool ascends = FindRelatedKind(key.kind)->ascends();
  return tx
      .InsertRows(kPutRecord, {{tenant.bytes(), key.kind, key.id.bytes(), partition, sequence, live,
                                IsOpen(), customer.bytes(), via.kind, via.id.bytes(), holder.kind,
                                holder.id.bytes(), IfAny(owner), IfAny(department),
                                ascends ? rank_time : change_time, change_time, check.bytes(),
                                glance == nullptr ? std::string() : glance->SerializeAsString()}})
      .status();
}

std::vector<db::Query> RelatedRecordQueries() { return {kHoldRecord}; }

}  // namespace guanxi::customer
