// Value rules over a real database and real facts: what is told of customers, and when.
#include "analytics-svc/values/value_runs.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_world.h"
#include "analytics-svc/resources.h"
#include "analytics-svc/values/value_timer.h"
#include "common/base/uuid.h"
#include "common/crypto/key_ring.h"
#include "common/db/database.h"
#include "common/events/unit_effects.h"
#include "common/filter/moment.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/analytics/v1/value_rule.pb.h"

namespace guanxi::analytics {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using World = ReportWorld;

// It is noon in Shanghai on 2026-11-30, as in ReportWorld.
class ValueRunsTest : public ::testing::Test {
 protected:
  ValueRunsTest()
      : database_(
            db::Database::Create({SharedMariaDb()->CreateSchema("analytics-svc/schema").value()})
                .value()),
        environment_(resource::Environment::Create(
                         &clock_,
                         crypto::KeyRing::Parse(absl::StrCat("1 ", std::string(64, 'a'))).value(),
                         std::string(32, 'k'))
                         .value()),
        engine_(database_.get(), environment_.get()),
        resources_(Resources::Create(&timers_).value()),
        runner_(database_.get(), &engine_, Clocks(&clock_), &timers_,
                {{kValueTimer, ValueRunKind(Parts())}}, Options()) {}

  ValueParts Parts() {
    ValueParts parts;
    parts.engine = &engine_;
    parts.rules = resources_->value_rules.get();
    parts.timers = &timers_;
    parts.reports = world_.context();
    // Reports know no day after today: theirs is the test's.
    parts.reports.moment_of = [this, of = parts.reports.moment_of](const Uuid& tenant) {
      filter::Moment moment = of(tenant);
      moment.now = clock_.Now();
      return moment;
    };
    parts.page = 200;
    return parts;
  }
  static timers::Runner::Options Options() {
    timers::Runner::Options options;
    options.owner = "values";
    options.actor = "services/analytics-svc";
    return options;
  }

  void AddCustomer(const std::string& name, const char* amount) {
    world_.Add("fact_customer", name, {});
    if (*amount == '\0') return;
    world_.Add("fact_order", name,
               {{"customer_id", World::Id(name)},
                {"order_date", kToday - 5},
                {"base_amount", Decimal{amount}},
                {"state", std::string("DELIVERED")}});
  }
  // A rule that parts big spenders from small ones, for `minute` of the day.
  Uuid Make(int minute, const std::string& currency = "CNY") {
    v1::ValueRule rule;
    auto* const cuts = rule.mutable_definition()->mutable_fixed_cuts();
    cuts->add_recency_days(30);
    cuts->add_frequency(2);
    cuts->add_amounts()->set_currency_code(currency);
    cuts->mutable_amounts(0)->set_units(1000);
    rule.set_minute_of_day(minute);
    const Uuid id = environment_->uuids().Next();
    EXPECT_THAT(Write([&](resource::UnitOfWork& work) {
                  return work.Insert(*resources_->value_rules, {Uuid(), id}, &rule);
                }),
                IsOk());
    return id;
  }
  void Remove(const Uuid& id) {
    EXPECT_THAT(Write([&](resource::UnitOfWork& work) -> absl::Status {
                  auto row = work.Get(*resources_->value_rules, {Uuid(), id});
                  if (!row.ok()) return row.status();
                  return work.Delete(*resources_->value_rules, &*row);
                }),
                IsOk());
  }
  template <typename Body>
  absl::Status Write(Body body) {
    return engine_.Write(events::WriterIn(World::Id("tenant"), "test"), {},
                         resource::WriteContext(), body);
  }
  // The minute of the company's day that it is.
  int Now() {
    const absl::TimeZone zone = environment_->MomentOf(World::Id("tenant")).zone;
    const absl::CivilMinute now = absl::ToCivilMinute(clock_.Now(), zone);
    return now.hour() * 60 + now.minute();
  }
  void Turn() {
    world_.All();  // what was added is seen from here on
    for (auto turned = runner_.Turn();; turned = runner_.Turn()) {
      ASSERT_THAT(turned, IsOk());
      if (*turned == 0) break;
    }
  }
  void Advance(absl::Duration by) {
    clock_.Advance(by);
    Turn();
  }
  // The facts that were emitted, in their order.
  std::vector<v1::ValuedCustomers> Told() {
    std::vector<v1::ValuedCustomers> told;
    EXPECT_THAT(
        database_->ReadOnly(
            {},
            [&](db::Transaction& tx) -> absl::Status {
              const auto rows = tx.Select({"test.facts",
                                           "SELECT after_body FROM changes WHERE kind = 6 AND "
                                           "changed_fields = 'value_rule.valued' ORDER BY event_id",
                                           /*infrastructure=*/true},
                                          {});
              if (!rows.ok()) return rows.status();
              for (const db::Row row : *rows) {
                EXPECT_TRUE(told.emplace_back().ParseFromString(std::string(row.String(0))));
              }
              return absl::OkStatus();
            }),
        IsOk());
    return told;
  }
  // The class of each customer that was told of, and how often he was.
  std::map<Uuid, std::pair<v1::ValueClass, int>> Classes() {
    std::map<Uuid, std::pair<v1::ValueClass, int>> classes;
    for (const v1::ValuedCustomers& fact : Told()) {
      for (const v1::ValuedCustomer& one : fact.customers()) {
        auto& known = classes[Uuid::FromBytes(one.customer_id()).value()];
        known = {one.value_class(), known.second + 1};
      }
    }
    return classes;
  }

