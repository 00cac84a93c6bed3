// 64 people claim 1,000 customers at once: one winner each, and nobody has more than he may.
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/policy/policy.h"
#include "common/pools/claim_race.h"
#include "common/pools/pool_desk.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/customer_pools.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/pool/v1/pool.pb.h"

namespace guanxi::customer {
namespace {

using pool::v1::Pool;
using ::testing::SizeIs;
using v1::Customer;

constexpr int kClaimants = 64;
constexpr int kCustomers = 1000;
// Together a few less than there are customers, so that all hands are full at the end.
constexpr int kMostInHand = 15;

class CustomerClaimsTest : public ::testing::Test {
 protected:
  CustomerClaimsTest()
      : desk_(service_.engine.get(), CustomerPoolKind(*service_.resources)),
        pools_(&desk_, service_.customers) {
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    role->set_name("roles/sales");
    auto* const permission = role->add_permissions();
    permission->set_pattern("customers.*");
    permission->set_scope(access::v1::SELF);
    for (int i = 0; i < kClaimants; ++i) {
      auto* const user = snapshot.add_users();
      user->set_name(UserName(i));
      user->add_roles("roles/sales");
      user->set_active(true);
    }
    policy_ = policy::Policy::Compile(std::move(snapshot));
  }
  static std::string UserName(int i) {
    return absl::StrCat("users/", DeriveUuid("seller", absl::StrCat(i)).ToString());
  }
  std::string AddPool() {
    pool::v1::CreatePoolRequest request;
    request.mutable_pool()->set_display_name("公海");
    request.mutable_pool()->set_most_in_hand(kMostInHand);
    return service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request)->name();
  }
  std::vector<std::string> AddPooled(const std::string& pool) {
    std::vector<std::string> names(kCustomers);
    const auto add = [&](int from) {
      for (int i = from; i < kCustomers; i += 4) {
        names[i] = service_.Create(TestService::Company(absl::StrCat("灵动传媒", i))).name();
        pool::v1::ReleaseRecordRequest release;
        release.set_name(names[i]);
        release.set_pool(pool);
        EXPECT_THAT(pools_.ReleaseRecord(service_.call(), release), IsOk());
      }
    };
    std::vector<std::thread> hands;
    for (int i = 0; i < 4; ++i) hands.emplace_back(add, i);
    for (std::thread& hand : hands) hand.join();
    return names;
  }
  absl::Status Claim(int user, const std::string& customer) {
    rpc::Call call = service_.call();
    call.principal.subject = UserName(user);
    call.principal.rights = policy_->Decide(call.principal, "customers.claim").value();
    pool::v1::ClaimRecordRequest request;
    request.set_name(customer);
    return pools_.ClaimRecord(call, request).status();
  }
  int InHand(const std::string& user) {
    v1::ListCustomersRequest request;
    request.set_filter(absl::StrCat("owner = \"", user, "\""));
    request.set_page_size(1000);
    return service_.customers->List<v1::ListCustomersResponse>(service_.call(), request)
        ->customers_size();
  }

  TestService service_;
  const pools::PoolDesk desk_;
  CustomerPoolServiceImpl pools_;
  std::shared_ptr<const policy::Policy> policy_;
};

TEST_F(CustomerClaimsTest, EachCustomerHasOneWinnerAndNobodyMoreThanHeMay) {
  pools::ClaimRace race;
  race.claimants = kClaimants;
  race.records = AddPooled(AddPool());
  race.claim = [this](int user, const std::string& customer) { return Claim(user, customer); };
  const pools::ClaimRaceResult result = RunClaimRace(race);
  EXPECT_THAT(result.winners, SizeIs(kClaimants * kMostInHand));
  for (const auto& [customer, winners] : result.winners) {
    EXPECT_THAT(winners, SizeIs(1)) << customer;
  }
  for (const auto& [user, claimed] : result.claimed) {
    EXPECT_EQ(claimed, kMostInHand) << user;
    EXPECT_EQ(InHand(UserName(user)), kMostInHand) << user;
  }
  for (const auto& [reason, count] : result.refused) {
    EXPECT_TRUE(reason == "ALREADY_CLAIMED" || reason == "POOL_HAND_FULL") << reason << count;
  }
}

}  // namespace
}  // namespace guanxi::customer
