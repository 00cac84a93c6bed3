#include "analytics-svc/reports/chart_service.h"

#include <set>

#include "analytics-svc/reports/report_service.h"
#include "analytics-svc/reports/report_world.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using ::testing::HasSubstr;
using World = ReportWorld;

class ChartServiceTest : public ::testing::Test {
 protected:
  absl::StatusOr<google::api::HttpBody> Draw(const v1::DrawReportRequest& request) {
    const ReportCall asking = world_.All();
    return charts_.DrawReport(asking.call(), request);
  }

  std::set<std::string> WrongFields(const v1::DrawReportRequest& request) {
    std::set<std::string> paths;
    for (const FieldViolation& one : FieldViolations(Draw(request).status())) {
      paths.insert(one.path);
    }
    return paths;
  }

  static v1::DrawReportRequest Receipts() {
    v1::DrawReportRequest request;
    request.mutable_ranking()->set_measure(v1::GetRankingRequest::RECEIPTS);
    request.mutable_ranking()->set_to_date(v1::GetRankingRequest::MONTH_TO_DATE);
    return request;
  }

  World world_;
  ReportServiceImpl reports_{world_.context()};
  ChartServiceImpl charts_{&reports_, nullptr};
};

TEST_F(ChartServiceTest, AReportIsDrawnInTheLanguageAskedFor) {
  world_.Add("fact_payment", "p",
             {{"owner_id", World::Id("li")},
              {"pay_date", kToday},
              {"base_amount", Decimal{"1234.5"}},
              {"kind", std::string("RECEIPT")},
              {"state", std::string("CONFIRMED")}});
  v1::DrawReportRequest request = Receipts();
  request.set_language("zh");
  (*request.mutable_labels())[World::Name("users", "li")] = "李雷 <销售>";
  const auto body = Draw(request);
  ASSERT_THAT(body, IsOk());
  EXPECT_EQ(body->content_type(), "image/svg+xml");
  EXPECT_THAT(body->data(), HasSubstr("<title id=\"title\">排行榜：回款</title>"));
  EXPECT_THAT(body->data(), HasSubstr("李雷 &lt;销售&gt;"));
  EXPECT_THAT(body->data(), HasSubstr("1,234.5"));
}

TEST_F(ChartServiceTest, ReportsWithoutFiguresAreDrawn) {
  v1::DrawReportRequest request;
  request.mutable_rfm();
  EXPECT_THAT(Draw(request), IsOk());
  request.mutable_cohorts();
  EXPECT_THAT(Draw(request), IsOk());
  request.mutable_lifetime_value();
  EXPECT_THAT(Draw(request), IsOk());
  request.mutable_rfm_matrix()->set_rows(v1::GetRfmMatrixRequest::REGION);
  EXPECT_THAT(Draw(request), IsOk());
  request.mutable_churn()->set_kind(v1::GetChurnRequest::REVENUE);
  *request.mutable_churn()->mutable_period() = Period(kToday - 30, kToday);
  EXPECT_THAT(Draw(request), IsOk());
  *request.mutable_acquisition_cost()->mutable_period() =
      Period(absl::CivilDay(2026, 10, 1), absl::CivilDay(2026, 11, 30));
  EXPECT_THAT(Draw(request), IsOk());
}

TEST_F(ChartServiceTest, WhatTheReportFindsWrongIsSaidBelowItsName) {
  v1::DrawReportRequest request;
  request.mutable_ranking();
  EXPECT_EQ(WrongFields(request), (std::set<std::string>{"ranking.measure", "ranking.period"}));
}

TEST_F(ChartServiceTest, WhatIsNoPictureIsNamed) {
  v1::DrawReportRequest request;
  request.set_language("fr");
  request.set_width(100);
  (*request.mutable_labels())["users/x"] = "";
  EXPECT_EQ(WrongFields(request),
            (std::set<std::string>{"labels.users/x", "language", "report", "width"}));
}

}  // namespace
}  // namespace guanxi::analytics
