// Merges do not let anybody have more customers than he may.
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/policy.h"
#include "common/policy/rights_testing.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/customer_pools.h"
#include "customer-svc/merge/merge_testing.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/pool/v1/pool.pb.h"

namespace guanxi::customer {
namespace {

using pool::v1::Pool;
using v1::Customer;

constexpr int kMostInHand = 2;

std::string UserName(int i) {
  return absl::StrCat("users/", DeriveUuid("seller", absl::StrCat(i)).ToString());
}

class CustomerPoolMergeTest : public ::testing::Test {
 protected:
  CustomerPoolMergeTest()
      : desk_(service_.engine.get(), CustomerPoolKind(*service_.resources)),
        pools_(&desk_, service_.customers) {
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    role->set_name("roles/sales");
    auto* const permission = role->add_permissions();
    permission->set_pattern("customers.*");
    permission->set_scope(access::v1::SELF);
    for (int i = 0; i < 2; ++i) {
      auto* const user = snapshot.add_users();
      user->set_name(UserName(i));
      user->add_roles("roles/sales");
      user->set_active(true);
    }
    policy_ = policy::Policy::Compile(std::move(snapshot));
  }
  std::string AddOwned(int user) {
    return world_.AddCustomer("灵动传媒", [&](Customer* c) { c->set_owner(UserName(user)); });
  }
  // In a pool out of which nobody gets more than kMostInHand.
  std::string AddPooled() {
    pool::v1::CreatePoolRequest create;
    create.mutable_pool()->set_display_name("公海");
    create.mutable_pool()->set_most_in_hand(kMostInHand);
    const auto made = service_.catalog->Of<Pool>().Create<Pool>(service_.call(), create);
    EXPECT_THAT(made, IsOk());
    pool::v1::ReleaseRecordRequest release;
    release.set_name(AddOwned(2));
    release.set_pool(made->name());
    EXPECT_THAT(pools_.ReleaseRecord(service_.call(), release), IsOk());
    return release.name();
  }
  absl::Status Claim(int user, const std::string& customer) {
    rpc::Call call = service_.call();
    call.principal.subject = UserName(user);
    call.principal.rights = policy_->Decide(call.principal, "customers.claim").value();
    pool::v1::ClaimRecordRequest request;
    request.set_name(customer);
    return pools_.ClaimRecord(call, request).status();
  }

  TestService service_;
  MergeWorld world_{&service_};
  const pools::PoolDesk desk_;
  CustomerPoolServiceImpl pools_;
  std::shared_ptr<const policy::Policy> policy_;
};

TEST_F(CustomerPoolMergeTest, WhomTheSurvivorGoesToHasNoMoreThanBeforeAndTheOtherHasRoom) {
  const std::string keeps = AddOwned(0), goes = AddOwned(1);
  AddOwned(0);
  AddOwned(1);
  const std::string pooled = AddPooled();
  EXPECT_THAT(Claim(0, pooled), HasReason("POOL_HAND_FULL"));
  EXPECT_THAT(Claim(1, pooled), HasReason("POOL_HAND_FULL"));
  v1::MergeCustomersRequest request = MergeWorld::Request(keeps, {goes});
  request.set_keep_owner_of(goes);
  const auto merged = world_.Merge(request);
  ASSERT_THAT(merged, IsOk());
  EXPECT_EQ(merged->customer().owner(), UserName(1));
  EXPECT_THAT(merged->customer().service_team(), ::testing::ElementsAre(UserName(0)));
  EXPECT_THAT(Claim(1, pooled), HasReason("POOL_HAND_FULL"));
  EXPECT_THAT(Claim(0, pooled), IsOk());
}

}  // namespace
}  // namespace guanxi::customer
