// Very many rules' timers that are due at once.
#include <thread>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "workflow-svc/rules/time/backfill.h"
#include "workflow-svc/rules/time/rule_time_testing.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;

constexpr absl::Duration kDay = absl::Hours(24);
constexpr char kSilentVip[] =
    "trigger {time {field: 'create_time' offset {count: 15 unit: DAY}}} condition: 'grade = VIP'";

class DueAtOnceTest : public RuleTimeTest {};

TEST_F(DueAtOnceTest, ManyAreDueAtOnceAndFireOnceEach) {
  service_.customer_server.service().CreateMany(
      200, [](int, Customer* customer) { customer->set_grade(Customer::VIP); });
  CreateEnabled(kSilentVip);
  EXPECT_EQ(Timers("rule"), 200);
  Run(16 * kDay);
  EXPECT_EQ(Firings(), 200);
  EXPECT_EQ(Number("SELECT COUNT(DISTINCT subject_id) FROM rule_firings"), 200);
}

// Whoever takes over goes on behind the page that the one before had come to.
TEST_F(DueAtOnceTest, WhatReadsAllRecordsGoesOnWhereItWasBrokenOff) {
  service_.customer_server.service().CreateMany(
      180, [](int, Customer* customer) { customer->set_grade(Customer::VIP); });
  Enable(CreateRule(kSilentVip));
  for (int turn = 0; turn < 5 && Timers("rule") == 0; ++turn) {
    ASSERT_THAT(runner_->Turn(), IsOk());
  }
  EXPECT_EQ(Timers("rule"), kBackfillPage);
  EXPECT_EQ(Timers("rule_backfill"), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM timers WHERE kind = 'rule_backfill' AND payload <> ''"),
            1);
  runner_.reset();
  timers::Runner::Options options;
  options.actor = "services/workflow-svc";
  options.owner = "another";
  runner_ = NewRunner(options);
  Run();
  EXPECT_EQ(Timers("rule"), 180);
  EXPECT_EQ(Timers("rule_backfill"), 0);
  Run(16 * kDay);
  EXPECT_EQ(Firings(), 180);
}

// Of two that run at once each record's rule fires by one.
TEST_F(DueAtOnceTest, TwoRunnersFireOnce) {
  service_.customer_server.service().CreateMany(
      60, [](int, Customer* customer) { customer->set_grade(Customer::VIP); });
  CreateEnabled(kSilentVip);
  service_.clock.Advance(16 * kDay);
  timers::Runner::Options options;
  options.actor = "services/workflow-svc";
  options.owner = "another";
  const auto another = NewRunner(options);
  const auto work = [](timers::Runner* runner) {
    for (int i = 0; i < 50; ++i) {
      const auto fired = runner->Turn();
      if (fired.ok() && *fired == 0) return;
    }
  };
  std::thread beside(work, another.get());
  work(runner_.get());
  beside.join();
  Run(absl::Minutes(1));
  EXPECT_EQ(Firings(), 60);
  EXPECT_EQ(Number("SELECT COUNT(DISTINCT subject_id) FROM rule_firings"), 60);
}

}  // namespace
}  // namespace guanxi::workflow
