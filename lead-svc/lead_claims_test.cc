// 64 people claim 1,000 leads at once: one winner each, and nobody has more than he may.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/pools/claim_crowd.h"
#include "common/pools/claim_race.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/pool/v1/pool.pb.h"
#include "lead-svc/lead_testing.h"

namespace guanxi::lead {
namespace {

using pool::v1::Pool;
using ::testing::SizeIs;
using v1::Lead;

constexpr int kClaimants = 64;
constexpr int kLeads = 1000;
// Together a few less than there are leads, so that all hands are full at the end.
constexpr int kMostInHand = 15;

class LeadClaimsTest : public LeadTest {
 protected:
  std::string AddPool() {
    pool::v1::CreatePoolRequest request;
    request.mutable_pool()->set_display_name("线索公海");
    request.mutable_pool()->set_most_in_hand(kMostInHand);
    return service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request)->name();
  }
  std::vector<std::string> AddPooled(const std::string& pool) {
    return pools::MakePooled(kLeads, [&](int i) {
      Lead lead;
      lead.set_display_name(absl::StrCat("王芳", i));
      const std::string name = Create(lead)->name();
      pool::v1::ReleaseRecordRequest release;
      release.set_name(name);
      release.set_pool(pool);
      EXPECT_THAT(service_.pools->ReleaseRecord(service_.call(), release), IsOk());
      return name;
    });
  }
  absl::Status Claim(int user, const std::string& lead) {
    const rpc::Call call = crowd_.CallOf(user, service_.call(), "leads.claim");
    pool::v1::ClaimRecordRequest request;
    request.set_name(lead);
    return service_.pools->ClaimRecord(call, request).status();
  }
  int InHand(const std::string& user) {
    v1::ListLeadsRequest request;
    request.set_filter(absl::StrCat("owner = \"", user, "\""));
    request.set_page_size(1000);
    return Leads().List<v1::ListLeadsResponse>(service_.call(), request)->leads_size();
  }

  const pools::ClaimCrowd crowd_{kClaimants, "leads.*"};
};

TEST_F(LeadClaimsTest, EachLeadHasOneWinnerAndNobodyMoreThanHeMay) {
  pools::ClaimRace race;
  race.claimants = kClaimants;
  race.records = AddPooled(AddPool());
  race.claim = [this](int user, const std::string& lead) { return Claim(user, lead); };
  const pools::ClaimRaceResult result = RunClaimRace(race);
  EXPECT_THAT(result.winners, SizeIs(kClaimants * kMostInHand));
  for (const auto& [lead, winners] : result.winners) {
    EXPECT_THAT(winners, SizeIs(1)) << lead;
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
}  // namespace guanxi::lead
