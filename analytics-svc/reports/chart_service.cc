#include "analytics-svc/reports/chart_service.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/query_charts.h"
#include "analytics-svc/reports/report_charts.h"
#include "analytics-svc/reports/report_fields.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

using Request = v1::DrawReportRequest;

constexpr int kDefaultWidth = 760;
constexpr int kLeastWidth = 320;
constexpr int kMostWidth = 2000;
constexpr int kMostLabels = 1000;
constexpr size_t kMostBytes = 128;
constexpr int kDefaultCustomers = 20;

// Draws what a method answered; what it found wrong is said below the report's own name.
template <typename Report, typename Make>
absl::StatusOr<std::string> Drawn(const char* path, absl::StatusOr<Report> report,
                                  const ChartStyle& style, Make make) {
  if (!report.ok()) return UnderPath(path, report.status());
  auto chart = make(*report);
  if (!style.title.empty()) chart.frame.title = style.title;
  return analytics::Draw(chart);
}

}  // namespace

absl::StatusOr<ChartStyle> TakeStyle(const Request& request) {
  Violations violations;
  ChartStyle style;
  if (request.report_case() == Request::REPORT_NOT_SET) {
    violations.Add("report", "want one to draw");
  }
  if (!request.language().empty()) style.language = request.language();
  if (style.language != "en" && style.language != "zh") violations.Add("language", "want en or zh");
  style.width = static_cast<int>(
      TakeNumber("width", request.width(), kDefaultWidth, kLeastWidth, kMostWidth, &violations));
  if (request.labels_size() > kMostLabels) {
    violations.Add("labels", absl::StrCat("want at most ", kMostLabels));
  }
  for (const auto& [name, label] : request.labels()) {
    if (label.empty() || label.size() > kMostBytes) {
      violations.Add(absl::StrCat("labels.", name),
                     absl::StrCat("want 1 to ", kMostBytes, " bytes"));
    }
    style.labels[name] = label;
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return style;
}

absl::StatusOr<google::api::HttpBody> ChartServiceImpl::DrawReport(const rpc::Call& call,
                                                                   const Request& request) {
  GUANXI_ASSIGN_OR_RETURN(const ChartStyle style, TakeStyle(request));
  return Draw(call, request, style);
}

absl::StatusOr<google::api::HttpBody> ChartServiceImpl::Draw(const rpc::Call& call,
                                                             const Request& request,
                                                             const ChartStyle& style) const {
  google::api::HttpBody body;
  GUANXI_ASSIGN_OR_RETURN(*body.mutable_data(), DrawPicture(call, request, style));
  body.set_content_type("image/svg+xml");
  return body;
}

absl::StatusOr<std::string> ChartServiceImpl::DrawPicture(const rpc::Call& call,
                                                          const Request& request,
                                                          const ChartStyle& style) const {
  const auto plain = [&](const auto& report) { return ChartOf(report, style); };
  switch (request.report_case()) {
    case Request::kFunnel:
      return Drawn("funnel", reports_->GetFunnel(call, request.funnel()), style, plain);
    case Request::kBehaviorFunnel:
      return Drawn("behavior_funnel", reports_->GetBehaviorFunnel(call, request.behavior_funnel()),
                   style, plain);
    case Request::kRanking:
      return Drawn("ranking", reports_->GetRanking(call, request.ranking()), style,
                   [&](const v1::RankingReport& report) {
                     return ChartOf(report, request.ranking().measure(), style);
                   });
    case Request::kCohorts:
      return Drawn("cohorts", reports_->GetCohorts(call, request.cohorts()), style, plain);
    case Request::kChurn:
      return Drawn("churn", reports_->GetChurn(call, request.churn()), style,
                   [&](const v1::ChurnReport& report) {
                     return ChartOf(report, request.churn().kind(), style);
                   });
    case Request::kRfm:
      return Drawn("rfm", reports_->ComputeRfm(call, request.rfm()), style, plain);
    case Request::kRfmMatrix:
      return Drawn("rfm_matrix", reports_->GetRfmMatrix(call, request.rfm_matrix()), style, plain);
    case Request::kLifetimeValue: {
      v1::GetLifetimeValueRequest asked = request.lifetime_value();
      if (asked.limit() == 0) asked.set_limit(kDefaultCustomers);
      return Drawn("lifetime_value", reports_->GetLifetimeValue(call, asked), style, plain);
    }
    case Request::kAcquisitionCost:
      return Drawn("acquisition_cost",
                   reports_->GetAcquisitionCost(call, request.acquisition_cost()), style, plain);
    default:
      return DrawQuery(call, request.query(), style);
  }
}

absl::StatusOr<std::string> ChartServiceImpl::DrawQuery(const rpc::Call& call,
                                                        const v1::RunQueryRequest& request,
                                                        const ChartStyle& style) const {
  v1::RunQueryRequest asked = request;
  asked.mutable_query()->set_language(style.language);
  const auto answer = queries_->RunQuery(call, asked);
  if (!answer.ok()) return UnderPath("query", answer.status());
  if (answer->results_size() != 1) {
    return InvalidField("query.query.time_dimensions", "want no compared ranges to draw");
  }
  ChartStyle in_currency = style;
  in_currency.currency = answer->currency();
  return DrawAnswer(answer->results(0), in_currency);
}

}  // namespace guanxi::analytics
