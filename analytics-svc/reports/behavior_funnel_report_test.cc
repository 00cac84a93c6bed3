#include "analytics-svc/reports/behavior_funnel_report.h"

#include <map>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_world.h"
#include "analytics-svc/statistics/window_funnel.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Day = absl::CivilDay;
using Request = v1::GetBehaviorFunnelRequest;
using World = ReportWorld;

class BehaviorFunnelReportTest : public ::testing::Test {
 protected:
  // An event `seconds` after the begin of the day in Shanghai.
  void Add(World::Values who, int64_t seconds, const std::string& kind,
           const std::string& topic = "") {
    who["kind"] = kind;
    if (!topic.empty()) who["topic"] = topic;
    who["occur_time"] = World::Noon(Day(2026, 11, 10)) + absl::Seconds(seconds);
    world_.Add("fact_behavior", absl::StrCat("event", ++events_), std::move(who));
  }

  static Request VisitThenDownload(Request::Mode mode = Request::ANY) {
    Request request;
    request.add_steps()->set_kind("VISIT");
    request.add_steps()->set_kind("DOWNLOAD");
    request.mutable_window()->set_seconds(60);
    *request.mutable_period() = Period(Day(2026, 11, 1), Day(2026, 11, 30));
    request.set_mode(mode);
    return request;
  }

  std::vector<int64_t> Reached(const Request& request) {
    const auto report = MakeBehaviorFunnelReport(world_.All(), request);
    EXPECT_THAT(report, IsOk());
    std::vector<int64_t> reached;
    if (!report.ok()) return reached;
    for (const auto& step : report->steps()) reached.push_back(step.reached());
    return reached;
  }

  World world_;
  int events_ = 0;
};

TEST_F(BehaviorFunnelReportTest, AVisitorWhoIsKnownNowIsOneWithHisCustomer) {
  world_.Add("fact_visitor", "v",
             {{"visitor", std::string("key1")}, {"customer_id", World::Id("acme")}});
  Add({{"visitor", std::string("key1")}}, 0, "VISIT");
  Add({{"customer_id", World::Id("acme")}}, 60, "DOWNLOAD");
  Add({{"visitor", std::string("key2")}}, 0, "VISIT");
  Add({{"lead_id", World::Id("lead")}}, 0, "VISIT");
  Add({{"lead_id", World::Id("lead")}}, 61, "DOWNLOAD");
  EXPECT_EQ(Reached(VisitThenDownload()), (std::vector<int64_t>{3, 1}));
}

TEST_F(BehaviorFunnelReportTest, WhoDoesNotSeeWhomItIsMadeOfGetsNone) {
  const std::pair<const char*, const char*> fields[] = {{"guanxi.dev/BehaviorEvent", "kind"},
                                                        {"guanxi.dev/BehaviorEvent", "visitor"},
                                                        {"guanxi.dev/Visitor", "key"},
                                                        {"guanxi.dev/Visitor", "customer"},
                                                        {"guanxi.dev/Visitor", "lead"}};
  for (const auto& [type, field] : fields) {
    EXPECT_THAT(MakeBehaviorFunnelReport(world_.Without(type, field), VisitThenDownload()),
                HasReason("FIELD_NOT_ALLOWED"))
        << type << " " << field;
  }
}

TEST_F(BehaviorFunnelReportTest, StepsGoByTopicToo) {
  Add({{"customer_id", World::Id("a")}}, 0, "VISIT", "prices");
  Add({{"customer_id", World::Id("b")}}, 0, "VISIT", "news");
  Request request = VisitThenDownload();
  request.mutable_steps(0)->set_topic("prices");
  EXPECT_EQ(Reached(request), (std::vector<int64_t>{1, 0}));
}

TEST_F(BehaviorFunnelReportTest, SharesAreThoseOfTheStepBeforeAndOfTheFirst) {
  for (int i = 0; i < 4; ++i) {
    const World::Values who = {{"customer_id", World::Id(absl::StrCat("c", i))}};
    Add(who, 0, "VISIT");
    if (i < 2) Add(who, 1, "DOWNLOAD");
  }
  const auto report = MakeBehaviorFunnelReport(world_.All(), VisitThenDownload());
  ASSERT_THAT(report, IsOk());
  EXPECT_FALSE(report->steps(0).has_conversion());
  EXPECT_DOUBLE_EQ(report->steps(1).conversion(), 0.5);
  EXPECT_DOUBLE_EQ(report->steps(1).share_of_first(), 0.5);
  EXPECT_EQ(report->steps(1).display_name(), "DOWNLOAD");
}

// What the engine reckons, and what is reckoned here one by one, are what FunnelLevel says.
TEST_F(BehaviorFunnelReportTest, AllModesSayWhatFunnelLevelSays) {
  const std::vector<std::string> kinds = {"VISIT", "DOWNLOAD", "CLICK", "LOGIN"};
  std::mt19937 random(3);
  std::map<int, std::vector<FunnelEvent>> by_customer;
  for (int i = 0; i < 1500; ++i) {
    const int customer = static_cast<int>(random() % 300);
    const auto seconds = static_cast<int64_t>(random() % 10);
    const size_t kind = random() % kinds.size();
    by_customer[customer].push_back({seconds, kind < 3 ? uint32_t{1} << kind : 0});
    Add({{"customer_id", World::Id(absl::StrCat("c", customer))}}, seconds, kinds[kind]);
  }
  const std::map<Request::Mode, FunnelMode> modes = {
      {Request::ANY, FunnelMode::kDefault},
      {Request::STRICT_INCREASE, FunnelMode::kStrictIncrease},
      {Request::STRICT_DEDUPLICATION, FunnelMode::kStrictDeduplication},
      {Request::STRICT_ORDER, FunnelMode::kStrictOrder},
      {Request::STRICT_ONCE, FunnelMode::kStrictOnce}};
  for (const auto& [mode, same] : modes) {
    for (const int64_t window : {1, 4, 9}) {
      Request request = VisitThenDownload(mode);
      request.add_steps()->set_kind("CLICK");
      request.mutable_window()->set_seconds(window);
      std::vector<int64_t> wanted(3);
      for (const auto& [customer, events] : by_customer) {
        const int level = FunnelLevel(events, 3, window, same);
        for (int i = 0; i < level; ++i) ++wanted[static_cast<size_t>(i)];
      }
      EXPECT_EQ(Reached(request), wanted) << mode << " " << window;
    }
  }
}

TEST_F(BehaviorFunnelReportTest, WrongFieldsAreNamed) {
  Request request;
  request.add_steps()->set_kind("JUMP");
  request.add_steps();
  request.mutable_window()->set_nanos(1);
  const auto report = MakeBehaviorFunnelReport(world_.All(), request);
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(report.status())) paths.push_back(one.path);
  EXPECT_THAT(paths,
              ::testing::UnorderedElementsAre("steps[0].kind", "steps[1]", "window", "period"));
}

}  // namespace
}  // namespace guanxi::analytics
