#include "customer-svc/lifecycle_summary.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using v1::Customer;

// All stages, so that the index by stage and time is read; those of deleted customers are left out.
constexpr char kSelect[] =
    "SELECT t.from_stage, t.to_stage, COUNT(*), FLOOR(AVG(t.stay_seconds)) "
    "FROM lifecycle_records t JOIN customers c ON c.tenant_id = t.tenant_id "
    "AND c.id = t.parent_id AND c.live = 1 WHERE t.tenant_id = ? AND t.live = 1 "
    "AND t.to_stage BETWEEN ? AND ? AND t.create_time >= ? AND t.create_time < ?";

db::Query QueryOf(const resource::RowScope& scope, std::vector<db::Value>* values) {
  std::string sql = kSelect;
  if (!scope.has_all()) absl::StrAppend(&sql, " AND ", scope.Condition("t", values));
  absl::StrAppend(&sql, " GROUP BY t.from_stage, t.to_stage ORDER BY t.from_stage, t.to_stage");
  return {"lifecycle.summary", sql};
}

}  // namespace

absl::Status ReadLifecycleSummary(db::Transaction& tx, const LifecycleQuestion& question,
                                  v1::SummarizeLifecycleResponse* summary) {
  std::vector<db::Value> values = {
      question.tenant.bytes(), static_cast<int>(Customer::LifecycleStage_MIN),
      static_cast<int>(Customer::LifecycleStage_MAX), question.begin, question.end};
  const db::Query query = QueryOf(question.scope, &values);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, values));
  for (const db::Row row : rows) {
    v1::LifecycleTransition& transition = *summary->add_transitions();
    transition.set_from_stage(static_cast<Customer::LifecycleStage>(row.Int64(0)));
    transition.set_to_stage(static_cast<Customer::LifecycleStage>(row.Int64(1)));
    transition.set_count(row.Int64(2));
    if (!row.IsNull(3)) transition.mutable_average_stay()->set_seconds(row.Int64(3));
  }
  return absl::OkStatus();
}

std::vector<db::Query> LifecycleQueries(const resource::RowScope& scope) {
  std::vector<db::Value> values;
  return {QueryOf(scope, &values)};
}

}  // namespace guanxi::customer
