// Reports as pictures: what each of them shows, in the reader's language.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_REPORT_CHARTS_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_REPORT_CHARTS_H_

#include <map>
#include <string>

#include "analytics-svc/charts/charts.h"
#include "guanxi/analytics/v1/acquisition.pb.h"
#include "guanxi/analytics/v1/customer_value.pb.h"
#include "guanxi/analytics/v1/dashboard.pb.h"
#include "guanxi/analytics/v1/funnel.pb.h"
#include "guanxi/analytics/v1/lifetime_value.pb.h"
#include "guanxi/analytics/v1/query.pb.h"
#include "guanxi/analytics/v1/ranking.pb.h"
#include "guanxi/analytics/v1/retention.pb.h"

namespace guanxi::analytics {

// How a picture is to look.
struct ChartStyle {
  std::string language = "en";  // or `zh`
  int width = 760;
  // What to call records, by name.
  std::map<std::string, std::string> labels;
  // Instead of what the figures are called; "": that.
  std::string title{};
  // The form of an answer to a question: reports have their own. Not stated: as fits it.
  v1::DashboardPanel::Chart chart = v1::DashboardPanel::CHART_UNSPECIFIED;
  // Of converted amounts of an answer; "": not known.
  std::string currency{};

  // One of the two, as the language is.
  const char* In(const char* en, const char* zh) const { return language == "zh" ? zh : en; }
  // What to call the record; the end of its id if nobody says.
  std::string LabelOf(const std::string& name) const;
};

FunnelChart ChartOf(const v1::FunnelReport& report, const ChartStyle& style);
FunnelChart ChartOf(const v1::BehaviorFunnelReport& report, const ChartStyle& style);
BarChart ChartOf(const v1::RankingReport& report, v1::GetRankingRequest::Measure measure,
                 const ChartStyle& style);
MatrixChart ChartOf(const v1::CohortReport& report, const ChartStyle& style);
BarChart ChartOf(const v1::ChurnReport& report, v1::GetChurnRequest::Kind kind,
                 const ChartStyle& style);
MatrixChart ChartOf(const v1::RfmReport& report, const ChartStyle& style);
MatrixChart ChartOf(const v1::RfmMatrix& matrix, const ChartStyle& style);
BarChart ChartOf(const v1::LifetimeValueReport& report, const ChartStyle& style);
BarChart ChartOf(const v1::AcquisitionCostReport& report, const ChartStyle& style);

// The classes of value as people call them; those without a purchase if it is none.
std::string NameOf(v1::ValueClass value_class, const ChartStyle& style);
std::string TextOf(const google::type::Money& money);
double UnitsOf(const google::type::Money& money);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_REPORT_CHARTS_H_
