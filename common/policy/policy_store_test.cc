#include "common/policy/policy_store.h"

#include <atomic>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "common/policy/authorizer.h"
#include "common/testing/eventually.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::policy {
namespace {

using access::v1::GetPolicySnapshotResponse;

const Uuid kTenant = DeriveUuid("tenant", "a");
const std::string kAlice = "users/" + DeriveUuid("user", "alice").ToString();

// A directory with one user, whose answers the test decides about.
class Directory {
 public:
  absl::StatusOr<GetPolicySnapshotResponse> Get(const Uuid& tenant, int64_t known_version) {
    ++asked;
    GetPolicySnapshotResponse response;
    if (!up) return Unavailable("DOWN", "down");
    if (known_version == version) {
      response.set_unchanged(true);
      return response;
    }
    auto* snapshot = response.mutable_snapshot();
    snapshot->set_tenant(tenant.ToString());
    snapshot->set_version(version);
    snapshot->mutable_calendar()->set_time_zone("Europe/Berlin");
    if (!has_alice) return response;
    auto* user = snapshot->add_users();
    user->set_name(kAlice);
    user->set_active(active);
    return response;
  }
  PolicyStore::Fetch fetch() {
    return [this](const Uuid& tenant, int64_t known) { return Get(tenant, known); };
  }

  std::atomic<int> asked{0};
  std::atomic<bool> up{true}, active{true}, has_alice{true};
  std::atomic<int64_t> version{1};
};

class PolicyStoreTest : public ::testing::Test {
 protected:
  static PolicyStore::Options Fast() {
    PolicyStore::Options options;
    options.interval = absl::Milliseconds(20);
    return options;
  }

  Principal Alice() const {
    Principal principal;
    principal.tenant = kTenant;
    principal.subject = kAlice;
    return principal;
  }
  absl::Status Decide() const {
    Principal alice = Alice();
    return authorizer_.Decide("own", absl::Now() + absl::Seconds(10), &alice);
  }
  // Whether decisions come to have this reason.
  bool Becomes(const std::string& reason) const {
    return Eventually([&] { return Reason(Decide()) == reason; });
  }
  // Waits until the directory was asked twice more, so that one answer is later than this call.
  void WaitForRound() {
    const int before = directory_.asked;
    EXPECT_TRUE(Eventually([&] { return directory_.asked >= before + 2; }));
  }

