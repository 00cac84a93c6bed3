#include "analytics-svc/reports/ranking_report.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/ranking_source.h"
#include "analytics-svc/statistics/ranking.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

using Request = v1::GetRankingRequest;

constexpr int kDefaultLimit = 20;
constexpr int kMostLimit = 1000;
// People and departments of one company.
constexpr int64_t kMostSubjects = 200'000;

struct Asked {
  RankingSource source;
  bool is_by_department = false;
  Days period;
  Days last_year;
  Days previous;
  int64_t limit = kDefaultLimit;
  RecordFilter filter;
  absl::TimeZone zone;
};

CalendarUnit UnitOf(Request::ToDate to_date) {
  switch (to_date) {
    case Request::WEEK_TO_DATE:
      return CalendarUnit::kWeek;
    case Request::QUARTER_TO_DATE:
      return CalendarUnit::kQuarter;
    case Request::YEAR_TO_DATE:
      return CalendarUnit::kYear;
    default:
      return CalendarUnit::kMonth;
  }
}

void TakeDays(const ReportCall& call, const Request& request, Asked* asked,
              Violations* violations) {
  CheckEnum("to_date", Request::ToDate_IsValid(request.to_date()), violations);
  const bool is_to_date = request.to_date() != Request::TO_DATE_UNSPECIFIED;
  if (is_to_date == request.has_period()) {
    violations->Add("period", "want either this or to_date");
    return;
  }
  if (is_to_date) {
    const absl::CivilDay today = call.TodayIn(asked->zone);
    asked->period = ToDate(UnitOf(request.to_date()), today);
    asked->previous = ToDateBefore(UnitOf(request.to_date()), today);
  } else {
    asked->period = TakePeriod("period", true, request.period(), violations);
    asked->previous = DaysBefore(asked->period);
  }
  asked->last_year = YearBefore(asked->period);
}

