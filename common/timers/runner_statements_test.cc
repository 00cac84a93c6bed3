// What the runner asks of the database: few statements, and nobody's rows but those that it fires.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/testing/status_matchers.h"
#include "common/timers/testing.h"
#include "gmock/gmock.h"
#include "prometheus/registry.h"

namespace guanxi::timers {
namespace {

using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class RunnerStatementsTest : public TimersTest {
 protected:
  RunnerStatementsTest() {
    SetLogSink([](absl::string_view) {});
    db::Options options{server_};
    options.metrics = &registry_;
    // Who waits for a row is to fail, and soon.
    options.job.statement_limit = absl::Seconds(2);
    counted_ = db::Database::Create(options).value();
    counted_engine_ = std::make_unique<resource::Engine>(counted_.get(), environment_.get());
    runner_ = std::make_unique<Runner>(counted_.get(), counted_engine_.get(),
                                       Clocks(&system_, &business_), &timers_, InHundreds(),
                                       OptionsOf("r"));
  }
  ~RunnerStatementsTest() override { SetLogSink(nullptr); }

  static Kinds InHundreds() {
    Kinds kinds = NoteKinds();
    kinds["note"].max_batch = 100;
    return kinds;
  }

  // How often the runner ran the query.
  uint64_t CountOf(const std::string& query) const {
    for (const prometheus::MetricFamily& family : registry_.Collect()) {
      if (family.name != "guanxi_sql_query_seconds") continue;
      for (const auto& metric : family.metric) {
        if (metric.label[0].value == query) return metric.histogram.sample_count;
      }
    }
    return 0;
  }

  prometheus::Registry registry_;
  std::unique_ptr<db::Database> counted_;
  std::unique_ptr<resource::Engine> counted_engine_;
  std::unique_ptr<Runner> runner_;
};

TEST_F(RunnerStatementsTest, ABatchIsRemovedByOneStatement) {
  std::vector<Timer> timers;
  for (int i = 0; i < 150; ++i) {
    timers.push_back(At(absl::StrCat("k", i), absl::ZeroDuration(), "same"));
  }
  Arm(tenant_, timers);
  Settle(runner_.get());
  EXPECT_THAT(Noted(), SizeIs(150));
  EXPECT_EQ(CountArmed(), 0);
  EXPECT_EQ(CountOf("timer.remove_fired"), 2u);
}

// However few rows there are, so that to read them all would be cheap.
TEST_F(RunnerStatementsTest, WhoeverWritesOtherTimersIsNotWaitedFor) {
  Arm(tenant_,
      {At("a", absl::ZeroDuration()), At("b", absl::Hours(1)), At("c", absl::ZeroDuration())});
  ASSERT_THAT(database_->ReadWrite(
                  {},
                  [&](db::Transaction& tx) -> absl::Status {
                    GUANXI_RETURN_IF_ERROR(Timers::Disarm(tx, tenant_, "note", "b"));
                    GUANXI_RETURN_IF_ERROR(timers_.Arm(tx, tenant_, At("ab", absl::Hours(1))));
                    Settle(runner_.get());
                    return absl::OkStatus();
                  }),
              IsOk());
  EXPECT_THAT(Noted(), UnorderedElementsAre("a@0", "c@0"));
  EXPECT_EQ(CountArmed(), 1);
}

TEST_F(RunnerStatementsTest, WhatsoeverAKeyMayHoldItIsThatTimerThatFires) {
  const std::string odd = R"(a"b\c'd%_[1],{"e":2})";
  const std::string longest(kMaxKeyBytes, 'k');
  Arm(tenant_, {At(odd, absl::ZeroDuration(), "same"), At(longest, absl::ZeroDuration(), "same"),
                At("K", absl::ZeroDuration(), "same")});
  Arm(tenant_, {At("k", absl::Hours(1), "same")});
  Settle(runner_.get());
  EXPECT_THAT(Noted(),
              UnorderedElementsAre(absl::StrCat(odd, "@0"), absl::StrCat(longest, "@0"), "K@0"));
  EXPECT_EQ(CountOf("timer.remove_fired"), 1u);
  EXPECT_EQ(Armed(tenant_, "k").due, start_ + absl::Hours(1));
}

}  // namespace
}  // namespace guanxi::timers
