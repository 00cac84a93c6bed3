#include "common/service/timer_places.h"

#include <any>
#include <atomic>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/policy_store.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::service {
namespace {

TEST(TimerPlacesTest, TimersWaitUntilTheirTenantIsKnown) {
  std::atomic<bool> is_up{false};
  policy::PolicyStore store(
      [&](const Uuid& tenant, int64_t) -> absl::StatusOr<access::v1::GetPolicySnapshotResponse> {
        if (!is_up) return Unavailable("DOWN", "down");
        access::v1::GetPolicySnapshotResponse response;
        response.mutable_snapshot()->set_tenant(tenant.ToString());
        response.mutable_snapshot()->set_version(1);
        response.mutable_snapshot()->mutable_calendar()->set_time_zone("Europe/Berlin");
        return response;
      },
      policy::PolicyStore::Options());
  const policy::Authorizer authorizer(&store);
  timers::Kinds kinds;
  kinds["plain"].fire = nullptr;
  kinds["prepared"].prepare = [](const timers::Batch&) -> absl::StatusOr<std::any> {
    return std::any(7);
  };
  kinds = KnowingTheirTenants(&authorizer, std::move(kinds));
  timers::Batch batch;
  batch.tenant = DeriveUuid("tenant", "a");
  EXPECT_EQ(Reason(kinds["plain"].prepare(batch).status()), "POLICY_UNAVAILABLE");
  EXPECT_TRUE(IsPassing(kinds["prepared"].prepare(batch).status()));
  is_up = true;
  EXPECT_THAT(kinds["plain"].prepare(batch), IsOk());
  const auto prepared = kinds["prepared"].prepare(batch);
  ASSERT_THAT(prepared, IsOk());
  EXPECT_EQ(std::any_cast<int>(*prepared), 7);
}

TEST(TimerPlacesTest, WithoutADirectoryNobodyIsAsked) {
  timers::Kinds kinds;
  kinds["plain"].fire = nullptr;
  EXPECT_TRUE(KnowingTheirTenants(nullptr, kinds)["plain"].prepare == nullptr);
}

}  // namespace
}  // namespace guanxi::service
