// Whose operation is worked at, and for how long.
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "common/jobs/runner.h"
#include "common/jobs/testing.h"

namespace guanxi::jobs {
namespace {

// Steps of a second each, so many that the operation goes on for the length of the test.
class LongWork {
 public:
  LongWork(FakeClock* clock, std::function<absl::Status(const Job&, int64_t)> step)
      : clock_(clock), step_(std::move(step)) {}

  Response operator()(Job& job) const {
    auto state = std::make_unique<google::protobuf::Int64Value>();
    state->ParseFromString(job.checkpoint());
    while (state->value() < 300) {
      if (absl::Status status = job.Continue(); !status.ok()) return status;
      clock_->Advance(absl::Seconds(1));
      if (absl::Status status = step_(job, state->value() + 1); !status.ok()) return status;
      state->set_value(state->value() + 1);
    }
    return state;
  }

 private:
  FakeClock* const clock_;
  const std::function<absl::Status(const Job&, int64_t)> step_;
};

TEST_F(JobsTest, TenantsTakeTurns) {
  ASSERT_THAT(Create(alice_), IsOk());
  ASSERT_THAT(Create(alice_), IsOk());
  const auto late = Create(bob_);
  EXPECT_EQ((*leases_.Claim())->principal.tenant, alice_.tenant);
  EXPECT_EQ((*leases_.Claim())->id, late->id);
  EXPECT_EQ((*leases_.Claim())->principal.tenant, alice_.tenant);
  EXPECT_FALSE(leases_.Claim()->has_value());
}

TEST_F(JobsTest, LongOperationsOfOneTenantDoNotKeepAnotherWaiting) {
  const auto first = Create(alice_);
  const auto second = Create(alice_);
  const Handler work = LongWork(&clock_, [&](const Job& job, int64_t i) { return Step(job, i); });
  Runner runner(&leases_, {{"count", work}});
  Runner replica(&leases_, {{"count", work}, {"short", CountHandler()}});
  EXPECT_TRUE(runner.RunOne().value());
  EXPECT_TRUE(replica.RunOne().value());
  const auto small = Create(bob_, "", "short");
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(replica.RunOne().value());
  EXPECT_TRUE(Fetch(*small).has_response());
  for (const auto& operation : {first, second}) {
    EXPECT_GT(Effects(operation->id), 0);
    EXPECT_LT(Effects(operation->id), 10);
    EXPECT_FALSE(Fetch(*operation).done());
  }
}

TEST_F(JobsTest, TenantsGetTheSameNumberOfTurnsHoweverMuchTheyAsk) {
  const Principal carol{ids_.Next(), "users/carol", "console"};
  for (int i = 0; i < 10; ++i) ASSERT_THAT(Create(alice_), IsOk());
  ASSERT_THAT(Create(bob_), IsOk());
  ASSERT_THAT(Create(carol), IsOk());
  std::map<Uuid, int> turns;
  Runner runner(&leases_, {{"count", [&](Job& job) {
                              ++turns[job.principal().tenant];
                              return LongWork(&clock_, [&](const Job& job, int64_t i) {
                                return Step(job, i);
                              })(job);
                            }}});
  for (int i = 0; i < 12; ++i) {
    EXPECT_TRUE(runner.RunOne().value());
    clock_.Advance(absl::Milliseconds(1));
  }
  EXPECT_EQ(turns[alice_.tenant], 4);
  EXPECT_EQ(turns[bob_.tenant], 4);
  EXPECT_EQ(turns[carol.tenant], 4);
}

}  // namespace
}  // namespace guanxi::jobs
