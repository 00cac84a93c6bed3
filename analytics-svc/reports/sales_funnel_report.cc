#include "analytics-svc/reports/sales_funnel_report.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/statistics/sales_funnel.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"

namespace guanxi::analytics {
namespace {

constexpr int kDefaultDecided = 10;
constexpr int kMostDecided = 1'000'000;

struct Stage {
  Uuid id;
  std::string name;
  // Of those that are shown; of a deleted one that of the stage before it.
  int place = 0;
};

struct Stages {
  std::vector<Stage> shown;
  std::vector<Stage> all;  // deleted ones among them
};

struct Asked {
  Uuid pipeline;
  RecordFilter filter;
  int64_t least_decided = kDefaultDecided;
  absl::TimeZone zone;
  Days period;
  Days compared;
};

absl::StatusOr<Asked> Take(const ReportCall& call, const v1::GetFunnelRequest& request) {
  Violations violations;
  Asked asked;
  const auto pipeline = resource::ParseReference("pipelines", request.pipeline());
  if (pipeline.ok()) {
    asked.pipeline = *pipeline;
  } else {
    violations.Add("pipeline", "want `pipelines/{pipeline}`");
  }
  asked.period = TakePeriod("period", request.has_period(), request.period(), &violations);
  if (request.has_compare_with()) {
    asked.compared = TakePeriod("compare_with", true, request.compare_with(), &violations);
  }
  asked.filter = TakeFilter("filter", request.filter(), &violations);
  asked.least_decided = TakeNumber("least_decided", request.least_decided(), kDefaultDecided, 1,
                                   kMostDecided, &violations);
  asked.zone = TakeZone("time_zone", request.time_zone(), call.company_zone(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return asked;
}

absl::StatusOr<Stages> ReadStages(const ReportCall& call, const v1::GetFunnelRequest& request,
                                  const Asked& asked) {
  // Who does not see stages does not see them here either.
  GUANXI_RETURN_IF_ERROR(call.Rows("fact_stage", {}).status());
  // Deleted ones too: what stood in them is somewhere still.
  Fragment sql("SELECT s.id, s.display_name, s.live FROM fact_stage s WHERE s.tenant_id = ");
  sql.Bind(call.call().principal.tenant).Add(" AND s.pipeline_id = ").Bind(asked.pipeline);
  sql.Add(" ORDER BY s.position, s.id");
  GUANXI_ASSIGN_OR_RETURN(const SqlResult rows, call.Run("report.funnel_stages", std::move(sql)));
  Stages stages;
  for (size_t row = 0; row < rows.rows(); ++row) {
    Stage stage = {rows.Id(row, 0), rows.Text(row, 1), 0};
    const bool is_live = rows.Int64(row, 2) != 0;
    const auto shown = static_cast<int>(stages.shown.size());
    stage.place = is_live ? shown : std::max(shown - 1, 0);
    if (is_live) stages.shown.push_back(stage);
    stages.all.push_back(std::move(stage));
  }
  if (stages.shown.empty()) return NotFound("PIPELINE", request.pipeline());
  return stages;
}

// The place of the stage in `column`: 0 of one that nobody knows.
void AddPlace(const std::vector<Stage>& stages, absl::string_view column, Fragment* sql) {
  sql->Add(absl::StrCat("CASE ", column));
  for (const Stage& stage : stages) {
    sql->Add(" WHEN ").Bind(stage.id).Add(absl::StrCat(" THEN ", stage.place));
  }
  sql->Add(" ELSE 0 END");
}

// State, furthest place, count, sum of amounts, those without one.
absl::StatusOr<Fragment> CohortSql(const ReportCall& call, const Asked& asked, const Days& days,
                                   const std::vector<Stage>& stages) {
  GUANXI_ASSIGN_OR_RETURN(Fragment rows, call.Rows("fact_opportunity", asked.filter));
  const Instants instants = InstantsOf(days, asked.zone);
  Fragment sql(
      "SELECT q.state, q.furthest, COUNT(*), SUM(q.amount), "
      "SUM(CASE WHEN q.amount IS NULL THEN 1 ELSE 0 END) FROM (SELECT f.id, f.state, ");
  sql.Add(call.InCurrency("f.base_amount"));
  sql.Add(" AS amount, MIN(c.enter_time) AS entered, GREATEST(MAX(");
  AddPlace(stages, "c.stage_id", &sql);
  sql.Add("), MAX(");
  AddPlace(stages, "f.stage_id", &sql);
  sql.Add(
      ")) AS furthest FROM fact_opportunity f JOIN fact_stage_change c ON "
      "c.tenant_id = f.tenant_id AND c.id = f.id AND c.pipeline_id = f.pipeline_id AND "
      "c.live = 1 WHERE ");
  sql.Add(std::move(rows)).Add(" AND f.pipeline_id = ").Bind(asked.pipeline);
  sql.Add(
      " GROUP BY f.id, f.state, f.amount, f.currency, f.base_amount, f.base_currency) q "
      "WHERE q.entered >= ");
  sql.Bind(instants.begin);
  sql.Add(" AND q.entered < ").Bind(instants.end).Add(" GROUP BY q.state, q.furthest");
  return sql;
}

Outcome OutcomeOf(const std::string& state) {
  if (state == "WON") return Outcome::kWon;
  return state == "LOST" ? Outcome::kLost : Outcome::kOpen;
}

absl::StatusOr<v1::Funnel> ToProto(const ReportCall& call, const v1::GetFunnelRequest& request,
                                   const std::vector<Stage>& stages, const SalesFunnel& funnel) {
  v1::Funnel made;
  for (size_t i = 0; i < funnel.steps.size(); ++i) {
    const FunnelStep& step = funnel.steps[i];
    v1::FunnelStep& shown = *made.add_steps();
    if (i < stages.size()) {
      shown.set_stage(absl::StrCat(request.pipeline(), "/stages/", stages[i].id.ToString()));
      shown.set_display_name(stages[i].name);
    } else {
      shown.set_display_name("WON");
    }
    shown.set_reached(step.reached);
    GUANXI_ASSIGN_OR_RETURN(*shown.mutable_reached_amount(), call.MoneyOf(step.reached_amount));
    shown.set_open(step.open);
    shown.set_lost(step.lost);
    shown.set_advanced(step.advanced);
    if (const auto conversion = step.Conversion()) shown.set_conversion(*conversion);
    const int64_t first = funnel.steps.front().reached;
    if (first > 0) {
      shown.set_share_of_first(static_cast<double>(step.reached) / static_cast<double>(first));
    }
  }
  if (funnel.bottleneck.has_value()) {
    made.set_bottleneck(made.steps(*funnel.bottleneck).stage());
  }
  return made;
}

absl::StatusOr<v1::Funnel> ReadFunnel(const ReportCall& call, const v1::GetFunnelRequest& request,
                                      const Asked& asked, const Days& days, const Stages& stages) {
  GUANXI_ASSIGN_OR_RETURN(Fragment sql, CohortSql(call, asked, days, stages.all));
  GUANXI_ASSIGN_OR_RETURN(const SqlResult rows, call.Run("report.funnel", std::move(sql)));
  std::vector<FunnelPart> parts;
  int64_t without_amount = 0;
  for (size_t row = 0; row < rows.rows(); ++row) {
    FunnelPart& part = parts.emplace_back();
    part.outcome = OutcomeOf(rows.Text(row, 0));
    part.furthest = static_cast<int>(rows.Int64(row, 1));
    part.count = rows.Int64(row, 2);
    GUANXI_ASSIGN_OR_RETURN(part.amount, ReportCall::NanosIn(rows, row, 3));
    without_amount += rows.Int64(row, 4);
  }
  GUANXI_ASSIGN_OR_RETURN(
      v1::Funnel funnel,
      ToProto(call, request, stages.shown,
              MakeSalesFunnel(parts, static_cast<int>(stages.shown.size()), asked.least_decided)));
  funnel.set_without_amount(without_amount);
  return funnel;
}

}  // namespace

absl::StatusOr<v1::FunnelReport> MakeFunnelReport(const ReportCall& call,
                                                  const v1::GetFunnelRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const Asked asked, Take(call, request));
  GUANXI_RETURN_IF_ERROR(call.CheckFields("fact_opportunity", {"pipeline", "stage", "stage_history",
                                                               "state", "amount", "base_amount"}));
  GUANXI_RETURN_IF_ERROR(call.CheckFields("fact_stage", {"display_name", "order"}));
  v1::FunnelReport report;
  GUANXI_ASSIGN_OR_RETURN(*report.mutable_watermark(), call.Watermark());
  GUANXI_ASSIGN_OR_RETURN(const Stages stages, ReadStages(call, request, asked));
  GUANXI_ASSIGN_OR_RETURN(*report.mutable_funnel(),
                          ReadFunnel(call, request, asked, asked.period, stages));
  if (request.has_compare_with()) {
    GUANXI_ASSIGN_OR_RETURN(*report.mutable_compared(),
                            ReadFunnel(call, request, asked, asked.compared, stages));
  }
  return report;
}

}  // namespace guanxi::analytics