  FakeClock clock_{absl::FromCivil(absl::CivilHour(2026, 11, 30, 4), absl::UTCTimeZone())};
  World world_;
  const std::unique_ptr<db::Database> database_;
  const std::unique_ptr<resource::Environment> environment_;
  const resource::Engine engine_;
  timers::Timers timers_;
  const std::unique_ptr<const Resources> resources_;
  timers::Runner runner_;
};

TEST_F(ValueRunsTest, AtTheTimeOfTheRuleEachCustomerIsToldOfOnce) {
  AddCustomer("big", "5000");
  AddCustomer("small", "5");
  AddCustomer("none", "");
  const int minute = Now() + 60;
  Make(minute);
  Turn();
  EXPECT_THAT(Told(), IsEmpty());
  Advance(absl::Hours(1));
  const auto told = Told();
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].day().day(), 30);
  const auto classes = Classes();
  ASSERT_THAT(classes, SizeIs(3));
  EXPECT_EQ(classes.at(World::Id("big")), std::make_pair(v1::IMPORTANT_DEVELOP, 1));
  EXPECT_EQ(classes.at(World::Id("small")), std::make_pair(v1::GENERAL_DEVELOP, 1));
  EXPECT_EQ(classes.at(World::Id("none")), std::make_pair(v1::VALUE_CLASS_UNSPECIFIED, 1));
  Advance(absl::Hours(1));
  EXPECT_THAT(Told(), SizeIs(1));
  Advance(absl::Hours(24));
  EXPECT_EQ(Classes().at(World::Id("big")).second, 2);
}

TEST_F(ValueRunsTest, PagesAndFactsComeToAllOfThem) {
  for (int i = 0; i < 450; ++i) AddCustomer(absl::StrCat("c", i), i % 2 == 0 ? "5000" : "");
  Make(Now() + 60);
  Turn();
  Advance(absl::Hours(1));
  const auto classes = Classes();
  EXPECT_THAT(classes, SizeIs(450));
  for (const auto& [id, told] : classes) EXPECT_EQ(told.second, 1);
  for (const v1::ValuedCustomers& fact : Told()) EXPECT_LE(fact.customers_size(), kValuedAtOnce);
}

TEST_F(ValueRunsTest, TheLastRuleThatIsThereHolds) {
  AddCustomer("big", "5000");
  Make(Now() + 60);
  clock_.Advance(absl::Seconds(1));
  const Uuid second = Make(Now() + 120);
  Turn();
  Advance(absl::Minutes(61));
  EXPECT_THAT(Told(), IsEmpty());
  Remove(second);
  Turn();
  Advance(absl::Hours(24));
  EXPECT_THAT(Told(), SizeIs(1));
}

TEST_F(ValueRunsTest, CutsInAnotherCurrencyValueNobodyAndTheNextDayIsTriedAgain) {
  AddCustomer("big", "5000");
  const Uuid wrong = Make(Now() + 60, "USD");
  Turn();
  Advance(absl::Hours(1));
  EXPECT_THAT(Told(), IsEmpty());
  Remove(wrong);
  Make(Now() + 60);
  Turn();
  Advance(absl::Hours(1));
  EXPECT_THAT(Told(), SizeIs(1));
}

TEST_F(ValueRunsTest, WithoutARuleNothingIsTold) {
  AddCustomer("big", "5000");
  Remove(Make(Now() + 60));
  Turn();
  Advance(absl::Hours(48));
  EXPECT_THAT(Told(), IsEmpty());
}

}  // namespace
}  // namespace guanxi::analytics
