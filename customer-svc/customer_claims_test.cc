// 64 people claim 1,000 customers at once: one winner each, and nobody has more than he may.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/pools/claim_crowd.h"
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
        pools_(&desk_, service_.customers) {}
  std::string AddPool() {
    pool::v1::CreatePoolRequest request;
    request.mutable_pool()->set_display_name("公海");
    request.mutable_pool()->set_most_in_hand(kMostInHand);
    return service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request)->name();
  }
  std::vector<std::string> AddPooled(const std::string& pool) {
    return pools::MakePooled(kCustomers, [&](int i) {
      const Customer customer = service_.Create(TestService::Company(absl::StrCat("灵动传媒", i)));
      pool::v1::ReleaseRecordRequest release;
      release.set_name(customer.name());
      release.set_pool(pool);
      EXPECT_THAT(pools_.ReleaseRecord(service_.call(), release), IsOk());
      return customer.name();
    });
  }
  absl::Status Claim(int user, const std::string& customer) {
    const rpc::Call call = crowd_.CallOf(user, service_.call(), "customers.claim");
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
  const pools::ClaimCrowd crowd_{kClaimants, "customers.*"};
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
    EXPECT_EQ(InHand(pools::ClaimCrowd::NameOf(user)), kMostInHand) << user;
  }
  for (const auto& [reason, count] : result.refused) {
    EXPECT_TRUE(reason == "ALREADY_CLAIMED" || reason == "POOL_HAND_FULL") << reason << count;
  }
}

}  // namespace
}  // namespace guanxi::customer
