// Which of a process's two times the engine goes by.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/crypto/key_ring.h"
#include "common/db/query.h"
#include "common/db/value.h"
#include "common/resource/environment.h"
#include "common/resource/hourly_limit.h"
#include "common/resource/purge.h"
#include "common/resource/workshop.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using testing::Team;

constexpr absl::Duration kAhead = absl::Hours(24 * 400);

// The workshop's clock is the machine's; business time is far ahead of it.
class ClocksTest : public ::testing::Test {
 protected:
  ClocksTest() {
    const auto keys = crypto::KeyRing::Parse("1 " + std::string(64, 'a')).value();
    environment_ =
        Environment::Create({&shop_.clock, &business_}, keys, std::string(32, 'k')).value();
    engine_ = std::make_unique<Engine>(shop_.database.get(), environment_.get());
  }

  void Add() {
    Team answer;
    EXPECT_THAT(engine_->Mutate(shop_.call(), Team(), {}, &answer,
                                [&](UnitOfWork& work) {
                                  Team team;
                                  team.set_title("green");
                                  return work.Insert(*shop_.teams, shop_.NewName(), &team);
                                }),
                IsOk());
  }
  absl::Time Stored(const std::string& column, const std::string& table) {
    return absl::FromUnixSeconds(shop_.Number("SELECT MAX(TIMESTAMPDIFF(SECOND, '1970-01-01', " +
                                              column + ")) FROM " + table));
  }

  Workshop shop_;
  const absl::Time start_ = shop_.clock.Now();
  FakeClock business_{start_ + kAhead};
  std::unique_ptr<Environment> environment_;
  std::unique_ptr<Engine> engine_;
};

TEST_F(ClocksTest, RecordsAndTheirHistoryAreDatedByBusinessTime) {
  Add();
  EXPECT_EQ(Stored("create_time", "teams"), start_ + kAhead);
  EXPECT_EQ(Stored("change_time", "changes"), start_ + kAhead);
  EXPECT_EQ(environment_->MomentOf(shop_.tenant).now, start_ + kAhead);
}

TEST_F(ClocksTest, RecordedAnswersAreKeptByTheMachinesTime) {
  Add();
  EXPECT_EQ(Stored("create_time", "request_log"), start_);
  business_.Advance(kPurgeAge * 2);
  EXPECT_EQ(PurgeRequestLog(shop_.database.get(), environment_->system_clock()).value(), 0);
  shop_.clock.Advance(kPurgeAge + absl::Seconds(1));
  EXPECT_EQ(PurgeRequestLog(shop_.database.get(), environment_->system_clock()).value(), 1);
}

// Whoever moves business time gets no second hour by it.
TEST_F(ClocksTest, HourlyLimitsCountTheMachinesHours) {
  const HourlyLimit limit = {"test", 1, "TOO_OFTEN", "do it"};
  const auto count = [&] {
    return engine_->Write(shop_.call().principal, {}, {},
                          [&](UnitOfWork& work) { return CountInHour(work, limit, 1); });
  };
  EXPECT_THAT(count(), IsOk());
  business_.Advance(absl::Hours(2));
  EXPECT_THAT(count(), StatusIs(absl::StatusCode::kResourceExhausted));
  shop_.clock.Advance(absl::Hours(1));
  EXPECT_THAT(count(), IsOk());
}

TEST_F(ClocksTest, ADayRollsByTheMachinesHours) {
  const auto count = [&](int64_t times) {
    int64_t by_now = 0;
    EXPECT_THAT(engine_->Write(shop_.call().principal, {}, {},
                               [&](UnitOfWork& work) -> absl::Status {
                                 GUANXI_ASSIGN_OR_RETURN(
                                     by_now, CountInDay(work, "test_day", "users/a", times));
                                 return absl::OkStatus();
                               }),
                IsOk());
    return by_now;
  };
  EXPECT_EQ(count(5), 5);
  EXPECT_EQ(count(1), 6);
  business_.Advance(absl::Hours(48));
  EXPECT_EQ(count(1), 7);
  shop_.clock.Advance(absl::Hours(10));
  EXPECT_EQ(count(10), 17);
  shop_.clock.Advance(absl::Hours(14));
  EXPECT_EQ(count(100), 117);
  // The first ones are more than a day ago; their row is of this hour now.
  shop_.clock.Advance(absl::Hours(1));
  EXPECT_EQ(count(1000), 1110);
  shop_.clock.Advance(absl::Hours(60));
  EXPECT_EQ(count(3), 3);
}

// The guard's own counter stays nothing, so that the row can go.
TEST_F(ClocksTest, AGuardCountsInThePeriodThatRuns) {
  const auto count = [&](int64_t period) {
    std::pair<int64_t, int64_t> counters;
    const auto body = [&](UnitOfWork& work) -> absl::Status {
      GUANXI_RETURN_IF_ERROR(GuardAndCount(work, {"door", "front", "entries", "front", period}));
      const db::Query query = {"test.counter", std::string(PeriodCounter())};
      const absl::string_view tenant = work.principal().tenant.bytes();
      GUANXI_ASSIGN_OR_RETURN(const db::Rows guard,
                              work.tx().Select(query, {tenant, "door", "front"}));
      GUANXI_ASSIGN_OR_RETURN(const db::Rows entries,
                              work.tx().Select(query, {tenant, "entries", "front"}));
      counters = {guard[0].Int64(0), TimesInPeriod(entries[0][0], period)};
      return absl::OkStatus();
    };
    EXPECT_THAT(engine_->Write(shop_.call().principal, {}, {}, body), IsOk());
    return counters;
  };
  EXPECT_EQ(count(5), std::make_pair(int64_t{0}, int64_t{1}));
  EXPECT_EQ(count(5), std::make_pair(int64_t{0}, int64_t{2}));
  EXPECT_EQ(count(6), std::make_pair(int64_t{0}, int64_t{1}));
  EXPECT_EQ(TimesInPeriod(db::Value(), 5), 0);  // there is no row
}

TEST_F(ClocksTest, IdsAreMadeOfTheMachinesTime) {
  const std::string bytes(environment_->uuids().Next().bytes());
  int64_t millis = 0;
  for (int i = 0; i < 6; ++i) millis = millis << 8 | static_cast<uint8_t>(bytes[i]);
  EXPECT_EQ(absl::FromUnixMillis(millis), start_);
}

}  // namespace
}  // namespace guanxi::resource
