// 64 people claim 1,000 leads at once: one winner each, and nobody has more than he may.
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/policy/policy.h"
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
  LeadClaimsTest() {
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    role->set_name("roles/sales");
    auto* const permission = role->add_permissions();
    permission->set_pattern("leads.*");
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
    request.mutable_pool()->set_display_name("线索公海");
    request.mutable_pool()->set_most_in_hand(kMostInHand);
    return service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request)->name();
  }
  std::vector<std::string> AddPooled(const std::string& pool) {
    std::vector<std::string> names(kLeads);
    const auto add = [&](int from) {
      for (int i = from; i < kLeads; i += 4) {
        Lead lead;
        lead.set_display_name(absl::StrCat("王芳", i));
        names[i] = Create(lead)->name();
        pool::v1::ReleaseRecordRequest release;
        release.set_name(names[i]);
        release.set_pool(pool);
        EXPECT_THAT(service_.pools->ReleaseRecord(service_.call(), release), IsOk());
      }
    };
    std::vector<std::thread> hands;
    for (int i = 0; i < 4; ++i) hands.emplace_back(add, i);
    for (std::thread& hand : hands) hand.join();
    return names;
  }
  absl::Status Claim(int user, const std::string& lead) {
    rpc::Call call = service_.call();
    call.principal.subject = UserName(user);
    call.principal.rights = policy_->Decide(call.principal, "leads.claim").value();
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

  std::shared_ptr<const policy::Policy> policy_;
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
    EXPECT_EQ(InHand(UserName(user)), kMostInHand) << user;
  }
  for (const auto& [reason, count] : result.refused) {
    EXPECT_TRUE(reason == "ALREADY_CLAIMED" || reason == "POOL_HAND_FULL") << reason << count;
  }
}

}  // namespace
}  // namespace guanxi::lead
