// Pictures of funnels.
#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_charts.h"
#include "common/pictures/label.h"

namespace guanxi::analytics {
namespace {

std::string Count(int64_t count) { return pictures::NumberText(static_cast<double>(count), 0); }

// What became of those who came to a stage.
std::string NoteOf(const v1::FunnelStep& step, const ChartStyle& style) {
  std::string note;
  if (step.has_conversion()) {
    note =
        absl::StrCat(pictures::PercentText(step.conversion()), style.In(" go on", " 进入下一步"));
  }
  if (step.open() > 0) {
    absl::StrAppend(&note, note.empty() ? "" : style.In(", ", "，"), Count(step.open()),
                    style.In(" open", " 进行中"));
  }
  return note;
}

}  // namespace

FunnelChart ChartOf(const v1::FunnelReport& report, const ChartStyle& style) {
  FunnelChart chart;
  chart.frame.language = style.language;
  chart.frame.width = style.width;
  chart.frame.title = style.In("Sales funnel", "销售漏斗");
  chart.frame.unit =
      style.In("Opportunities that came so far or further", "到达该阶段及之后的商机数");
  std::string bottleneck;
  for (const v1::FunnelStep& step : report.funnel().steps()) {
    const bool is_won = step.stage().empty();
    const bool is_marked = !is_won && step.stage() == report.funnel().bottleneck();
    const std::string label = is_won ? style.In("Won", "赢单") : step.display_name();
    if (is_marked) bottleneck = label;
    chart.steps.push_back({label, static_cast<double>(step.reached()), Count(step.reached()),
                           is_won ? "" : NoteOf(step, style), is_marked});
  }
  const auto& steps = report.funnel().steps();
  if (!steps.empty()) {
    chart.frame.description =
        absl::StrCat(Count(steps.begin()->reached()), style.In(" came in, ", " 个商机进入，"),
                     Count(steps.rbegin()->reached()), style.In(" were won.", " 个赢单。"));
  }
  if (!bottleneck.empty()) {
    chart.mark = style.In("Bottleneck: the smallest share goes on", "瓶颈：转化率最低的阶段");
    absl::StrAppend(&chart.frame.description, style.In(" Bottleneck: ", "瓶颈阶段："), bottleneck,
                    style.In(".", "。"));
  }
  return chart;
}

FunnelChart ChartOf(const v1::BehaviorFunnelReport& report, const ChartStyle& style) {
  FunnelChart chart;
  chart.frame.language = style.language;
  chart.frame.width = style.width;
  chart.frame.title = style.In("Behaviour funnel", "行为漏斗");
  chart.frame.unit = style.In("People who came so far or further", "到达该步骤及之后的人数");
  for (const v1::BehaviorFunnelStep& step : report.steps()) {
    const std::string note = step.has_conversion()
                                 ? absl::StrCat(pictures::PercentText(step.conversion()),
                                                style.In(" of the step before", " 来自上一步"))
                                 : "";
    chart.steps.push_back({step.display_name(), static_cast<double>(step.reached()),
                           Count(step.reached()), note, false});
  }
  if (report.steps_size() > 0) {
    chart.frame.description = absl::StrCat(
        Count(report.steps(0).reached()), style.In(" began, ", " 人开始，"),
        Count(report.steps().rbegin()->reached()), style.In(" came to the end.", " 人完成。"));
  }
  return chart;
}

}  // namespace guanxi::analytics
