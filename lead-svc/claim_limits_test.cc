// What claims go by is true when they are made, however it is known: read with the lead, kept from
// before, or counted once more.
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/pools/claim_crowd.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/pool/v1/pool.pb.h"
#include "lead-svc/lead_testing.h"

namespace guanxi::lead {
namespace {

using pool::v1::Pool;
using v1::Lead;

class ClaimLimitsTest : public LeadTest {
 protected:
  Pool AddPool(int per_day, int in_hand) {
    pool::v1::CreatePoolRequest request;
    request.mutable_pool()->set_display_name(absl::StrCat("线索公海 ", ++pools_));
    request.mutable_pool()->set_claims_per_day(per_day);
    request.mutable_pool()->set_most_in_hand(in_hand);
    return *service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request);
  }
  std::string AddPooled(const Pool& pool) {
    Lead lead;
    lead.set_display_name("王芳");
    const std::string name = Create(lead)->name();
    pool::v1::ReleaseRecordRequest release;
    release.set_name(name);
    release.set_pool(pool.name());
    EXPECT_THAT(service_.pools->ReleaseRecord(service_.call(), release), IsOk());
    return name;
  }
  void Give(int user) {
    Lead lead;
    lead.set_display_name("李明");
    lead.set_owner(pools::ClaimCrowd::NameOf(user));
    ASSERT_THAT(Create(lead), IsOk());
  }
  absl::Status Claim(int user, const std::string& lead) {
    pool::v1::ClaimRecordRequest request;
    request.set_name(lead);
    return service_.pools->ClaimRecord(crowd_.CallOf(user, service_.call(), "leads.claim"), request)
        .status();
  }

  const pools::ClaimCrowd crowd_{2, "leads.*"};
  int pools_ = 0;  // no two have one name
};

TEST_F(ClaimLimitsTest, EachPoolHasALimitOfItsOwnForWhatIsInHand) {
  const Pool narrow = AddPool(/*per_day=*/0, /*in_hand=*/2);
  const Pool wide = AddPool(/*per_day=*/0, /*in_hand=*/4);
  const Pool open = AddPool(/*per_day=*/0, /*in_hand=*/0);
  ASSERT_THAT(Claim(0, AddPooled(wide)), IsOk());
  ASSERT_THAT(Claim(0, AddPooled(narrow)), IsOk());
  EXPECT_THAT(Claim(0, AddPooled(narrow)), HasReason("POOL_HAND_FULL"));
  EXPECT_THAT(Claim(0, AddPooled(wide)), IsOk());
  EXPECT_THAT(Claim(0, AddPooled(narrow)), HasReason("POOL_HAND_FULL"));
  EXPECT_THAT(Claim(0, AddPooled(open)), IsOk());
  EXPECT_THAT(Claim(0, AddPooled(wide)), HasReason("POOL_HAND_FULL"));
  EXPECT_THAT(Claim(0, AddPooled(open)), IsOk());
  EXPECT_THAT(Claim(1, AddPooled(narrow)), IsOk());
}

// Whom others give leads has them in hand as if he had claimed them.
TEST_F(ClaimLimitsTest, WhatSomebodyWasGivenMeanwhileCounts) {
  const Pool pool = AddPool(/*per_day=*/0, /*in_hand=*/3);
  ASSERT_THAT(Claim(0, AddPooled(pool)), IsOk());
  Give(0);
  EXPECT_THAT(Claim(0, AddPooled(pool)), IsOk());
  EXPECT_THAT(Claim(0, AddPooled(pool)), HasReason("POOL_HAND_FULL"));
}

TEST_F(ClaimLimitsTest, AChangedPoolIsInForceAtTheNextClaim) {
  Pool pool = AddPool(/*per_day=*/1, /*in_hand=*/0);
  ASSERT_THAT(Claim(0, AddPooled(pool)), IsOk());
  ASSERT_THAT(Claim(0, AddPooled(pool)), HasReason("POOL_DAY_FULL"));
  pool::v1::UpdatePoolRequest update;
  *update.mutable_pool() = pool;
  update.mutable_pool()->set_claims_per_day(2);
  update.mutable_update_mask()->add_paths("claims_per_day");
  ASSERT_THAT(service_.catalog->Of<Pool>().Update<Pool>(service_.call(), update), IsOk());
  EXPECT_THAT(Claim(0, AddPooled(pool)), IsOk());
  EXPECT_THAT(Claim(0, AddPooled(pool)), HasReason("POOL_DAY_FULL"));
}

TEST_F(ClaimLimitsTest, EachPoolCountsItsOwnClaimsAndEachClaimantHis) {
  const Pool east = AddPool(/*per_day=*/1, /*in_hand=*/0);
  const Pool west = AddPool(/*per_day=*/1, /*in_hand=*/0);
  EXPECT_THAT(Claim(0, AddPooled(east)), IsOk());
  EXPECT_THAT(Claim(0, AddPooled(west)), IsOk());
  EXPECT_THAT(Claim(1, AddPooled(east)), IsOk());
  EXPECT_THAT(Claim(0, AddPooled(east)), HasReason("POOL_DAY_FULL"));
  service_.clock.Advance(absl::Hours(24));
  EXPECT_THAT(Claim(0, AddPooled(east)), IsOk());
  EXPECT_THAT(Claim(0, AddPooled(east)), HasReason("POOL_DAY_FULL"));
}

// Whoever claims several at once is counted for each, though all of them read the same before.
TEST_F(ClaimLimitsTest, ManyClaimsOfOnePersonAtOnceAreAsManyInTheDaysCount) {
  constexpr int kPerDay = 6, kAtOnce = 12;
  const Pool pool = AddPool(kPerDay, /*in_hand=*/100);
  ASSERT_THAT(Claim(0, AddPooled(pool)), IsOk());
  std::vector<std::string> leads;
  for (int i = 0; i < kAtOnce; ++i) leads.push_back(AddPooled(pool));
  std::vector<absl::Status> answers(leads.size());
  std::vector<std::thread> crowd;
  for (size_t i = 0; i < leads.size(); ++i) {
    crowd.emplace_back([&, i] { answers[i] = Claim(0, leads[i]); });
  }
  for (std::thread& one : crowd) one.join();
  int claimed = 0;
  for (const absl::Status& answer : answers) {
    if (answer.ok()) ++claimed;
    if (!answer.ok()) {
      EXPECT_THAT(answer, HasReason("POOL_DAY_FULL"));
    }
  }
  EXPECT_EQ(claimed, kPerDay - 1);
}

}  // namespace
}  // namespace guanxi::lead
