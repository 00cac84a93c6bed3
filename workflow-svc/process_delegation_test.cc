// Who stands in for somebody who was away often.
#include <string>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "workflow-svc/process_world.h"
#include "workflow-svc/sla/sla_time.h"

namespace guanxi::workflow {
namespace {

class ProcessDelegationTest : public ::testing::Test {
 protected:
  absl::Status Delegate(const std::string& to, absl::Duration start, absl::Duration end) {
    v1::CreateDelegationRequest request;
    auto& delegation = *request.mutable_delegation();
    delegation.set_delegator(world_.User("li"));
    delegation.set_deputy(world_.User(to));
    *delegation.mutable_start_time() = ToTimestamp(world_.service.clock.Now() + start);
    *delegation.mutable_end_time() = ToTimestamp(world_.service.clock.Now() + end);
    return world_.service.catalog->Of<v1::Delegation>()
        .Create<v1::Delegation>(world_.As("li"), request)
        .status();
  }

  ProcessWorld world_;
};

TEST_F(ProcessDelegationTest, TheLastOfManyIsFoundByOneStatement) {
  for (int i = 0; i < 201; ++i) {
    ASSERT_THAT(Delegate("bai", -absl::Hours(48), -absl::Hours(24)), IsOk());
  }
  ASSERT_THAT(Delegate("cai", -absl::Hours(1), absl::Hours(1)), IsOk());
  const std::string definition = world_.Active(world_.Approve("legal", {"li"}));
  const int64_t read = world_.service.Ran("delegation.select_by_id");
  world_.Start("an", definition);
  EXPECT_EQ(world_.Tasks("cai").size(), 1u);
  EXPECT_EQ(world_.service.Ran("delegation.select_by_id"), read);
}

// Of several that are in force the one that was made first counts.
TEST_F(ProcessDelegationTest, TheFirstOfSeveralCounts) {
  ASSERT_THAT(Delegate("bai", -absl::Hours(1), absl::Hours(1)), IsOk());
  ASSERT_THAT(Delegate("cai", -absl::Hours(1), absl::Hours(1)), IsOk());
  world_.Start("an", world_.Active(world_.Approve("legal", {"li"})));
  EXPECT_EQ(world_.Tasks("bai").size(), 1u);
}

}  // namespace
}  // namespace guanxi::workflow
