// One call of a report: what it may read, and the reading.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_REPORT_CALL_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_REPORT_CALL_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "analytics-svc/engine/sql_engine.h"
#include "analytics-svc/reports/report_context.h"
#include "analytics-svc/reports/report_fields.h"
#include "analytics-svc/semantic/fragment.h"
#include "common/filter/moment.h"
#include "common/money/exact.h"
#include "common/rpc/call.h"
#include "google/type/money.pb.h"

namespace guanxi::analytics {

// Rows that are looked at one by one, of one page or of a whole answer.
inline constexpr int64_t kPageRows = 50'000;

// Lives as long as the call, which it does not copy; used by one thread.
class ReportCall {
 public:
  ReportCall(const ReportContext* context, const rpc::Call* call);

  const rpc::Call& call() const { return *call_; }
  // Where the company is, and in what it counts its money.
  const absl::TimeZone& company_zone() const { return moment_.zone; }
  const std::string& currency() const { return moment_.currency; }
  absl::CivilDay TodayIn(const absl::TimeZone& zone) const {
    return absl::ToCivilDay(moment_.now, zone);
  }

  // The condition on the rows of the table of facts, called "f" in the statement, that the report
  // is made of: those of the tenant that are live, that the caller sees and that the filter leaves.
  // Errors are those of ScopeCondition, and of CheckColumns about what the filter asks for;
  // INTERNAL if no cube has the table.
  absl::StatusOr<Fragment> Rows(absl::string_view table, const RecordFilter& filter) const;
  // The expression with what each `f.base_amount` comes to in the company's currency: NULL if it
  // was in another one and no rate was known, or the company had another currency then.
  Fragment InCurrency(absl::string_view expression) const;
  // The tenant's live rows, called `alias`, of what is read beside: whether the caller sees them
  // has been decided.
  Fragment Beside(absl::string_view alias) const;
  // Whether the caller sees these fields of the records in the table; else PERMISSION_DENIED,
  // FIELD_NOT_ALLOWED.
  absl::Status CheckFields(absl::string_view table,
                           std::initializer_list<absl::string_view> paths) const;
  // The same of what these columns of the table are made of, be it of the record above.
  absl::Status CheckColumns(absl::string_view table, const std::vector<std::string>& columns) const;

  // Errors are those of SqlEngine::Run.
  absl::StatusOr<SqlResult> Run(const char* name, Fragment statement,
                                int64_t max_rows = kPageRows) const;

  // A cell with an amount, in 10^-9 units; 0 of NULL. OUT_OF_RANGE, SUM_TOO_LARGE.
  static absl::StatusOr<money::Int> NanosIn(const SqlResult& result, size_t row, size_t column);
  // In the company's currency. OUT_OF_RANGE, SUM_TOO_LARGE.
  absl::StatusOr<google::type::Money> MoneyOf(money::Int nanos) const;

  absl::StatusOr<int> PurchaseBasis() const { return context_->purchase_basis_of(*call_); }
  absl::StatusOr<v1::Watermark> Watermark() const { return context_->watermark_of(*call_); }

 private:
  const ReportContext* const context_;
  const rpc::Call* const call_;
  const filter::Moment moment_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_REPORT_CALL_H_
