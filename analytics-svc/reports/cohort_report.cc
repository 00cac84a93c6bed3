#include "analytics-svc/reports/cohort_report.h"

#include <map>
#include <utility>
#include <vector>

#include "analytics-svc/reports/purchase_reader.h"
#include "analytics-svc/statistics/cohorts.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/rules/values.h"

namespace guanxi::analytics {
namespace {

using Request = v1::GetCohortsRequest;

constexpr int kDefaultPeriods = 12;
constexpr int kMostPeriods = 120;
constexpr int kMonthsOfYear = 12;
constexpr int kQuartersOfYear = 4;
constexpr int kMonthsOfQuarter = 3;

struct Asked {
  v1::PurchaseSource source;
  Request::Length length;
  int64_t periods = kDefaultPeriods;
  RecordFilter filter;
  absl::CivilDay today;
};

absl::StatusOr<Asked> Take(const ReportCall& call, const Request& request) {
  Violations violations;
  CheckEnum("source", v1::PurchaseSource_IsValid(request.source()), &violations);
  CheckEnum("length", Request::Length_IsValid(request.length()), &violations);
  Asked asked;
  GUANXI_ASSIGN_OR_RETURN(asked.source, SourceOf(call, request.source()));
  asked.length =
      request.length() == Request::LENGTH_UNSPECIFIED ? Request::MONTH : request.length();
  asked.periods =
      TakeNumber("periods", request.periods(), kDefaultPeriods, 1, kMostPeriods, &violations);
  asked.filter = TakeFilter("filter", request.filter(), &violations);
  asked.today =
      call.TodayIn(TakeZone("time_zone", request.time_zone(), call.company_zone(), &violations));
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return asked;
}

// Periods are numbered from the year 0 on.
int64_t NumberOf(Request::Length length, absl::CivilDay day) {
  if (length == Request::YEAR) return day.year();
  if (length == Request::QUARTER) {
    return day.year() * kQuartersOfYear + (day.month() - 1) / kMonthsOfQuarter;
  }
  return day.year() * kMonthsOfYear + day.month() - 1;
}

absl::CivilDay BeginOfNumber(Request::Length length, int64_t number) {
  if (length == Request::YEAR) return absl::CivilDay(number, 1, 1);
  if (length == Request::QUARTER) {
    return absl::CivilDay(number / kQuartersOfYear, number % kQuartersOfYear * kMonthsOfQuarter + 1,
                          1);
  }
  return absl::CivilDay(number / kMonthsOfYear, number % kMonthsOfYear + 1, 1);
}

using Parts = std::map<std::pair<int64_t, int64_t>, CohortPart>;  // by cohort and period

void AddCustomer(Request::Length length, const CustomerPurchases& one, Parts* parts) {
  const int64_t cohort = NumberOf(length, one.by_day.front().day);
  int64_t counted = cohort - 1;
  for (const Purchase& purchase : one.by_day) {
    const int64_t period = NumberOf(length, purchase.day);
    CohortPart& part = (*parts)[{cohort, period}];
    part.cohort = cohort;
    part.period = period;
    part.amount += purchase.amount;
    if (period != counted) ++part.customers;
    counted = period;
  }
}

absl::Status AddRow(const ReportCall& call, const Asked& asked, const Cohort& cohort,
                    v1::CohortReport* report) {
  v1::CohortRow& row = *report->add_cohorts();
  *row.mutable_begin() = rules::DateOf(BeginOfNumber(asked.length, cohort.cohort));
  row.set_size(cohort.size);
  for (const CohortCell& cell : cohort.cells) {
    v1::CohortPeriod& period = *row.add_periods();
    period.set_customers(cell.customers);
    GUANXI_ASSIGN_OR_RETURN(*period.mutable_amount(), call.MoneyOf(cell.amount));
    period.set_retention(static_cast<double>(cell.customers) / static_cast<double>(cohort.size));
    period.set_partial(cell.is_partial);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::CohortReport> MakeCohortReport(const ReportCall& call, const Request& request) {
  GUANXI_ASSIGN_OR_RETURN(const Asked asked, Take(call, request));
  GUANXI_RETURN_IF_ERROR(CheckPurchaseFields(call, asked.source));
  v1::CohortReport report;
  GUANXI_ASSIGN_OR_RETURN(*report.mutable_watermark(), call.Watermark());
  const int64_t current = NumberOf(asked.length, asked.today);
  Parts by_place;
  GUANXI_RETURN_IF_ERROR(ForEachCustomer(call, asked.source, asked.filter, Until(asked.today),
                                         [&](CustomerPurchases one) {
                                           AddCustomer(asked.length, one, &by_place);
                                           return absl::OkStatus();
                                         }));
  std::vector<CohortPart> parts;
  for (const auto& [place, part] : by_place) {
    if (part.cohort > current - asked.periods) parts.push_back(part);
  }
  const std::vector<Cohort> cohorts = MakeCohorts(parts, current);
  for (const Cohort& cohort : cohorts) {
    GUANXI_RETURN_IF_ERROR(AddRow(call, asked, cohort, &report));
  }
  for (int64_t offset = 0;; ++offset) {
    const double retention = RetentionAfter(cohorts, offset);
    if (retention < 0) break;
    report.add_retention(retention);
  }
  return report;
}

}  // namespace guanxi::analytics
