// Queries by MySQL's protocol: of the facts themselves in the service's own schema, or of an OLAP
// server (Doris, StarRocks, TiDB) that has their copy.
#ifndef GUANXI_ANALYTICS_SVC_ENGINE_MYSQL_ENGINE_H_
#define GUANXI_ANALYTICS_SVC_ENGINE_MYSQL_ENGINE_H_

#include "absl/status/statusor.h"
#include "analytics-svc/engine/sql_engine.h"
#include "analytics-svc/engine/sql_value.h"
#include "common/db/database.h"
#include "common/db/value.h"

namespace guanxi::analytics {

// Thread-safe. The database's lane of scans bounds how many statements run at once, how long one
// waits and how long it runs; its server bounds their memory. An answer is held in memory whole
// before its rows are counted: statements that may find many have LIMIT.
class MysqlEngine : public SqlEngine {
 public:
  // `database` is not owned.
  explicit MysqlEngine(db::Database* database) : database_(database) {}

  // The value as the connector binds it.
  static db::Value ToDb(const SqlValue& value);

 private:
  absl::StatusOr<SqlResult> RunChecked(const SqlQuery& query, const SqlLimits& limits) override;

  db::Database* const database_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_ENGINE_MYSQL_ENGINE_H_
