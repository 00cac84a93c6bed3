#include "analytics-svc/reports/behavior_funnel_report.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "analytics-svc/reports/behavior_funnel_request.h"
#include "analytics-svc/reports/behavior_funnel_sql.h"
#include "analytics-svc/semantic/scope.h"
#include "analytics-svc/statistics/window_funnel.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

using Request = v1::GetBehaviorFunnelRequest;

constexpr int64_t kMostEvents = 300'000;

// A customer is one whoever he was before: what is known of a visitor's key now counts. Ids of
// customers and of leads are never the same.
constexpr char kKnown[] = "COALESCE(f.customer_id, v.customer_id, f.lead_id, v.lead_id)";

// What an event must be to be the step, of the rows "f".
Fragment ConditionOf(const v1::BehaviorStep& step) {
  std::vector<Fragment> parts;
  if (!step.kind().empty()) parts.push_back(Fragment("f.kind = ").Bind(step.kind()));
  if (!step.topic().empty()) parts.push_back(Fragment("f.topic = ").Bind(step.topic()));
  return JoinFragments(std::move(parts), " AND ", "1 = 1");
}

// `what` of the events of the days, with who did it as `a`, or `b` if nobody knows him.
absl::StatusOr<Fragment> EventRows(const ReportCall& call, const BehaviorFunnelAsked& asked,
                                   Fragment what, Fragment condition) {
  GUANXI_ASSIGN_OR_RETURN(Fragment rows, call.Rows("fact_behavior", {}));
  Fragment sql("SELECT ");
  sql.Add(std::move(what));
  sql.Add(absl::StrCat(", ", kKnown, " AS a, CASE WHEN ", kKnown,
                       " IS NULL THEN f.visitor END AS b FROM fact_behavior f LEFT JOIN "
                       "fact_visitor v ON v.visitor = f.visitor AND "));
  sql.Add(call.Beside("v")).Add(" WHERE ").Add(std::move(rows));
  sql.Add(" AND f.occur_time >= ").Bind(asked.instants.begin);
  sql.Add(" AND f.occur_time < ").Bind(asked.instants.end);
  sql.Add(" AND (").Add(std::move(condition)).Add(")");
  return sql;
}

// Whom an event is of is told by its own fields and by what is known of its visitor, whoever may
// read visitors.
absl::Status CheckFieldsSeen(const ReportCall& call) {
  GUANXI_RETURN_IF_ERROR(call.CheckFields(
      "fact_behavior", {"kind", "topic", "occur_time", "visitor", "customer", "lead"}));
  const std::vector<ReadRule> visitors = {
      {"guanxi.dev/Visitor", "behaviorEvents.read", /*is_owned=*/false}};
  for (const char* const path : {"key", "customer", "lead"}) {
    GUANXI_RETURN_IF_ERROR(
        CheckFieldSeen(visitors, call.call().principal, path, absl::StrCat("visitors.", path)));
  }
  return absl::OkStatus();
}

// How many reached each step or a later one.
using Reached = std::vector<int64_t>;

absl::Status CountInSql(const ReportCall& call, const Request& request,
                        const BehaviorFunnelAsked& asked, Reached* reached) {
  std::vector<Fragment> step_rows;
  for (const v1::BehaviorStep& step : request.steps()) {
    GUANXI_ASSIGN_OR_RETURN(
        Fragment rows, EventRows(call, asked, Fragment("f.occur_time AS t"), ConditionOf(step)));
    step_rows.push_back(std::move(rows));
  }
  GUANXI_ASSIGN_OR_RETURN(const SqlResult result,
                          call.Run("report.behavior_funnel",
                                   WindowFunnelSql(step_rows, asked.window,
                                                   asked.mode == FunnelMode::kStrictIncrease)));
  for (size_t row = 0; row < result.rows(); ++row) {
    (*reached)[static_cast<size_t>(result.Int64(row, 0)) - 1] = result.Int64(row, 1);
  }
  return absl::OkStatus();
}

