// Pictures of what is seen as a matrix: cohorts, classes of value.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "analytics-svc/reports/report_charts.h"
#include "common/pictures/label.h"

namespace guanxi::analytics {
namespace {

constexpr size_t kMostRows = 40;
constexpr int kClasses = 4;  // of each importance

ChartFrame Frame(const ChartStyle& style, const char* en, const char* zh) {
  ChartFrame frame;
  frame.language = style.language;
  frame.width = style.width;
  frame.title = style.In(en, zh);
  return frame;
}

std::string Count(int64_t count) { return pictures::NumberText(static_cast<double>(count), 0); }

void SetScale(MatrixChart* chart) {
  double most = 0;
  for (const auto& row : chart->rows) {
    for (const auto& cell : row.cells) most = std::max(most, cell.value.value_or(0));
  }
  chart->least = "0";
  chart->most = pictures::NumberText(most, 0);
}

std::string CustomersAndAmount(const std::string& what, int64_t customers,
                               const google::type::Money& amount, const ChartStyle& style) {
  return absl::StrCat(what, ": ", Count(customers), style.In(" customers, ", " 位客户，"),
                      TextOf(amount), " ", amount.currency_code());
}

}  // namespace

MatrixChart ChartOf(const v1::CohortReport& report, const ChartStyle& style) {
  MatrixChart chart;
  chart.frame = Frame(style, "Retention by cohort", "同期群留存");
  chart.frame.unit =
      style.In("Share of the customers who came that bought n periods later; * goes on",
               "首购后第 n 期再次购买的客户占比；* 为进行中");
  int most = 0;
  for (const v1::CohortRow& cohort : report.cohorts()) most = std::max(most, cohort.periods_size());
  for (int i = 0; i < most; ++i) chart.columns.push_back(absl::StrCat(i));
  for (const v1::CohortRow& cohort : report.cohorts()) {
    MatrixChart::Row& row = chart.rows.emplace_back();
    row.label = absl::StrFormat("%04d-%02d (%d)", cohort.begin().year(), cohort.begin().month(),
                                cohort.size());
    row.cells.resize(static_cast<size_t>(most));
    for (int i = 0; i < cohort.periods_size(); ++i) {
      const v1::CohortPeriod& period = cohort.periods(i);
      MatrixChart::Cell& cell = row.cells[static_cast<size_t>(i)];
      cell.value = period.retention();
      cell.text = absl::StrCat(pictures::NumberText(period.retention() * 100, 0), "%",
                               period.partial() ? "*" : "");
      cell.about = CustomersAndAmount(absl::StrCat(row.label, ", ", i), period.customers(),
                                      period.amount(), style);
    }
  }
  chart.least = "0%";
  chart.most = "100%";
  if (report.retention_size() > 1) {
    chart.frame.description =
        absl::StrCat(style.In("One period after their first purchase ", "首购后一期，"),
                     pictures::PercentText(report.retention(1)),
                     style.In(" bought again.", " 的客户再次购买。"));
  }
  return chart;
}

MatrixChart ChartOf(const v1::RfmReport& report, const ChartStyle& style) {
  MatrixChart chart;
  chart.frame = Frame(style, "Customers by class of value", "客户价值分层");
  chart.frame.unit = style.In("Customers", "客户数");
  chart.columns = {style.In("recent, frequent", "近期且高频"), style.In("recent, rare", "近期低频"),
                   style.In("frequent, long ago", "高频但久未购买"),
                   style.In("rare, long ago", "低频且久未购买")};
  chart.rows = {{style.In("much money", "高金额"), {}}, {style.In("little money", "低金额"), {}}};
  for (const v1::RfmClassFigures& figures : report.classes()) {
    const size_t row = figures.value_class() - v1::IMPORTANT_VALUE < kClasses ? 0 : 1;
    const std::string name = NameOf(figures.value_class(), style);
    MatrixChart::Cell& cell = chart.rows[row].cells.emplace_back();
    cell.value = static_cast<double>(figures.customers());
    cell.text = absl::StrCat(name, " ", Count(figures.customers()));
    cell.about = CustomersAndAmount(name, figures.customers(), figures.amount(), style);
  }
  SetScale(&chart);
  chart.frame.description =
      absl::StrCat(Count(report.buyers()), style.In(" customers have bought, ", " 位客户有购买，"),
                   Count(report.non_buyers()), style.In(" have not.", " 位没有购买。"));
  return chart;
}

MatrixChart ChartOf(const v1::RfmMatrix& matrix, const ChartStyle& style) {
  MatrixChart chart;
  chart.frame = Frame(style, "Classes of value across customers", "客户价值分布");
  chart.frame.unit = style.In("Customers", "客户数");
  constexpr int kColumns = v1::GENERAL_WIN_BACK + 1;
  for (int i = v1::IMPORTANT_VALUE; i < kColumns; ++i) {
    chart.columns.push_back(NameOf(static_cast<v1::ValueClass>(i), style));
  }
  chart.columns.push_back(NameOf(v1::VALUE_CLASS_UNSPECIFIED, style));
  std::map<std::pair<std::string, std::string>, size_t> rows;
  std::set<std::pair<std::string, std::string>> left_out;
  for (const v1::RfmMatrixCell& one : matrix.cells()) {
    const std::string row = one.row().empty() ? style.In("not stated", "未填写") : one.row();
    const std::string label = one.part().empty() ? row : absl::StrCat(row, " · ", one.part());
    const auto key = std::make_pair(one.row(), one.part());
    if (chart.rows.size() == kMostRows && rows.count(key) == 0) {
      left_out.insert(key);
      continue;
    }
    const auto [at, is_new] = rows.try_emplace(key, chart.rows.size());
    if (is_new) chart.rows.push_back({label, std::vector<MatrixChart::Cell>(kColumns)});
    const int column =
        one.value_class() == v1::VALUE_CLASS_UNSPECIFIED ? kColumns - 1 : one.value_class() - 1;
    MatrixChart::Cell& cell = chart.rows[at->second].cells[static_cast<size_t>(column)];
    cell.value = static_cast<double>(one.customers());
    cell.text = Count(one.customers());
    cell.about = CustomersAndAmount(absl::StrCat(label, ", ", NameOf(one.value_class(), style)),
                                    one.customers(), one.amount(), style);
  }
  SetScale(&chart);
  if (matrix.has_richest()) {
    const v1::RfmMatrixCell& richest = matrix.richest();
    chart.frame.description =
        absl::StrCat(style.In("Most champions: ", "重要价值客户最多："), richest.row(),
                     richest.part().empty() ? "" : " · ", richest.part(), style.In(", ", "，"),
                     Count(richest.customers()), style.In(" customers.", " 位。"));
  }
  if (!left_out.empty()) {
    absl::StrAppend(&chart.frame.description,
                    style.In(" Rows that are not drawn: ", "未绘出的行："), left_out.size(),
                    style.In(".", "。"));
  }
  return chart;
}

}  // namespace guanxi::analytics
