// Day reports over a real database: who is told when, of which day, and how often.
#include "workflow-svc/notifications/day_reports.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/notification_preference_service.pb.h"
#include "workflow-svc/notifications/day_report_timer.h"
#include "workflow-svc/notifications/notification_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Notification;
using v1::NotificationPreference;

constexpr absl::Duration kDay = absl::Hours(24);

// Time stands at 22:13:20 in Shanghai, of Monday, 21 September 2026.
class DayReportsTest : public ::testing::Test {
 protected:
  DayReportsTest()
      : runner_(world_.service.database.get(), world_.service.engine.get(),
                Clocks(&world_.system, &world_.service.clock), &world_.service.timers,
                {{kDayReportTimer, DayReportKind(Parts())}}, Options()) {}

  DayReportParts Parts() {
    return {world_.service.engine.get(), world_.service.resources.get(), &world_.service.timers,
            &world_.people,
            [this](const Uuid&, const std::string& user, absl::CivilDay day,
                   absl::string_view language) -> absl::StatusOr<std::optional<DayReportText>> {
              if (is_down_) return Unavailable("ANALYTICS_SVC_DOWN", "down");
              if (sees_nothing_.count(user) != 0) return std::optional<DayReportText>();
              const std::string text = absl::FormatCivilTime(day);
              return DayReportText{absl::StrCat(language, " ", text), figures_[user]};
            }};
  }
  static timers::Runner::Options Options() {
    timers::Runner::Options options;
    options.owner = "day reports";
    options.actor = "services/workflow-svc";
    return options;
  }

  static NotificationPreference At(const std::string& name, int hour, int minute = 0) {
    NotificationPreference preference;
    preference.set_user(NotificationWorld::User(name));
    preference.mutable_day_report()->set_minute_of_day(hour * 60 + minute);
    preference.set_time_zone("Asia/Shanghai");
    return preference;
  }
  // Has all timers fire that are due, and tells what they say.
  void Turn() {
    for (auto turned = runner_.Turn();; turned = runner_.Turn()) {
      ASSERT_THAT(turned, IsOk());
      if (*turned == 0) break;
    }
    world_.Run();
  }
  void Advance(absl::Duration by) {
    world_.Advance(by);
    Turn();
  }
  std::vector<std::string> Titles(const std::string& name) {
    std::vector<std::string> titles;
    for (const Notification& one : world_.NotificationsOf(name)) titles.push_back(one.title());
    return titles;
  }
  NotificationPreference PreferenceOf(const std::string& name) {
    v1::ListNotificationPreferencesRequest list;
    list.set_filter(absl::StrCat("user = \"", NotificationWorld::User(name), "\""));
    return Methods()
        .List<v1::ListNotificationPreferencesResponse>(world_.service.call(), list)
        ->notification_preferences(0);
  }
  void Change(NotificationPreference preference) {
    v1::UpdateNotificationPreferenceRequest update;
    preference.clear_etag();
    *update.mutable_notification_preference() = std::move(preference);
    update.mutable_update_mask()->add_paths("day_report");
    ASSERT_THAT(Methods().Update<NotificationPreference>(world_.service.call(), update), IsOk());
  }
  const resource::Methods& Methods() {
    return world_.service.catalog->Of<NotificationPreference>();
  }

  NotificationWorld world_;
  bool is_down_ = false;
  std::set<std::string> sees_nothing_;
  std::map<std::string, std::string> figures_;
  timers::Runner runner_;
};

TEST_F(DayReportsTest, EachIsToldAtHisTimeInFiguresOfHisOwn) {
  figures_ = {{NotificationWorld::User("chen"), "线索数：5"},
              {NotificationWorld::User("ben"), "线索数：1"}};
  world_.Prefer(At("chen", 22, 30));
  world_.Prefer(At("ben", 23));
  Turn();
  EXPECT_THAT(Titles("chen"), IsEmpty());
  Advance(absl::Minutes(17));
  const auto told = world_.NotificationsOf("chen");
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].title(), "zh 2026-09-21");
  EXPECT_EQ(told[0].text(), "线索数：5");
  EXPECT_EQ(told[0].kind(), Notification::DAY_REPORT);
  EXPECT_THAT(Titles("ben"), IsEmpty());
  Advance(absl::Minutes(30));
  ASSERT_THAT(Titles("ben"), ElementsAre("zh 2026-09-21"));
  EXPECT_EQ(world_.NotificationsOf("ben")[0].text(), "线索数：1");
  Advance(kDay);
  EXPECT_THAT(Titles("chen"), ElementsAre("zh 2026-09-21", "zh 2026-09-22"));
}

TEST_F(DayReportsTest, AFaultThatPassesDelaysTheReportAndDoublesNothing) {
  world_.Prefer(At("chen", 23));
  Turn();
  is_down_ = true;
  world_.Advance(absl::Hours(1));
  EXPECT_THAT(runner_.Turn(), IsOk());
  world_.Run();
  EXPECT_THAT(Titles("chen"), IsEmpty());
  is_down_ = false;
  Advance(absl::Minutes(2));
  EXPECT_THAT(Titles("chen"), ElementsAre("zh 2026-09-21"));
  Advance(absl::Minutes(2));
  EXPECT_THAT(Titles("chen"), SizeIs(1));
}

