// Pictures of what is compared by bars: rankings, churn, lifetime value.
#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_charts.h"
#include "common/pictures/label.h"

namespace guanxi::analytics {
namespace {

constexpr int kMostBars = 50;

ChartFrame Frame(const ChartStyle& style, const char* en, const char* zh) {
  ChartFrame frame;
  frame.language = style.language;
  frame.width = style.width;
  frame.title = style.In(en, zh);
  return frame;
}

std::string TitleOf(v1::GetRankingRequest::Measure measure, const ChartStyle& style) {
  switch (measure) {
    case v1::GetRankingRequest::NEW_LEADS:
      return style.In("Ranking: new leads", "排行榜：新增线索");
    case v1::GetRankingRequest::INTERACTIONS:
      return style.In("Ranking: interactions", "排行榜：互动次数");
    case v1::GetRankingRequest::WON_AMOUNT:
      return style.In("Ranking: amount won", "排行榜：赢单金额");
    case v1::GetRankingRequest::CONTRACT_AMOUNT:
      return style.In("Ranking: contracts signed", "排行榜：签约金额");
    case v1::GetRankingRequest::RECEIPTS:
      return style.In("Ranking: receipts", "排行榜：回款");
    default:
      return style.In("Ranking: new customers", "排行榜：新增客户");
  }
}

void AddValue(bool is_money, int64_t count, const google::type::Money& amount, BarChart::Row* row) {
  row->values.push_back(is_money ? UnitsOf(amount) : static_cast<double>(count));
  row->texts.push_back(pictures::NumberText(row->values.back(), 2));
}

std::string DayText(const google::type::Date& date) {
  return absl::StrCat(date.year(), "-", date.month(), "-", date.day());
}

void AddBar(const std::string& label, double value, const std::string& text, BarChart* chart) {
  chart->rows.push_back({label, {value}, {text}});
}

void AddMoneyBar(const std::string& label, const google::type::Money& money, BarChart* chart) {
  AddBar(label, UnitsOf(money), TextOf(money), chart);
}

}  // namespace

BarChart ChartOf(const v1::RankingReport& report, v1::GetRankingRequest::Measure measure,
                 const ChartStyle& style) {
  BarChart chart;
  chart.frame = Frame(style, "", "");
  chart.frame.title = TitleOf(measure, style);
  chart.series = {style.In("this period", "本期"), style.In("period before", "上期"),
                  style.In("a year before", "去年同期")};
  bool is_money = false;
  std::string currency;
  for (const v1::RankingEntry& entry : report.entries()) {
    if (static_cast<int>(chart.rows.size()) == kMostBars) break;
    is_money = entry.has_amount();
    currency = entry.amount().currency_code();
    BarChart::Row& row = chart.rows.emplace_back();
    row.label =
        absl::StrCat(entry.rank(), entry.tied() > 1 ? "= " : ". ", style.LabelOf(entry.subject()));
    AddValue(is_money, entry.count(), entry.amount(), &row);
    AddValue(is_money, entry.previous_count(), entry.previous_amount(), &row);
    AddValue(is_money, entry.last_year_count(), entry.last_year_amount(), &row);
  }
  chart.frame.unit =
      absl::StrCat(DayText(report.period().first_day()), " – ", DayText(report.period().last_day()),
                   is_money ? ", " : "", currency);
  chart.frame.description = absl::StrCat(
      report.total(),
      style.In(" are ranked; equal values share a place.", " 个对象参与排名，数值相同者并列。"));
  return chart;
}

BarChart ChartOf(const v1::ChurnReport& report, v1::GetChurnRequest::Kind kind,
                 const ChartStyle& style) {
  BarChart chart;
  chart.frame = Frame(style, "Churn", "客户流失");
  if (kind == v1::GetChurnRequest::REVENUE) {
    const v1::RevenueChurnFigures& revenue = report.revenue();
    chart.frame.unit = revenue.before().currency_code();
    AddMoneyBar(style.In("Paid before", "上期收入"), revenue.before(), &chart);
    AddMoneyBar(style.In("Lost", "流失"), revenue.lost(), &chart);
    AddMoneyBar(style.In("Shrunk", "减少"), revenue.shrunk(), &chart);
    AddMoneyBar(style.In("Grown", "增长"), revenue.grown(), &chart);
    if (revenue.has_gross_rate()) {
      chart.frame.description = absl::StrCat(
          style.In("Gross churn ", "总流失率 "), pictures::PercentText(revenue.gross_rate()),
          style.In(", net ", "，净流失率 "), pictures::PercentText(revenue.net_rate()),
          style.In(".", "。"));
    }
    return chart;
  }
  chart.frame.unit = style.In("Customers who were there at the begin", "期初客户数");
  const auto add = [&](const char* en, const char* zh, int64_t count) {
    AddBar(style.In(en, zh), static_cast<double>(count),
           pictures::NumberText(static_cast<double>(count), 0), &chart);
  };
  add("Stayed", "留存", report.stayed());
  add("Lost", "流失", report.lost());
  add("Not decided yet", "待定", report.pending());
  if (report.has_rate()) {
    chart.frame.description =
        absl::StrCat(style.In("Churn rate ", "流失率 "), pictures::PercentText(report.rate()),
                     style.In(".", "。"));
  }
  return chart;
}

BarChart ChartOf(const v1::LifetimeValueReport& report, const ChartStyle& style) {
  BarChart chart;
  chart.frame = Frame(style, "Expected value of customers", "客户预期价值");
  const bool has_value = report.has_spend();
  chart.frame.unit = has_value ? report.expected_value().currency_code()
                               : style.In("expected purchases", "预期购买次数");
  for (const v1::LifetimeCustomer& customer : report.top_customers()) {
    if (static_cast<int>(chart.rows.size()) == kMostBars) break;
    const std::string label = style.LabelOf(customer.customer());
    if (has_value) {
      AddMoneyBar(label, customer.expected_value(), &chart);
    } else {
      AddBar(label, customer.expected_purchases(),
             pictures::NumberText(customer.expected_purchases(), 1), &chart);
    }
  }
  if (report.purchase_refusal() != v1::LifetimeValueReport::REFUSAL_UNSPECIFIED) {
    chart.frame.description = style.In("Too few customers have bought again to say anything.",
                                       "复购客户太少，无法预测。");
  } else {
    chart.frame.description =
        absl::StrCat(report.customers(), style.In(" customers, of whom ", " 位客户，其中 "),
                     report.repeat_customers(), style.In(" bought again.", " 位有复购。"));
  }
  return chart;
}

}  // namespace guanxi::analytics
