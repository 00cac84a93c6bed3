#include "analytics-svc/reports/report_call.h"

#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "analytics-svc/semantic/base_amount.h"
#include "analytics-svc/semantic/column_fields.h"
#include "analytics-svc/semantic/model.h"
#include "analytics-svc/semantic/scope.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/money/amount.h"

namespace guanxi::analytics {
namespace {

absl::StatusOr<const Cube*> CubeOfTable(absl::string_view table) {
  if (const Cube* const cube = FindCubeOfTable(table)) return cube;
  return absl::InternalError(absl::StrCat("no cube is about ", table));
}

void AddAmong(absl::string_view column, const std::vector<Uuid>& ids, Fragment* condition) {
  if (ids.empty()) return;
  condition->Add(absl::StrCat(" AND f.", column, " IN ("));
  for (size_t i = 0; i < ids.size(); ++i) {
    if (i > 0) condition->Add(", ");
    condition->Bind(ids[i]);
  }
  condition->Add(")");
}

absl::Status SumTooLarge() {
  return Error(absl::StatusCode::kOutOfRange, "SUM_TOO_LARGE", "a sum is no amount any more");
}

}  // namespace

ReportCall::ReportCall(const ReportContext* context, const rpc::Call* call)
    : context_(context), call_(call), moment_(context->moment_of(call->principal.tenant)) {}

absl::StatusOr<Fragment> ReportCall::Rows(absl::string_view table,
                                          const RecordFilter& filter) const {
  GUANXI_ASSIGN_OR_RETURN(const Cube* const cube, CubeOfTable(table));
  GUANXI_ASSIGN_OR_RETURN(Fragment scope, ScopeCondition(cube->rules, call_->principal, "f"));
  Fragment condition = Beside("f");
  condition.Add(" AND (").Add(std::move(scope)).Add(")");
  // What is left of somebody's records tells which are his.
  if (!filter.owners.empty()) GUANXI_RETURN_IF_ERROR(CheckColumns(table, {"owner_id"}));
  if (!filter.departments.empty()) GUANXI_RETURN_IF_ERROR(CheckColumns(table, {"department_id"}));
  AddAmong("owner_id", filter.owners, &condition);
  AddAmong("department_id", filter.departments, &condition);
  return condition;
}

Fragment ReportCall::InCurrency(absl::string_view expression) const {
  const std::string text = InCompanyCurrency(expression);
  const std::vector<std::string> parts = absl::StrSplit(text, "{currency}");
  Fragment amount(parts[0]);
  for (size_t i = 1; i < parts.size(); ++i) amount.Bind(currency()).Add(parts[i]);
  return amount;
}

Fragment ReportCall::Beside(absl::string_view alias) const {
  Fragment condition(absl::StrCat(alias, ".tenant_id = "));
  condition.Bind(call_->principal.tenant).Add(absl::StrCat(" AND ", alias, ".live = 1"));
  return condition;
}

absl::Status ReportCall::CheckFields(absl::string_view table,
                                     std::initializer_list<absl::string_view> paths) const {
  GUANXI_ASSIGN_OR_RETURN(const Cube* const cube, CubeOfTable(table));
  for (const absl::string_view path : paths) {
    GUANXI_RETURN_IF_ERROR(
        CheckFieldSeen(cube->rules, call_->principal, path, absl::StrCat(cube->name, ".", path)));
  }
  return absl::OkStatus();
}

absl::Status ReportCall::CheckColumns(absl::string_view table,
                                      const std::vector<std::string>& columns) const {
  GUANXI_ASSIGN_OR_RETURN(const Cube* const cube, CubeOfTable(table));
  return CheckColumnsSeen(*cube, columns, call_->principal, cube->name);
}

absl::StatusOr<SqlResult> ReportCall::Run(const char* name, Fragment statement,
                                          int64_t max_rows) const {
  SqlQuery query;
  query.name = name;
  query.sql = std::move(statement.text);
  query.values = std::move(statement.values);
  SqlLimits limits;
  limits.deadline = call_->deadline;
  limits.max_rows = max_rows;
  return context_->engine->Run(query, limits);
}

absl::StatusOr<money::Int> ReportCall::NanosIn(const SqlResult& result, size_t row, size_t column) {
  if (result.IsNull(row, column)) return money::Int(0);
  const auto nanos = money::ParseScaled(result.Text(row, column), money::kMaxPlaces);
  if (!nanos.ok()) return SumTooLarge();
  return *nanos;
}

absl::StatusOr<google::type::Money> ReportCall::MoneyOf(money::Int nanos) const {
  const money::Int most =
      money::Int(std::numeric_limits<int64_t>::max()) * money::PowerOfTen(money::kMaxPlaces);
  if (nanos > most || nanos < -most) return SumTooLarge();
  return money::MoneyOf(nanos, money::kMaxPlaces, currency());
}

}  // namespace guanxi::analytics