// Which steps an event is, as a number of bits.
Fragment StepBits(const Request& request) {
  Fragment bits;
  for (int i = 0; i < request.steps_size(); ++i) {
    if (i > 0) bits.Add(" + ");
    bits.Add("CASE WHEN ").Add(ConditionOf(request.steps(i)));
    bits.Add(absl::StrCat(" THEN ", 1 << i, " ELSE 0 END"));
  }
  return bits.Add(" AS steps, f.occur_time AS t");
}

absl::Status CountOneByOne(const ReportCall& call, const Request& request,
                           const BehaviorFunnelAsked& asked, Reached* reached) {
  GUANXI_ASSIGN_OR_RETURN(Fragment rows,
                          EventRows(call, asked, StepBits(request), Fragment("1 = 1")));
  Fragment sql("SELECT e.steps, e.t, e.a, e.b FROM (");
  sql.Add(std::move(rows)).Add(") e");
  if (asked.mode != FunnelMode::kStrictOrder) sql.Add(" WHERE e.steps > 0");
  sql.Add(" ORDER BY e.a, e.b, e.t");
  GUANXI_ASSIGN_OR_RETURN(const SqlResult result,
                          call.Run("report.behavior_events", std::move(sql), kMostEvents));
  std::vector<FunnelEvent> events;
  const auto finish = [&] {
    const int level =
        FunnelLevel(std::move(events), request.steps_size(),
                    asked.window * absl::ToInt64Microseconds(absl::Seconds(1)), asked.mode);
    for (int i = 0; i < level; ++i) ++(*reached)[static_cast<size_t>(i)];
    events.clear();
  };
  for (size_t row = 0; row < result.rows(); ++row) {
    bool is_same = row > 0;
    for (size_t column = 2; is_same && column < 4; ++column) {
      is_same = result.at(row, column) == result.at(row - 1, column);
    }
    if (row > 0 && !is_same) finish();
    events.push_back(
        {absl::ToUnixMicros(result.Time(row, 1)), static_cast<uint32_t>(result.Int64(row, 0))});
  }
  if (!events.empty()) finish();
  return absl::OkStatus();
}

std::string NameOf(const v1::BehaviorStep& step) {
  if (!step.display_name().empty()) return step.display_name();
  if (step.topic().empty()) return step.kind();
  return step.kind().empty() ? step.topic() : absl::StrCat(step.kind(), " ", step.topic());
}

void AddSteps(const Request& request, const Reached& reached, v1::BehaviorFunnelReport* report) {
  const auto first = static_cast<double>(reached.front());
  for (size_t i = 0; i < reached.size(); ++i) {
    v1::BehaviorFunnelStep& step = *report->add_steps();
    step.set_display_name(NameOf(request.steps(static_cast<int>(i))));
    step.set_reached(reached[i]);
    const auto here = static_cast<double>(reached[i]);
    if (i > 0 && reached[i - 1] > 0) {
      step.set_conversion(here / static_cast<double>(reached[i - 1]));
    }
    if (first > 0) step.set_share_of_first(here / first);
  }
}

}  // namespace

absl::StatusOr<v1::BehaviorFunnelReport> MakeBehaviorFunnelReport(const ReportCall& call,
                                                                  const Request& request) {
  GUANXI_ASSIGN_OR_RETURN(const BehaviorFunnelAsked asked,
                          TakeBehaviorFunnel(request, call.company_zone()));
  GUANXI_RETURN_IF_ERROR(CheckFieldsSeen(call));
  v1::BehaviorFunnelReport report;
  GUANXI_ASSIGN_OR_RETURN(*report.mutable_watermark(), call.Watermark());
  Reached reached(static_cast<size_t>(request.steps_size()));
  const bool is_for_sql =
      asked.mode == FunnelMode::kDefault || asked.mode == FunnelMode::kStrictIncrease;
  GUANXI_RETURN_IF_ERROR(is_for_sql ? CountInSql(call, request, asked, &reached)
                                    : CountOneByOne(call, request, asked, &reached));
  AddSteps(request, reached, &report);
  return report;
}

}  // namespace guanxi::analytics
