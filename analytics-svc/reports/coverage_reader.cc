#include "analytics-svc/reports/coverage_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "analytics-svc/engine/engine_errors.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

absl::CivilDay DayIn(const SqlResult& page, size_t row, size_t column) {
  return absl::ToCivilDay(page.Time(row, column), absl::UTCTimeZone());
}

absl::StatusOr<SqlResult> ReadPage(const ReportCall& call, const Fragment& rows,
                                   const std::optional<Uuid>& after) {
  Fragment sql(
      "SELECT f.customer_id, f.start_date, f.end_date, f.state, f.state_time, "
      "f.end_reason FROM fact_contract f WHERE ");
  sql.Add(rows);
  sql.Add(
      " AND f.customer_id IS NOT NULL AND f.sign_date IS NOT NULL AND f.start_date IS NOT NULL "
      "AND f.end_date IS NOT NULL");
  if (after.has_value()) sql.Add(" AND f.customer_id > ").Bind(*after);
  sql.Add(" ORDER BY f.customer_id, f.id LIMIT ").Bind(kPageRows);
  return call.Run("report.contracts", std::move(sql));
}

// Adds one contract. Those that were over before they began cover nothing.
void AddContract(const SqlResult& page, size_t row, const absl::TimeZone& zone,
                 CustomerCoverage* one) {
  Coverage coverage = {DayIn(page, row, 1), DayIn(page, row, 2)};
  if (page.Text(row, 3) == "TERMINATED" && !page.IsNull(row, 4)) {
    coverage.last = std::min(coverage.last, absl::ToCivilDay(page.Time(row, 4), zone));
  }
  if (coverage.last < coverage.first) return;
  const bool is_last =
      std::all_of(one->coverages.begin(), one->coverages.end(),
                  [&](const Coverage& other) { return other.last <= coverage.last; });
  if (is_last) one->end_reason = page.Text(row, 5);
  one->coverages.push_back(coverage);
}

}  // namespace

absl::Status ForEachCoverage(const ReportCall& call, const RecordFilter& filter,
                             const absl::TimeZone& zone,
                             const std::function<absl::Status(CustomerCoverage)>& take) {
  GUANXI_ASSIGN_OR_RETURN(const Fragment rows, call.Rows("fact_contract", filter));
  std::optional<Uuid> after;
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(const SqlResult page, ReadPage(call, rows, after));
    const bool is_last = static_cast<int64_t>(page.rows()) < kPageRows;
    // The last customer of a full page may go on in the next one, which begins with him again.
    const Uuid unfinished = is_last ? Uuid() : page.Id(page.rows() - 1, 0);
    for (size_t row = 0; row < page.rows();) {
      CustomerCoverage one;
      one.customer = page.Id(row, 0);
      if (!is_last && one.customer == unfinished) break;
      for (; row < page.rows() && page.Id(row, 0) == one.customer; ++row) {
        AddContract(page, row, zone, &one);
      }
      after = one.customer;
      if (!one.coverages.empty()) GUANXI_RETURN_IF_ERROR(take(std::move(one)));
    }
    if (is_last) return absl::OkStatus();
    // Of one customer alone: the next page would be the same.
    if (page.Id(0, 0) == unfinished) return ResultTooLarge(kPageRows);
  }
}

}  // namespace guanxi::analytics
