// The statements of timers. Those of the runner look at a partition, which mixes tenants; they say
// which index they are to read, because statistics are older than what was armed since.
#ifndef GUANXI_COMMON_TIMERS_QUERIES_H_
#define GUANXI_COMMON_TIMERS_QUERIES_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/db/query.h"
#include "common/events/partition.h"

namespace guanxi::timers {

inline const db::InsertQuery kArm{
    "timer.arm",
    "INSERT INTO timers (tenant_id, kind, timer_key, partition_no, due_time, next_time, attempts, "
    "generation, payload) VALUES ",
    " ON DUPLICATE KEY UPDATE partition_no = VALUES(partition_no), due_time = VALUES(due_time), "
    "next_time = VALUES(next_time), attempts = 0, generation = generation + 1, "
    "payload = VALUES(payload)"};

inline const db::Query kDisarm{
    "timer.disarm", "DELETE FROM timers WHERE tenant_id = ? AND kind = ? AND timer_key = ?"};

inline const db::Query kDisarmAll{
    "timer.disarm_all",
    "DELETE FROM timers WHERE tenant_id = ? AND kind = ? AND timer_key >= ? AND timer_key < ? "
    "ORDER BY timer_key LIMIT ?"};

inline const db::Query kList{
    "timer.list",
    "SELECT kind, timer_key, due_time, payload, generation, attempts, next_time FROM timers "
    "WHERE tenant_id = ? AND kind = ? AND timer_key > ? AND timer_key < ? ORDER BY timer_key "
    "LIMIT ? FOR UPDATE"};

inline const db::Query kFind{
    "timer.find",
    "SELECT kind, timer_key, due_time, payload, generation, attempts, next_time FROM timers "
    "WHERE tenant_id = ? AND kind = ? AND timer_key = ?"};

// The earliest of each partition, or NULL. Each part is one look at the index's end, whatever the
// optimiser knows of the table; a GROUP BY would read all of it where that is little.
inline std::string NextTimesSql() {
  std::string sql;
  for (int i = 0; i < events::kPartitions; ++i) {
    absl::StrAppend(&sql, i == 0 ? "" : " UNION ALL ", "SELECT ", i,
                    " AS partition_no, MIN(next_time) AS next_time FROM timers "
                    "FORCE INDEX (idx_timers_next) WHERE partition_no = ",
                    i);
  }
  return sql;
}
inline const db::Query kSelectNextTimes{"timer.next_times", NextTimesSql(),
                                        /*infrastructure=*/true};

// Who has any that are due: reads the index alone.
inline const db::Query kSelectDueTenants{
    "timer.due_tenants",
    "SELECT DISTINCT tenant_id FROM timers FORCE INDEX (idx_timers_next) "
    "WHERE partition_no = ? AND next_time <= ?",
    /*infrastructure=*/true};

// The order is that of the index, whose end is the primary key.
inline const db::Query kSelectDue{
    "timer.due",
    "SELECT kind, timer_key, due_time, payload, generation, attempts, next_time FROM timers "
    "FORCE INDEX (idx_timers_tenant) WHERE tenant_id = ? AND partition_no = ? AND next_time <= ? "
    "ORDER BY next_time, kind, timer_key LIMIT ?"};

// Timers of a tenant and kind, as they were read: the first value is JSON, an array of
// ["<key in hexadecimal digits>", generation]. Each is looked up by its whole key, whatever the
// optimiser knows of the table: an IN (...) would be read as a range of the tenant's rows where
// there are few, and wait for all who write one of them.
inline const db::Query kRemoveFired{
    "timer.remove_fired",
    "DELETE t FROM JSON_TABLE(?, '$[*]' COLUMNS (timer_key VARCHAR(510) PATH '$[0]', "
    "generation BIGINT PATH '$[1]')) j STRAIGHT_JOIN timers t FORCE INDEX (PRIMARY) "
    "ON t.tenant_id = ? AND t.kind = ? AND t.timer_key = UNHEX(j.timer_key) "
    "AND t.generation = j.generation"};

inline const db::Query kPostpone{
    "timer.postpone",
    "UPDATE timers SET next_time = ?, attempts = attempts + ? "
    "WHERE tenant_id = ? AND kind = ? AND timer_key = ? AND generation = ?"};

// For the tests that read SQL.
inline std::vector<db::Query> AllQueries() {
  return {kDisarm,           kDisarmAll, kList,        kFind,    kSelectNextTimes,
          kSelectDueTenants, kSelectDue, kRemoveFired, kPostpone};
}

}  // namespace guanxi::timers

#endif  // GUANXI_COMMON_TIMERS_QUERIES_H_
