// The statements of consumers: cursors and dead letters. See queries.h.
#ifndef GUANXI_COMMON_EVENTS_CONSUMER_QUERIES_H_
#define GUANXI_COMMON_EVENTS_CONSUMER_QUERIES_H_

#include "common/db/query.h"

namespace guanxi::events {

// --- Consumers' cursors -------------------------------------------------------------------------

inline const db::InsertQuery kInsertCursors{
    "event_cursor.insert",
    "INSERT INTO event_cursors (tenant_id, consumer, partition_no, log_id, position, lease_owner, "
    "lease_until, epoch) VALUES ",
    " ON DUPLICATE KEY UPDATE consumer = VALUES(consumer)"};

inline const db::Query kClaimCursor{
    "event_cursor.claim",
    "UPDATE event_cursors SET epoch = epoch + 1, lease_owner = ?, lease_until = ? "
    "WHERE tenant_id = ? AND consumer = ? AND partition_no = ? AND lease_until <= ?"};

// One partition, by its key: rows of others, which may be held by what their events do, are not
// waited for.
inline const db::Query kRenewCursor{"event_cursor.renew",
                                    "UPDATE event_cursors SET lease_until = ? "
                                    "WHERE tenant_id = ? AND consumer = ? AND partition_no = ? "
                                    "AND lease_owner = ?"};

inline const db::Query kSelectCursors{
    "event_cursor.select",
    "SELECT partition_no, log_id, position, epoch, lease_until, lease_owner FROM event_cursors "
    "WHERE tenant_id = ? AND consumer = ? ORDER BY partition_no"};

// In the transaction of the effects: no row once another one has claimed the partition, or the
// effects are there already.
inline const db::Query kMoveCursor{
    "event_cursor.move",
    "UPDATE event_cursors SET position = ? WHERE tenant_id = ? AND consumer = ? AND "
    "partition_no = ? AND epoch = ? AND log_id = ? AND position = ?"};

// To a position in another log, or behind a gap.
inline const db::Query kPlaceCursor{
    "event_cursor.place",
    "UPDATE event_cursors SET log_id = ?, position = ? WHERE tenant_id = ? AND consumer = ? AND "
    "partition_no = ? AND epoch = ?"};

// --- Dead letters -------------------------------------------------------------------------------

inline const db::InsertQuery kInsertDeadLetter{
    "dead_letter.insert",
    "INSERT INTO dead_letters (tenant_id, consumer, resource_id, sequence, projection, event_id, "
    "partition_no, reason, park_time, event) VALUES "};

// Whether a consumer has any: mostly not.
inline const db::Query kAnyParked{
    "dead_letter.any_parked",
    "SELECT tenant_id FROM dead_letters FORCE INDEX (idx_dead_letters_partition) "
    "WHERE consumer = ? LIMIT 1",
    /*infrastructure=*/true};

inline const db::Query kHasDeadLetters{
    "dead_letter.exists",
    "SELECT event_id FROM dead_letters WHERE tenant_id = ? AND consumer = ? AND resource_id = ? "
    "LIMIT 1 FOR UPDATE"};

// A tenant's from a record on, in the order in which they are to be applied.
inline const db::Query kSelectDeadLetters{
    "dead_letter.select",
    "SELECT resource_id, event_id, reason, park_time, event FROM dead_letters WHERE tenant_id = ? "
    "AND consumer = ? AND resource_id > ? "
    "ORDER BY resource_id, sequence, projection, event_id LIMIT ?"};

inline const db::Query kSelectDeadLettersOf{
    "dead_letter.select_of_resource",
    "SELECT resource_id, event_id, reason, park_time, event FROM dead_letters WHERE tenant_id = ? "
    "AND consumer = ? AND resource_id = ? ORDER BY sequence, projection, event_id LIMIT ?"};

// All of one version of a record.
inline const db::Query kSelectDeadLettersAt{
    "dead_letter.select_of_version",
    "SELECT resource_id, event_id, reason, park_time, event FROM dead_letters WHERE tenant_id = ? "
    "AND consumer = ? AND resource_id = ? AND sequence = ? AND projection = ? ORDER BY event_id"};

// Puts another event in the place of what was parked.
inline const db::Query kReplaceDeadLetter{"dead_letter.replace",
                                          "UPDATE dead_letters SET event = ? WHERE tenant_id = ? "
                                          "AND consumer = ? AND resource_id = ? AND "
                                          "event_id = ?"};

inline const db::Query kNextDeadLetterTenant{
    "dead_letter.next_tenant", "SELECT MIN(tenant_id) FROM dead_letters WHERE tenant_id > ?",
    /*infrastructure=*/true};

inline const db::Query kPurgeDeadLetters{
    "dead_letter.purge",
    "DELETE FROM dead_letters WHERE tenant_id = ? AND park_time < ? ORDER BY park_time LIMIT ?"};

inline const db::Query kDeleteDeadLetter{
    "dead_letter.delete",
    "DELETE FROM dead_letters WHERE tenant_id = ? AND consumer = ? AND resource_id = ? AND "
    "event_id = ?"};

inline const db::Query kForgetDeadLetters{
    "dead_letter.forget", "DELETE FROM dead_letters WHERE consumer = ? AND partition_no = ?",
    /*infrastructure=*/true};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_CONSUMER_QUERIES_H_