TEST_F(DayReportsTest, OfADayOneIsToldOnceWhateverFiresAgain) {
  world_.Prefer(At("chen", 23));
  Turn();
  Advance(absl::Hours(1));
  ASSERT_THAT(Titles("chen"), SizeIs(1));
  // As after a restored back-up: the timer of before is there again.
  const Uuid tenant = world_.service.call().principal.tenant;
  const absl::Time before = world_.service.clock.Now() - absl::Minutes(30);
  ASSERT_THAT(world_.service.engine->Write(events::WriterIn(tenant, "test"), {}, {},
                                           [&](resource::UnitOfWork& work) {
                                             return world_.service.timers.Arm(
                                                 work.tx(), tenant,
                                                 {kDayReportTimer, NotificationWorld::User("chen"),
                                                  before});
                                           }),
              IsOk());
  Turn();
  EXPECT_THAT(Titles("chen"), SizeIs(1));
  // And later on the same day, by another wish.
  NotificationPreference later = PreferenceOf("chen");
  later.mutable_day_report()->set_minute_of_day(23 * 60 + 30);
  Change(later);
  Turn();
  Advance(absl::Minutes(40));
  EXPECT_THAT(Titles("chen"), SizeIs(1));
}

TEST_F(DayReportsTest, OfDaysThatWereMissedTheLastIsTold) {
  world_.Prefer(At("chen", 23));
  Turn();
  Advance(3 * kDay);  // Thursday, 22:13
  EXPECT_THAT(Titles("chen"), ElementsAre("zh 2026-09-23"));
  Advance(absl::Hours(1));
  EXPECT_THAT(Titles("chen"), ElementsAre("zh 2026-09-23", "zh 2026-09-24"));
}

TEST_F(DayReportsTest, AWishHoldsFromWhenItWasMadeUntilItIsTakenBack) {
  world_.Prefer(At("chen", 22));  // thirteen minutes ago
  Turn();
  EXPECT_THAT(Titles("chen"), IsEmpty());
  NotificationPreference none = PreferenceOf("chen");
  none.clear_day_report();
  Change(none);
  Turn();
  Advance(kDay);
  EXPECT_THAT(Titles("chen"), IsEmpty());
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM timers"), 0);
}

TEST_F(DayReportsTest, OfSeveralPreferencesTheLatestThatIsThereHolds) {
  world_.Prefer(At("chen", 23));
  world_.service.clock.Advance(absl::Seconds(1));
  world_.Prefer(At("chen", 23, 30));
  Turn();
  Advance(absl::Hours(1));
  EXPECT_THAT(Titles("chen"), IsEmpty());
  v1::ListNotificationPreferencesRequest list;
  list.set_order_by("create_time desc");
  const auto all =
      Methods().List<v1::ListNotificationPreferencesResponse>(world_.service.call(), list);
  ASSERT_THAT(all, IsOk());
  v1::DeleteNotificationPreferenceRequest remove;
  remove.set_name(all->notification_preferences(0).name());
  ASSERT_THAT(Methods().Delete<NotificationPreference>(world_.service.call(), remove), IsOk());
  Turn();
  Advance(kDay - absl::Minutes(10));  // 23:03
  EXPECT_THAT(Titles("chen"), ElementsAre("zh 2026-09-22"));
}

TEST_F(DayReportsTest, WhoSeesNoFiguresOrHasLeftIsNotToldAndTheNextDayIs) {
  sees_nothing_ = {NotificationWorld::User("chen")};
  world_.directory[NotificationWorld::User("ben")].active = false;
  world_.Prefer(At("chen", 23));
  world_.Prefer(At("ben", 23));
  Turn();
  Advance(absl::Hours(1));
  EXPECT_THAT(Titles("chen"), IsEmpty());
  EXPECT_THAT(Titles("ben"), IsEmpty());
  sees_nothing_.clear();
  world_.directory[NotificationWorld::User("ben")].active = true;
  Advance(kDay);
  EXPECT_THAT(Titles("chen"), ElementsAre("zh 2026-09-22"));
  EXPECT_THAT(Titles("ben"), ElementsAre("zh 2026-09-22"));
}

TEST_F(DayReportsTest, TheLanguageIsThePreferencesOrThatOfTheDirectory) {
  NotificationPreference preference = At("chen", 23);
  preference.set_locale("en-GB");
  world_.Prefer(preference);
  world_.directory[NotificationWorld::User("ben")].locale = "en";
  world_.Prefer(At("ben", 23));
  Turn();
  Advance(absl::Hours(1));
  EXPECT_THAT(Titles("chen"), ElementsAre("en 2026-09-21"));
  EXPECT_THAT(Titles("ben"), ElementsAre("en 2026-09-21"));
}

TEST_F(DayReportsTest, WhatIsNoTimeIsRefusedByItsField) {
  NotificationPreference preference = At("chen", 24);
  preference.mutable_day_report()->add_weekdays(v1::WorkHours::MONDAY);
  preference.mutable_day_report()->add_weekdays(v1::WorkHours::MONDAY);
  preference.add_muted_kinds(Notification::DAY_REPORT);
  v1::CreateNotificationPreferenceRequest request;
  *request.mutable_notification_preference() = preference;
  const auto created = Methods().Create<NotificationPreference>(world_.service.call(), request);
  std::set<std::string> paths;
  for (const FieldViolation& one : FieldViolations(created.status())) paths.insert(one.path);
  EXPECT_THAT(paths, ElementsAre("notification_preference.day_report.minute_of_day",
                                 "notification_preference.day_report.weekdays[1]",
                                 "notification_preference.muted_kinds[0]"));
}

}  // namespace
}  // namespace guanxi::workflow