  Directory directory_;
  FakeClock clock_{absl::FromUnixSeconds(1790000000)};
  PolicyStore store_{directory_.fetch(), Fast(), &clock_};
  const Authorizer authorizer_{&store_};
};

TEST_F(PolicyStoreTest, WhereATenantIsStaysKnownWhileNobodyCallsOrAnswers) {
  directory_.up = false;
  EXPECT_FALSE(store_.Place(kTenant).has_value());
  directory_.up = true;
  ASSERT_TRUE(Eventually([&] { return authorizer_.AwaitPlace(kTenant).ok(); }));
  directory_.up = false;
  clock_.Advance(absl::Hours(1));
  EXPECT_TRUE(Eventually([&] { return Reason(Decide()) == "POLICY_UNAVAILABLE"; }));
  ASSERT_TRUE(store_.Place(kTenant).has_value());
  EXPECT_EQ(store_.Place(kTenant)->zone.name(), "Europe/Berlin");
  EXPECT_THAT(authorizer_.AwaitPlace(kTenant), IsOk());
  EXPECT_EQ(Reason(authorizer_.AwaitPlace(DeriveUuid("tenant", "b"))), "POLICY_UNAVAILABLE");
}

TEST_F(PolicyStoreTest, AFirstCallDoesNotWaitOnItsOwn) {
  Principal alice = Alice();
  absl::StatusOr<bool> decided = authorizer_.TryDecide("own", &alice);
  EXPECT_THAT(decided, IsOk());
  EXPECT_THAT(Decide(), IsOk());
  decided = authorizer_.TryDecide("own", &alice);
  ASSERT_THAT(decided, IsOk());
  EXPECT_TRUE(*decided);
  EXPECT_NE(alice.rights, nullptr);
}

TEST_F(PolicyStoreTest, AChangeIsSeenWithoutBeingAskedFor) {
  ASSERT_THAT(Decide(), IsOk());
  directory_.active = false;
  directory_.version = 2;
  EXPECT_TRUE(Becomes("ACCOUNT_DISABLED"));
}

TEST_F(PolicyStoreTest, NeverStepsBack) {
  directory_.version = 5;
  directory_.active = false;
  ASSERT_TRUE(Becomes("ACCOUNT_DISABLED"));
  directory_.active = true;
  directory_.version = 4;  // a replica that lags
  WaitForRound();
  EXPECT_THAT(Decide(), HasReason("ACCOUNT_DISABLED"));
  // It confirms nothing either. When a token could not have lived so long, it is all there is: the
  // directory has come back from a backup.
  clock_.Advance(absl::Minutes(5) + absl::Seconds(1));
  EXPECT_TRUE(Becomes(""));
}

TEST_F(PolicyStoreTest, TheLastPolicyServesAsLongAsATokenLives) {
  ASSERT_THAT(Decide(), IsOk());
  directory_.up = false;
  WaitForRound();
  clock_.Advance(absl::Minutes(4));
  EXPECT_THAT(Decide(), IsOk());
  clock_.Advance(absl::Minutes(2));
  EXPECT_THAT(Decide(), HasReason("POLICY_UNAVAILABLE"));
  EXPECT_THAT(Decide(), StatusIs(absl::StatusCode::kUnavailable));
  directory_.up = true;
  EXPECT_TRUE(Becomes(""));
}

TEST_F(PolicyStoreTest, WithoutAnyAnswerNobodyIsLetIn) {
  directory_.up = false;
  EXPECT_THAT(Decide(), HasReason("POLICY_UNAVAILABLE"));
}

TEST_F(PolicyStoreTest, SomebodyNewIsAskedForAtOnce) {
  directory_.has_alice = false;
  EXPECT_THAT(Decide(), HasReason("ACCOUNT_DISABLED"));
  directory_.has_alice = true;
  directory_.version = 2;
  Principal alice = Alice();
  ASSERT_THAT(authorizer_.Decide("own", absl::Now() + absl::Seconds(10), &alice), IsOk());
}

TEST_F(PolicyStoreTest, WhoDoesNotCallIsNotAskedFor) {
  ASSERT_THAT(Decide(), IsOk());
  clock_.Advance(absl::Minutes(11));
  // A round that began before may end now; then there is quiet, for ten rounds.
  int before = -1;
  EXPECT_TRUE(
      Eventually([&] { return std::exchange(before, directory_.asked) == directory_.asked; },
                 absl::Seconds(20), absl::Milliseconds(200)));
}

TEST(PolicyStoreTenantTest, ATenantWhoseAnswerTakesLongDelaysNoOther) {
  Directory directory;
  FakeClock clock(absl::FromUnixSeconds(1790000000));
  const Uuid slow = DeriveUuid("tenant", "slow");
  std::atomic<bool> is_asked{false}, may_end{false};
  PolicyStore::Options options;
  options.interval = absl::Milliseconds(20);
  PolicyStore store(
      [&](const Uuid& tenant, int64_t known) {
        if (tenant == slow) {
          is_asked = true;
          Eventually([&] { return may_end.load(); });
        }
        return directory.Get(tenant, known);
      },
      options, &clock);
  EXPECT_THAT(store.Current(slow), IsOk());
  ASSERT_TRUE(Eventually([&] { return is_asked.load(); }));
  EXPECT_THAT(store.Refresh(kTenant, absl::Now() + absl::Seconds(10)), IsOk());
  directory.version = 2;
  EXPECT_TRUE(Eventually([&] {
    const auto policy = store.Current(kTenant);
    return policy.ok() && (*policy)->version() == 2;
  }));
  may_end = true;
}

TEST(PolicyStoreTenantTest, AnotherTenantsSnapshotIsNotTaken) {
  Directory directory;
  FakeClock clock(absl::FromUnixSeconds(1790000000));
  PolicyStore store(
      [&](const Uuid&, int64_t known) { return directory.Get(DeriveUuid("tenant", "b"), known); },
      PolicyStore::Options(), &clock);
  EXPECT_THAT(store.Refresh(kTenant, absl::Now() + absl::Seconds(10)),
              HasReason("POLICY_UNAVAILABLE"));
}

}  // namespace
}  // namespace guanxi::policy
