#include "analytics-svc/engine/mysql_engine.h"

#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/engine/engine_errors.h"
#include "common/base/status_macros.h"
#include "common/db/query.h"
#include "common/db/rows.h"
#include "common/db/transaction.h"
#include "common/db/value.h"

namespace guanxi::analytics {
namespace {

struct Binder {
  db::Value operator()(std::monostate) const { return db::Value(); }
  db::Value operator()(int64_t number) const { return number; }
  db::Value operator()(double number) const { return number; }
  db::Value operator()(const std::string& text) const { return text; }
  db::Value operator()(const Decimal& number) const { return db::Value::Decimal(number.text); }
  db::Value operator()(const Uuid& id) const { return id.bytes(); }
  db::Value operator()(absl::Time time) const { return time; }
  db::Value operator()(const absl::CivilDay& day) const { return absl::FormatCivilTime(day); }
};

struct ToCell {
  SqlCell operator()(std::monostate) const { return std::monostate(); }
  SqlCell operator()(int64_t number) const { return number; }
  SqlCell operator()(uint64_t number) const {
    if (number > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
      return absl::StrCat(number);
    }
    return static_cast<int64_t>(number);
  }
  SqlCell operator()(double number) const { return number; }
  SqlCell operator()(const std::string& bytes) const { return bytes; }
};

}  // namespace

db::Value MysqlEngine::ToDb(const SqlValue& value) { return std::visit(Binder(), value); }

absl::StatusOr<SqlResult> MysqlEngine::RunChecked(const SqlQuery& query, const SqlLimits& limits) {
  std::vector<db::Value> values;
  for (const SqlValue& value : query.values) values.push_back(ToDb(value));
  db::TxOptions options;
  options.lane = db::Lane::kScan;
  options.deadline = limits.deadline;
  const db::Query named{query.name, query.sql};
  SqlResult result;
  GUANXI_RETURN_IF_ERROR(database_->ReadOnly(options, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(named, values));
    if (static_cast<int64_t>(rows.size()) > limits.max_rows) return ResultTooLarge(limits.max_rows);
    std::vector<SqlCell> cells;
    cells.reserve(rows.size() * rows.columns());
    for (const db::Row row : rows) {
      for (size_t i = 0; i < row.size(); ++i) cells.push_back(std::visit(ToCell(), row[i].data()));
    }
    result = SqlResult(rows.columns(), std::move(cells));
    return absl::OkStatus();
  }));
  return result;
}

}  // namespace guanxi::analytics