absl::StatusOr<Asked> Take(const ReportCall& call, const Request& request) {
  Violations violations;
  Asked asked;
  CheckEnum("measure",
            Request::Measure_IsValid(request.measure()) &&
                request.measure() != Request::MEASURE_UNSPECIFIED,
            &violations);
  asked.source = SourceOf(request.measure());
  CheckEnum("by", Request::By_IsValid(request.by()), &violations);
  asked.is_by_department = request.by() == Request::DEPARTMENTS;
  asked.zone = TakeZone("time_zone", request.time_zone(), call.company_zone(), &violations);
  TakeDays(call, request, &asked, &violations);
  asked.limit = TakeNumber("limit", request.limit(), kDefaultLimit, 1, kMostLimit, &violations);
  asked.filter = TakeFilter("filter", request.filter(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return asked;
}

struct Values {
  std::map<std::string, money::Int> by_subject;
  int64_t without_amount = 0;
};

absl::StatusOr<Values> ReadValues(const ReportCall& call, const Asked& asked, const Days& days) {
  const RankingSource& source = asked.source;
  GUANXI_ASSIGN_OR_RETURN(Fragment rows, call.Rows(source.table, asked.filter));
  const bool is_money = source.is_money();
  const std::string subject =
      absl::StrCat("f.", asked.is_by_department ? "department_id" : source.user);
  Fragment sql(absl::StrCat("SELECT ", subject, ", "));
  sql.Add(is_money ? call.InCurrency(
                         absl::StrCat("SUM(", source.amount, "), COUNT(*) - COUNT(f.base_amount)"))
                   : Fragment("COUNT(*), 0"));
  sql.Add(absl::StrCat(" FROM ", source.table, " f WHERE ")).Add(std::move(rows));
  sql.Add(source.condition).Add(absl::StrCat(" AND f.", source.time));
  if (source.is_date) {
    sql.Add(" >= ").Bind(days.first).Add(absl::StrCat(" AND f.", source.time, " <= "));
    sql.Bind(days.last);
  } else {
    const Instants instants = InstantsOf(days, asked.zone);
    sql.Add(" >= ").Bind(instants.begin).Add(absl::StrCat(" AND f.", source.time, " < "));
    sql.Bind(instants.end);
  }
  sql.Add(absl::StrCat(" GROUP BY ", subject));
  GUANXI_ASSIGN_OR_RETURN(const SqlResult result,
                          call.Run("report.ranking", std::move(sql), kMostSubjects));
  Values values;
  for (size_t row = 0; row < result.rows(); ++row) {
    const std::string name = result.IsNull(row, 0)
                                 ? ""
                                 : absl::StrCat(asked.is_by_department ? "departments/" : "users/",
                                                result.Id(row, 0).ToString());
    if (is_money) {
      GUANXI_ASSIGN_OR_RETURN(values.by_subject[name], ReportCall::NanosIn(result, row, 1));
    } else {
      values.by_subject[name] = result.Int64(row, 1);
    }
    values.without_amount += result.Int64(row, 2);
  }
  return values;
}

// A value in the field that is for it.
absl::Status SetValue(const ReportCall& call, bool is_money, money::Int value, int64_t* count,
                      google::type::Money* amount) {
  if (!is_money) {
    *count = static_cast<int64_t>(value);
    return absl::OkStatus();
  }
  GUANXI_ASSIGN_OR_RETURN(*amount, call.MoneyOf(value));
  return absl::OkStatus();
}

absl::Status AddEntry(const ReportCall& call, bool is_money, const RankedValue& one,
                      const RankedValue& last_year, const RankedValue& previous,
                      v1::RankingReport* report) {
  v1::RankingEntry& entry = *report->add_entries();
  entry.set_subject(one.key);
  entry.set_rank(one.rank);
  entry.set_tied(one.tied);
  entry.set_last_year_rank(last_year.rank);
  entry.set_previous_rank(previous.rank);
  int64_t count = 0;
  google::type::Money amount;
  GUANXI_RETURN_IF_ERROR(SetValue(call, is_money, one.value, &count, &amount));
  entry.set_count(count);
  if (is_money) *entry.mutable_amount() = amount;
  GUANXI_RETURN_IF_ERROR(SetValue(call, is_money, last_year.value, &count, &amount));
  entry.set_last_year_count(count);
  if (is_money) *entry.mutable_last_year_amount() = amount;
  GUANXI_RETURN_IF_ERROR(SetValue(call, is_money, previous.value, &count, &amount));
  entry.set_previous_count(count);
  if (is_money) *entry.mutable_previous_amount() = amount;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::RankingReport> MakeRankingReport(const ReportCall& call,
                                                    const Request& request) {
  GUANXI_ASSIGN_OR_RETURN(const Asked asked, Take(call, request));
  const bool is_money = asked.source.is_money();
  GUANXI_RETURN_IF_ERROR(
      call.CheckColumns(asked.source.table, ColumnsOf(asked.source, asked.is_by_department)));
  if (is_money) {
    GUANXI_RETURN_IF_ERROR(call.CheckFields(asked.source.table, {"amount", "base_amount"}));
  }
  v1::RankingReport report;
  GUANXI_ASSIGN_OR_RETURN(*report.mutable_watermark(), call.Watermark());
  GUANXI_ASSIGN_OR_RETURN(const Values values, ReadValues(call, asked, asked.period));
  GUANXI_ASSIGN_OR_RETURN(const Values last_year, ReadValues(call, asked, asked.last_year));
  GUANXI_ASSIGN_OR_RETURN(const Values previous, ReadValues(call, asked, asked.previous));
  auto last_year_places = PlacesOf(last_year.by_subject);
  auto previous_places = PlacesOf(previous.by_subject);
  const Ranking ranking = MakeRanking(values.by_subject, asked.limit);
  for (const RankedValue& one : ranking.ranked) {
    GUANXI_RETURN_IF_ERROR(AddEntry(call, is_money, one, last_year_places[one.key],
                                    previous_places[one.key], &report));
  }
  report.set_total(ranking.total);
  report.set_tied_beyond(ranking.tied_beyond);
  report.set_without_amount(values.without_amount);
  *report.mutable_period() = PeriodOf(asked.period);
  *report.mutable_last_year() = PeriodOf(asked.last_year);
  *report.mutable_previous() = PeriodOf(asked.previous);
  return report;
}

}  // namespace guanxi::analytics
