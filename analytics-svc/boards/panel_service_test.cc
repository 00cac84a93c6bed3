#include "analytics-svc/boards/panel_service.h"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_service.h"
#include "analytics-svc/reports/report_world.h"
#include "analytics-svc/semantic/query_service.h"
#include "analytics-svc/semantic/questioner.h"
#include "common/crypto/key_ring.h"
#include "common/errors/errors.h"
#include "common/policy/policy.h"
#include "common/resource/environment.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using World = ReportWorld;

constexpr char kPanels[] = R"(
  name: "dashboards/0196b0a0-0000-7000-8000-000000000001"
  panels { key: "amount" chart: NUMBER title: "本月 <赢单>"
           query: '{"measures": ["opportunities.won_amount"]}' }
  panels { key: "months" chart: LINE query: '{"measures": ["opportunities.count"], '
           '"timeDimensions": [{"dimension": "opportunities.create_time", "granularity": "month"}]}' }
  panels { key: "no_period" chart: LINE query: '{"measures": ["opportunities.count"]}' }
  panels { key: "nothing" chart: BAR query: '{"measures": ["opportunities.nothing"]}' }
  panels { key: "map" chart: MAP title: "客户分层" report: "ComputeRfm"
           report_request: '{"definition": {"source": "ORDERS"}}' }
  panels { key: "no_kind" chart: BAR report: "GetChurn" })";

// Somebody who has one permission alone.
std::shared_ptr<const policy::Rights> RightsTo(const std::string& permission) {
  access::v1::PolicySnapshot snapshot;
  access::v1::RoleRights& role = *snapshot.add_roles();
  role.set_name("roles/r");
  role.add_permissions()->set_pattern(permission);
  role.mutable_permissions(0)->set_scope(access::v1::ALL);
  auto& user = *snapshot.add_users();
  user.set_name(World::Name("users", "asker"));
  user.set_active(true);
  user.add_roles("roles/r");
  Principal principal;
  principal.subject = user.name();
  return policy::Policy::Compile(std::move(snapshot))->Decide(principal, permission).value();
}

class PanelServiceTest : public ::testing::Test {
 protected:
  PanelServiceTest() {
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kPanels, &dashboard_));
    const std::string key_file = absl::StrCat("1 ", std::string(64, 'a'));
    environment_ = resource::Environment::Create(&clock_, crypto::KeyRing::Parse(key_file).value(),
                                                 std::string(32, 'k'))
                       .value();
    questioner_ = std::make_unique<Questioner>(
        world_.context().engine, environment_.get(),
        [](const rpc::Call&) { return std::vector<DepartmentNode>(); });
    queries_ = std::make_unique<QueryServiceImpl>(
        questioner_.get(), [](const rpc::Call&) { return v1::Watermark(); }, ExportTools());
    charts_ = std::make_unique<ChartServiceImpl>(&reports_, queries_.get());
  }

  static v1::DrawPanelRequest Request(const std::string& panel) {
    v1::DrawPanelRequest request;
    request.set_panel(panel);
    request.set_language("zh");
    return request;
  }
  absl::StatusOr<std::string> Draw(const v1::DrawPanelRequest& request) {
    const ReportCall asking = world_.All();
    const auto body = DrawPanelOf(*charts_, asking.call(), dashboard_, request);
    if (!body.ok()) return body.status();
    EXPECT_EQ(body->content_type(), "image/svg+xml");
    return body->data();
  }
  absl::StatusOr<std::string> Draw(const std::string& panel) { return Draw(Request(panel)); }

  void AddWon(const char* name, const char* amount) {
    world_.Add("fact_opportunity", name,
               {{"state", std::string("WON")},
                {"base_amount", Decimal{amount}},
                {"create_time", World::Noon(kToday)},
                {"closed_time", World::Noon(kToday)}});
  }

  World world_;
  FakeClock clock_{World::Noon(kToday)};
  v1::Dashboard dashboard_;
  std::unique_ptr<resource::Environment> environment_;
  std::unique_ptr<Questioner> questioner_;
  std::unique_ptr<QueryServiceImpl> queries_;
  ReportServiceImpl reports_{world_.context()};
  std::unique_ptr<ChartServiceImpl> charts_;
};

TEST_F(PanelServiceTest, AQuestionIsDrawnInThePanelsFormUnderItsTitle) {
  AddWon("a", "1200.5");
  AddWon("b", "34");
  const auto amount = Draw("amount");
  ASSERT_THAT(amount, IsOk());
  EXPECT_THAT(*amount, HasSubstr("<title id=\"title\">本月 &lt;赢单&gt;</title>"));
  EXPECT_THAT(*amount, HasSubstr(">1,234.5</text>"));
  EXPECT_THAT(*amount, HasSubstr(">CNY</text>"));
  const auto months = Draw("months");
  ASSERT_THAT(months, IsOk());
  EXPECT_THAT(*months, HasSubstr("2026-11-01, 商机数: 2"));
}

TEST_F(PanelServiceTest, AReportIsDrawnUnderThePanelsTitle) {
  const auto map = Draw("map");
  ASSERT_THAT(map, IsOk());
  EXPECT_THAT(*map, HasSubstr("<title id=\"title\">客户分层</title>"));
  EXPECT_THAT(*map, HasSubstr("重要价值"));
}

TEST_F(PanelServiceTest, WhatAPanelAsksWronglyIsSaidOfTheDashboard) {
  for (const auto& [panel, said] : {std::pair<const char*, const char*>{"no_period", "period"},
                                    {"nothing", "query.query.measures[0]"},
                                    {"no_kind", "churn.kind"}}) {
    const auto drawn = Draw(panel);
    ASSERT_THAT(drawn, HasReason("PANEL_NOT_DRAWN")) << panel;
    EXPECT_EQ(drawn.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(drawn.status().message()), HasSubstr(said)) << panel;
  }
}

TEST_F(PanelServiceTest, WhatTheCallerAsksWronglyIsNamed) {
  v1::DrawPanelRequest request = Request("amount");
  request.set_width(1);
  request.set_language("fr");
  std::set<std::string> paths;
  for (const FieldViolation& one : FieldViolations(Draw(request).status())) paths.insert(one.path);
  EXPECT_EQ(paths, (std::set<std::string>{"language", "width"}));
  const auto missing = Draw("elsewhere");
  ASSERT_THAT(missing, HasReason("INVALID_FIELD"));
  EXPECT_EQ(FieldViolations(missing.status())[0].path, "panel");
}

TEST_F(PanelServiceTest, WhoMaySeeDashboardsAloneSeesNoFigures) {
  AddWon("a", "1200.5");
  const ReportCall asking = world_.All();  // what was added is there now
  rpc::Call call = asking.call();
  call.principal.rights = RightsTo("dashboards.read");
  EXPECT_THAT(DrawPanelOf(*charts_, call, dashboard_, Request("amount")),
              HasReason("METHOD_NOT_ALLOWED"));
  // Nor does who may ask, of records that he may not read.
  call.principal.rights = RightsTo("analytics.read");
  const auto drawn = DrawPanelOf(*charts_, call, dashboard_, Request("amount"));
  EXPECT_THAT(drawn, HasReason("METHOD_NOT_ALLOWED"));
  EXPECT_THAT(std::string(drawn.status().message()), Not(HasSubstr("1,200")));
}

}  // namespace
}  // namespace guanxi::analytics
