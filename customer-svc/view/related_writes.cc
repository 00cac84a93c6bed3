#include "customer-svc/view/related_writes.h"

#include "common/base/status_macros.h"

namespace guanxi::customer {
namespace {

const db::Query kMoveEntries{
    "timeline.move",
    "UPDATE timeline_entries SET customer_id = ? WHERE tenant_id = ? AND kind = ? AND record_id = "
    "?"};

const db::Query kSelectLed{
    "related_record.select_led",
    "SELECT kind, id FROM related_records WHERE tenant_id = ? AND via_kind = ? AND via_id = ? FOR "
    "UPDATE"};

const db::Query kMoveLed{
    "related_record.move_led",
    "UPDATE related_records SET customer_id = ? WHERE tenant_id = ? AND via_kind = ? AND via_id = "
    "?"};

const db::Query kForgetRecord{
    "related_record.forget",
    "DELETE FROM related_records WHERE tenant_id = ? AND kind = ? AND id = ? AND check_id <> ?"};

const db::Query kForgetEntries{
    "timeline.forget",
    "DELETE FROM timeline_entries WHERE tenant_id = ? AND kind = ? AND record_id = ?"};

const db::InsertQuery kPutEntry{
    "timeline.put",
    "INSERT INTO timeline_entries (tenant_id, customer_id, kind, occur_time, id, record_id, "
    "is_first, actor, body) VALUES ",
    " ON DUPLICATE KEY UPDATE body = VALUES(body)"};

}  // namespace

absl::StatusOr<RelatedLink> RelatedWrites::Follow(RelatedLink link) {
  if (link.via.kind == kNoRelated) return link;
  // Made if it is not there: whoever hears of it finds whom it leads.
  GUANXI_ASSIGN_OR_RETURN(const RelatedRecord via, Hold(link.via));
  link.customer = via.customer;
  return link;
}

absl::StatusOr<RelatedRecord> RelatedWrites::Hold(const RelatedKey& key) {
  return RelatedRecord::Hold(tx_, tenant_, key);
}

absl::Status RelatedWrites::Link(const RelatedLink& link, RelatedRecord* record) {
  record->via = link.via;
  if (record->customer == link.customer) return absl::OkStatus();
  record->customer = link.customer;
  GUANXI_RETURN_IF_ERROR(MoveEntries(record->key, link.customer));
  return MoveLed(record->key, link.customer);
}

absl::Status RelatedWrites::MoveEntries(const RelatedKey& key, const Uuid& customer) {
  return tx_.Execute(kMoveEntries, {customer.bytes(), tenant_.bytes(), key.kind, key.id.bytes()})
      .status();
}

absl::Status RelatedWrites::MoveLed(const RelatedKey& key, const Uuid& customer) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx_.Select(kSelectLed, {tenant_.bytes(), key.kind, key.id.bytes()}));
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(1)));
    GUANXI_RETURN_IF_ERROR(MoveEntries({static_cast<int>(row.Int64(0)), id}, customer));
  }
  if (rows.empty()) return absl::OkStatus();
  return tx_.Execute(kMoveLed, {customer.bytes(), tenant_.bytes(), key.kind, key.id.bytes()})
      .status();
}

absl::Status RelatedWrites::Put(const RelatedRecord& record) { return record.Write(tx_, tenant_); }

absl::Status RelatedWrites::AddEntry(const RelatedRecord& record, const EntryFacts& facts) {
  return tx_
      .InsertRows(kPutEntry,
                  {{tenant_.bytes(), record.customer.bytes(), record.key.kind, record.change_time,
                    facts.id.bytes(), record.key.id.bytes(), facts.is_first, facts.actor,
                    record.glance == nullptr ? std::string() : record.glance->SerializeAsString()}})
      .status();
}

absl::Status RelatedWrites::Forget(const RelatedKey& key, const Uuid& check) {
  GUANXI_ASSIGN_OR_RETURN(const RelatedRecord record, Hold(key));
  if (record.check == check) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(MoveLed(key, Uuid()));
  GUANXI_RETURN_IF_ERROR(
      tx_.Execute(kForgetEntries, {tenant_.bytes(), key.kind, key.id.bytes()}).status());
  return tx_.Execute(kForgetRecord, {tenant_.bytes(), key.kind, key.id.bytes(), check.bytes()})
      .status();
}

std::vector<db::Query> RelatedWriteQueries() {
  return {kMoveEntries, kSelectLed, kMoveLed, kForgetRecord, kForgetEntries};
}

}  // namespace guanxi::customer
