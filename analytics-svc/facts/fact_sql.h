// The statements over tables of facts, made out of their descriptions.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_FACT_SQL_H_
#define GUANXI_ANALYTICS_SVC_FACTS_FACT_SQL_H_

#include <cstddef>
#include <string>
#include <vector>

#include "analytics-svc/facts/source.h"
#include "analytics-svc/facts/tables.h"
#include "common/db/query.h"

namespace guanxi::analytics {

// Ids in batches of few sizes, so that the statements made for them stay prepared; what a batch
// lacks its last id stands for.
std::vector<std::vector<std::string>> IdBatches(const std::vector<std::string>& ids);

// The names of the columns that the record above hands down to rows of tables below it, by the
// table of those above; empty: to none.
const std::vector<std::string>& HandedDown(const Table& above);
// The tables that it hands them down to, and the column with its id there.
struct Below {
  const Table* table;
  std::string above_column;
};
const std::vector<Below>& TablesBelow(const Table& above);

// By tenant_id, then `count` ids, locked: `id, sequence, projection`, whether it lives itself, then
// the table's columns.
db::Query HoldRecordsQuery(const Table& table, size_t count);
// By tenant_id, then `count` ids, with a shared lock: `id, live`, then HandedDown.
db::Query HoldAboveQuery(const Table& table, size_t count);
// Rows with ids alone, of those that are not there: tenant_id, id.
db::InsertQuery PlaceholderQuery(const Table& table);
// The same, of which those that are there count for nothing: the sum says how many were made.
db::InsertQuery ClaimQuery(const Table& table);

// Whole rows, in the place of those that are there, by FactColumns.
db::InsertQuery PutQuery(const Table& table);
// All columns, in the order of PutQuery and of whoever copies rows: tenant_id, id, live, own_live
// (of those below others), sequence, projection, check_id (of those without an item), shard, stamp,
// then those of the table.
std::vector<std::string> FactColumns(const Table& table);

// By liveness, shard, stamp, then the columns of HandedDown that the table has, tenant_id and the
// id of the record above: what it hands down.
db::Query HandDownQuery(const Table& above, const Below& below);
// By shard, stamp, tenant_id, then `count` ids: all parts of records are none any more.
db::Query DropPartsQuery(const Table& parts, size_t count);
// By shard, stamp, tenant_id, id, version: the versions after that one are none any more.
db::Query DropVersionsQuery(const Table& versions);

// By tenant_id twice, id, check_id, `subject_type` if the source has one, limit: `tenant_id, id` of
// its rows that live themselves, behind a place, and that somebody else read last.
db::Query UncheckedQuery(const Source& source);
// By shard, stamp, tenant_id, id, check_id: nothing is known of such a row.
db::Query ForgetQuery(const Table& table);

// All of the above, for the tests that read SQL.
std::vector<db::Query> FactQueries();
std::vector<db::InsertQuery> FactInserts();

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_FACT_SQL_H_
