// The statements of the log and its relay. Rows of the service itself have a tenant_id that is all
// zero. Joins say how they are to be done: the tables grow from nothing to millions of rows within
// minutes, and plans by statistics that are older than that read all of them.
#ifndef GUANXI_COMMON_EVENTS_QUERIES_H_
#define GUANXI_COMMON_EVENTS_QUERIES_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/db/query.h"
#include "common/db/value.h"

namespace guanxi::events {

// tenant_id of the service's own rows.
inline const std::string kOwn(16, '\0');

// --- The log ------------------------------------------------------------------------------------

inline const db::Query kSelectLogId{"event_log.id",
                                    "SELECT log_id FROM event_logs WHERE tenant_id = ?"};

// The row that every transaction of the relay writes.
inline const db::Query kHoldLog{"event_log.hold",
                                "SELECT log_id FROM event_logs WHERE tenant_id = ? FOR UPDATE"};

// From its old id to a new one.
inline const db::Query kRenewLog{
    "event_log.renew", "UPDATE event_logs SET log_id = ? WHERE tenant_id = ? AND log_id = ?"};

inline const db::Query kSelectHeads{
    "event_log.heads", "SELECT partition_no, head FROM event_partitions WHERE tenant_id = ?"};

inline const db::Query kSelectBounds{
    "event_log.bounds",
    "SELECT partition_no, head, trimmed FROM event_partitions WHERE tenant_id = ?"};

// The bounds with the log's id and its relay's epoch, all as they are at one moment.
inline const db::Query kSelectState{
    "event_log.state",
    "SELECT p.partition_no, p.head, p.trimmed, l.log_id, l.epoch FROM event_partitions p "
    "STRAIGHT_JOIN event_logs l ON l.tenant_id = p.tenant_id WHERE p.tenant_id = ?"};

inline const db::InsertQuery kRaiseHeads{
    "event_log.raise_heads",
    "INSERT INTO event_partitions (tenant_id, partition_no, head, trimmed) VALUES ",
    " ON DUPLICATE KEY UPDATE head = VALUES(head)"};

inline const db::InsertQuery kInsertEvents{
    "event_log.insert",
    "INSERT INTO event_log (tenant_id, partition_no, position, event_id, bytes, publish_time) "
    "VALUES "};

inline constexpr char kEventColumns[] =
    "c.event_id, c.tenant_id, c.resource_type, c.resource_id, c.sequence, c.projection, c.kind, "
    "c.actor, c.root_id, c.depth, c.change_time, c.changed_fields, c.before_body, c.after_body, "
    "c.before_personal, c.after_personal, c.parent_ids";

// A tenant's between two positions of a partition, the second included.
inline const db::Query kSelectTenantSizes{
    "event_log.select_tenant_sizes",
    "SELECT bytes FROM event_log WHERE tenant_id = ? AND partition_no = ? AND position > ? AND "
    "position <= ? ORDER BY position LIMIT ?"};

inline const db::Query kSelectTenantEvents{
    "event_log.select_of_tenant",
    absl::StrCat("SELECT l.position, ", kEventColumns,
                 " FROM event_log l FORCE INDEX (PRIMARY) STRAIGHT_JOIN changes c "
                 "FORCE INDEX (PRIMARY) ON c.tenant_id = l.tenant_id AND c.event_id = l.event_id "
                 "WHERE l.tenant_id = ? AND l.partition_no = ? AND "
                 "l.position > ? AND l.position <= ? ORDER BY l.position LIMIT ?")};

inline const db::Query kSelectTenantsBetween{
    "event_log.select_tenants",
    "SELECT DISTINCT tenant_id FROM event_log WHERE partition_no = ? AND position > ? AND "
    "position <= ?",
    /*infrastructure=*/true};

inline const db::Query kSelectOldest{
    "event_log.select_oldest",
    "SELECT position, publish_time FROM event_log WHERE partition_no = ? "
    "ORDER BY position LIMIT ?",
    /*infrastructure=*/true};

inline const db::Query kTrimEvents{"event_log.trim",
                                   "DELETE FROM event_log WHERE partition_no = ? AND position <= ?",
                                   /*infrastructure=*/true};

inline const db::Query kRaiseTrimmed{"event_log.raise_trimmed",
                                     "UPDATE event_partitions SET trimmed = GREATEST(trimmed, ?) "
                                     "WHERE tenant_id = ? AND partition_no = ?"};

// --- Consumers' reports -------------------------------------------------------------------------

inline const db::InsertQuery kReport{
    "event_reader.report",
    "INSERT INTO event_readers (tenant_id, consumer, partition_no, log_id, position, behind, "
    "report_time) VALUES ",
    " ON DUPLICATE KEY UPDATE log_id = VALUES(log_id), position = VALUES(position), "
    "behind = VALUES(behind), report_time = VALUES(report_time)"};

// Positions in this log that consumers who still report have come to.
inline const db::Query kSelectReports{
    "event_reader.select",
    "SELECT partition_no, MIN(position) FROM event_readers WHERE tenant_id = ? AND log_id = ? AND "
    "report_time >= ? GROUP BY partition_no"};

// What they have reported since.
inline const db::Query kSelectReaders{
    "event_reader.select_recent",
    "SELECT consumer, partition_no, position, report_time, behind FROM event_readers "
    "WHERE tenant_id = ? AND log_id = ? AND report_time >= ?"};

// --- The relay ----------------------------------------------------------------------------------

inline const db::Query kClaimRelay{
    "event_relay.claim",
    "UPDATE event_logs SET epoch = epoch + 1, lease_owner = ?, lease_until = ? "
    "WHERE tenant_id = ? AND lease_until <= ?"};

// In each transaction of the relay: no row once another one has claimed it.
inline const db::Query kHoldRelay{
    "event_relay.hold", "UPDATE event_logs SET lease_until = ? WHERE tenant_id = ? AND epoch = ?"};

inline const db::Query kNextTenant{"outbox.next_tenant",
                                   "SELECT MIN(tenant_id) FROM outbox WHERE tenant_id > ?",
                                   /*infrastructure=*/true};

// A tenant's events of the records behind one, in the order of records, those of one in theirs.
inline const db::Query kSelectOutbox{
    "outbox.select",
    "SELECT o.event_id, o.resource_id, LENGTH(c.before_body) + LENGTH(c.after_body), "
    "LENGTH(c.before_personal) + LENGTH(c.after_personal) "
    "FROM outbox o FORCE INDEX (idx_outbox_resource) STRAIGHT_JOIN changes c "
    "FORCE INDEX (PRIMARY) ON c.tenant_id = o.tenant_id AND c.event_id = o.event_id "
    "WHERE o.tenant_id = ? AND o.resource_id > ? "
    "ORDER BY o.resource_id, o.sequence, o.projection, o.kind, o.event_id LIMIT ?"};

// Rows that an older binary wrote do not say which record they are of.
inline const db::Query kSelectUnplaced{
    "outbox.select_unplaced",
    "SELECT event_id FROM outbox WHERE tenant_id = ? AND resource_id = ? LIMIT 1"};

inline const db::Query kPlace{
    "outbox.place",
    "UPDATE outbox o FORCE INDEX (idx_outbox_resource) STRAIGHT_JOIN changes c "
    "FORCE INDEX (PRIMARY) ON c.tenant_id = o.tenant_id AND c.event_id = o.event_id "
    "SET o.resource_id = c.resource_id, o.sequence = c.sequence, o.projection = c.projection, "
    "o.kind = c.kind "
    "WHERE o.tenant_id = ? AND o.resource_id = ?"};

// What follows positions of `count` partitions, by partition, position and limit of each:
// partition, position and bytes of each event, or partition, position and kEventColumns, in
// whatever order.
db::Query SelectEventSizes(size_t count);
db::Query SelectEvents(size_t count);

// By `count` event ids: the ids, then tenant_id. It looks each of them up: a scan of the tenant's
// rows, which `event_id IN (...)` is where there are few, waits for all transactions that write
// one.
db::Query DeleteOutbox(size_t count);
// By tenant_id, then the ids: kEventColumns.
db::Query SelectChangesByEvent(size_t count);

// By tenant_id, resource_id, resource_type, then sequence twice, projection twice, kind twice and
// event_id of the place behind which to go on, and how many: the size of each change of a record
// but EMITTED ones, or its kEventColumns.
db::Query SelectHistorySizes();
db::Query SelectHistory();

// By tenant_id, consumer, then `count` records: those of them that have dead letters.
db::Query SelectParked(size_t count);

// The values, tenant_id first, of statements by id, as many as it takes for all `ids`. They have
// numbers of ids from a small set, so that few statements are prepared; the last id stands for
// those that lack.
std::vector<std::vector<db::Value>> ByIds(const std::string& tenant,
                                          const std::vector<std::string>& ids);

// All of the above and of consumer_queries.h, for the tests that read SQL.
std::vector<db::Query> AllQueries();
std::vector<db::InsertQuery> AllInserts();

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_QUERIES_H_
