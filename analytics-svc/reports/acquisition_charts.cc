// The picture of what new customers cost.
#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_charts.h"

namespace guanxi::analytics {
namespace {

constexpr int kMostBars = 50;

// What is not known has no bar, and a dash.
void AddMoney(bool is_known, const google::type::Money& money, BarChart::Row* row) {
  row->values.push_back(is_known ? UnitsOf(money) : 0);
  row->texts.push_back(is_known ? TextOf(money) : "–");
}

void AddRow(const std::string& label, const v1::AcquisitionCost& one, BarChart* chart) {
  BarChart::Row& row = chart->rows.emplace_back();
  row.label = absl::StrCat(label, " (", one.customers(), ")");
  AddMoney(one.has_cost(), one.cost(), &row);
  AddMoney(one.has_cost_per_customer(), one.cost_per_customer(), &row);
}

std::string NameOf(const v1::AcquisitionCost& one, const ChartStyle& style) {
  if (one.source().empty()) return style.In("without a source", "无来源");
  return one.display_name().empty() ? style.LabelOf(one.source()) : one.display_name();
}

}  // namespace

BarChart ChartOf(const v1::AcquisitionCostReport& report, const ChartStyle& style) {
  BarChart chart;
  chart.frame.language = style.language;
  chart.frame.width = style.width;
  chart.frame.title = style.In("What new customers cost", "获客成本");
  chart.frame.unit =
      absl::StrCat(report.total().cost().currency_code(), report.total().has_cost() ? ", " : "",
                   style.In("(new customers)", "（新客户数）"));
  chart.series = {style.In("cost", "费用"), style.In("per new customer", "单客成本")};
  for (const v1::AcquisitionCost& one : report.sources()) {
    if (static_cast<int>(chart.rows.size()) == kMostBars) break;
    AddRow(NameOf(one, style), one, &chart);
  }
  AddRow(style.In("all", "合计"), report.total(), &chart);
  const int left_out = report.sources_size() - static_cast<int>(chart.rows.size()) + 1;
  chart.frame.description =
      absl::StrCat(report.total().customers(), style.In(" new customers.", " 位新客户。"));
  if (report.total().has_cost_per_customer()) {
    absl::StrAppend(&chart.frame.description, style.In(" One cost ", "单客成本 "),
                    TextOf(report.total().cost_per_customer()), " ",
                    report.total().cost_per_customer().currency_code(), style.In(".", "。"));
  }
  if (left_out > 0) {
    absl::StrAppend(&chart.frame.description,
                    style.In(" Sources that are not drawn: ", "未绘出的来源："), left_out,
                    style.In(".", "。"));
  }
  return chart;
}

}  // namespace guanxi::analytics
