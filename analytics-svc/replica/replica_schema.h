// The tables of the columnar copy: those of the facts, by the same names.
#ifndef GUANXI_ANALYTICS_SVC_REPLICA_REPLICA_SCHEMA_H_
#define GUANXI_ANALYTICS_SVC_REPLICA_REPLICA_SCHEMA_H_

#include <string>
#include <vector>

#include "analytics-svc/engine/sql_value.h"
#include "analytics-svc/facts/tables.h"
#include "common/db/query.h"
#include "common/db/rows.h"

namespace guanxi::analytics {

// The columns of a copy, in order: tenant_id, id, live, then the table's own. What only writers of
// facts need is left out.
std::vector<std::string> CopyColumns(const Table& table);
// How many of them, and which, are the key: tenant_id, id and the item's if there is one.
std::vector<std::string> CopyKey(const Table& table);

// What makes the copy of a table, `name`, in DuckDB.
std::string CreateCopySql(const Table& table, const std::string& name);
// All tables and the types of all columns: a copy of another form is filled anew.
std::string FormOfCopies();

// A page of rows of the facts that were stamped in a shard behind a place: by shard, then stamp,
// stamp, tenant_id, tenant_id, id (and id, item where there is an item), the last stamp, and how
// many. Columns: stamp, then CopyColumns.
db::Query ReadPageQuery(const Table& table);

// A row of that query, without its stamp, as the copy takes it.
std::vector<SqlValue> CopyRow(const Table& table, const db::Row& row);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPLICA_REPLICA_SCHEMA_H_
