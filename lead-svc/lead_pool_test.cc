// Pools of leads over a real MariaDB: who gets what, and which limits hold.
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_pool_service.pb.h"
#include "guanxi/pool/v1/pool.pb.h"
#include "lead-svc/lead_testing.h"

namespace guanxi::lead {
namespace {

using pool::v1::Pool;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using v1::Lead;

constexpr int kUsers = 16;

std::string UserName(int i) {
  return absl::StrCat("users/", DeriveUuid("seller", absl::StrCat(i)).ToString());
}
std::string East() {
  return absl::StrCat("departments/", DeriveUuid("department", "east").ToString());
}

class LeadPoolTest : public LeadTest {
 protected:
  LeadPoolTest() {
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    role->set_name("roles/sales");
    auto* const permission = role->add_permissions();
    permission->set_pattern("leads.*");
    permission->set_scope(access::v1::SELF);
    snapshot.add_departments()->set_name(East());
    snapshot.mutable_departments(0)->set_active(true);
    for (int i = 0; i < kUsers; ++i) {
      auto* const user = snapshot.add_users();
      user->set_name(UserName(i));
      user->add_roles("roles/sales");
      user->set_active(true);
      if (i % 2 == 0) user->set_department(East());
    }
    policy_ = policy::Policy::Compile(std::move(snapshot));
  }

  // Of a salesperson, who reaches his own leads.
  rpc::Call CallOf(int user, const std::string& permission = "leads.claim") {
    rpc::Call call = service_.call();
    call.principal.subject = UserName(user);
    call.principal.rights = policy_->Decide(call.principal, permission).value();
    return call;
  }
  std::string AddPool(const Pool& pool) {
    pool::v1::CreatePoolRequest request;
    *request.mutable_pool() = pool;
    if (pool.display_name().empty()) request.mutable_pool()->set_display_name("华东线索池");
    return service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request)->name();
  }
  absl::StatusOr<Lead> Release(const std::string& lead, const std::string& pool) {
    pool::v1::ReleaseRecordRequest request;
    request.set_name(lead);
    request.set_pool(pool);
    request.set_reason("联系不上");
    return service_.pools->ReleaseRecord(service_.call(), request);
  }
  std::string AddPooled(const std::string& pool, const std::string& owner = "") {
    Lead lead;
    lead.set_display_name("王芳");
    lead.set_industry("制造业");
    lead.add_phones()->set_number("13800138000");
    lead.set_owner(owner);
    const std::string name = Create(lead)->name();
    EXPECT_THAT(Release(name, pool), IsOk());
    return name;
  }
  absl::StatusOr<Lead> Claim(int user, const std::string& lead) {
    pool::v1::ClaimRecordRequest request;
    request.set_name(lead);
    return service_.pools->ClaimRecord(CallOf(user), request);
  }
  absl::StatusOr<v1::ListPooledRecordsResponse> ListOf(int user, const std::string& pool,
                                                       int size = 0,
                                                       const std::string& token = "") {
    pool::v1::ListPooledRecordsRequest request;
    request.set_pool(pool);
    request.set_page_size(size);
    request.set_page_token(token);
    return service_.pools->ListPooledRecords(CallOf(user), request);
  }
  Lead Read(const std::string& name) {
    v1::GetLeadRequest request;
    request.set_name(name);
    return Leads().Get<Lead>(service_.call(), request).value();
  }

  std::shared_ptr<const policy::Policy> policy_;
};

TEST_F(LeadPoolTest, ALeadIsClaimedAndIsItsClaimantsThen) {
  Pool with;
  with.mutable_protection()->set_seconds(3600);
  const std::string pool = AddPool(with);
  const std::string lead = AddPooled(pool, UserName(3));
  EXPECT_EQ(Read(lead).owner(), "");
  EXPECT_EQ(Read(lead).pool(), pool);
  EXPECT_EQ(Read(lead).last_owner(), UserName(3));
  EXPECT_EQ(Read(lead).pool_stay().reason(), "联系不上");
  const auto claimed = Claim(0, lead);
  ASSERT_THAT(claimed, IsOk());
  EXPECT_EQ(claimed->owner(), UserName(0));
  EXPECT_EQ(claimed->department(), East());
  EXPECT_EQ(claimed->pool(), "");
  EXPECT_EQ(claimed->pool_stay().protect_until().seconds(),
            absl::ToUnixSeconds(service_.clock.Now()) + 3600);
  v1::ListLeadChangesRequest request;
  request.set_name(lead);
  const auto history = Leads().ListChanges<v1::ListLeadChangesResponse>(service_.call(), request);
  ASSERT_THAT(history, IsOk());
  EXPECT_GE(history->changes_size(), 3);  // made, released and claimed
}

TEST_F(LeadPoolTest, OfManyAtOnceOneGetsItAndTheOthersLearnWho) {
  const std::string pool = AddPool({});
  for (int round = 0; round < 5; ++round) {
    const std::string lead = AddPooled(pool);
    std::vector<std::thread> crowd;
    std::vector<absl::StatusOr<Lead>> answers(kUsers, absl::UnknownError("not yet"));
    for (int i = 0; i < kUsers; ++i) {
      crowd.emplace_back([&, i] { answers[i] = Claim(i, lead); });
    }
    for (std::thread& one : crowd) one.join();
    int winners = 0;
    const std::string owner = Read(lead).owner();
    for (int i = 0; i < kUsers; ++i) {
      if (answers[i].ok()) {
        ++winners;
        EXPECT_EQ(owner, UserName(i));
        continue;
      }
      EXPECT_THAT(answers[i], HasReason("ALREADY_CLAIMED"));
      EXPECT_THAT(answers[i].status().message(), HasSubstr(owner));
    }
    EXPECT_EQ(winners, 1);
  }
}

TEST_F(LeadPoolTest, NoLimitIsPassedByManyAtOnce) {
  Pool with;
  with.set_most_in_hand(10);
  const std::string pool = AddPool(with);
  for (int i = 0; i < 9; ++i) ASSERT_THAT(Claim(1, AddPooled(pool)), IsOk());
  std::vector<std::string> leads;
  for (int i = 0; i < 20; ++i) leads.push_back(AddPooled(pool));
  std::vector<std::thread> crowd;
  std::vector<absl::StatusOr<Lead>> answers(leads.size(), absl::UnknownError("not yet"));
  for (size_t i = 0; i < leads.size(); ++i) {
    crowd.emplace_back([&, i] { answers[i] = Claim(1, leads[i]); });
  }
  for (std::thread& one : crowd) one.join();
  int winners = 0;
  for (const auto& answer : answers) {
    winners += answer.ok() ? 1 : 0;
    if (!answer.ok()) {
      EXPECT_THAT(answer, HasReason("POOL_HAND_FULL"));
    }
  }
  EXPECT_EQ(winners, 1);
}

TEST_F(LeadPoolTest, WhatSomebodyHasIsSaidToWhoHasEnoughToo) {
  Pool with;
  with.set_most_in_hand(1);
  const std::string pool = AddPool(with);
  const std::string taken = AddPooled(pool);
  const std::string spare = AddPooled(pool);
  ASSERT_THAT(Claim(2, taken), IsOk());
  ASSERT_THAT(Claim(1, AddPooled(pool)), IsOk());
  EXPECT_THAT(Claim(1, taken), HasReason("ALREADY_CLAIMED"));
  EXPECT_THAT(Claim(1, spare), HasReason("POOL_HAND_FULL"));
}

TEST_F(LeadPoolTest, AClosedLeadIsInNobodysHand) {
  Pool with;
  with.set_most_in_hand(2);
  const std::string pool = AddPool(with);
  const std::string closed = AddPooled(pool);
  const std::string spare = AddPooled(pool);
  ASSERT_THAT(Claim(1, closed), IsOk());
  ASSERT_THAT(Claim(1, AddPooled(pool)), IsOk());
  EXPECT_THAT(Claim(1, spare), HasReason("POOL_HAND_FULL"));
  ASSERT_THAT(Disqualify(closed, "空号"), IsOk());
  EXPECT_THAT(Claim(1, spare), IsOk());
}

TEST_F(LeadPoolTest, TheDayIsFullUntilTheNextOne) {
  Pool with;
  with.set_claims_per_day(2);
  const std::string pool = AddPool(with);
  const std::string spare = AddPooled(pool);
  ASSERT_THAT(Claim(1, AddPooled(pool)), IsOk());
  ASSERT_THAT(Claim(1, AddPooled(pool)), IsOk());
  EXPECT_THAT(Claim(1, spare), HasReason("POOL_DAY_FULL"));
  EXPECT_EQ(Read(spare).pool(), pool);
  service_.clock.Advance(absl::Hours(24));
  EXPECT_THAT(Claim(1, spare), IsOk());
}

TEST_F(LeadPoolTest, TheLastOwnerWaitsAndOthersDoNot) {
  Pool with;
  with.mutable_cool_down()->set_seconds(3600);
  const std::string pool = AddPool(with);
  const std::string lead = AddPooled(pool, UserName(1));
  const std::string other = AddPooled(pool, UserName(1));
  EXPECT_THAT(Claim(1, lead), HasReason("POOL_COOL_DOWN"));
  EXPECT_THAT(Claim(2, other), IsOk());
  service_.clock.Advance(absl::Hours(1));
  EXPECT_THAT(Claim(1, lead), IsOk());
}

TEST_F(LeadPoolTest, MembersSeeWhatThePoolShowsAndOthersNothing) {
  Pool with;
  with.add_members(East());
  with.add_shown_fields("industry");
  const std::string pool = AddPool(with);
  const std::string first = AddPooled(pool);
  service_.clock.Advance(absl::Seconds(1));
  const std::string second = AddPooled(pool);
  const auto page = ListOf(0, pool, 1);
  ASSERT_THAT(page, IsOk());
  ASSERT_THAT(page->leads(), SizeIs(1));
  EXPECT_EQ(page->leads(0).name(), second);
  EXPECT_EQ(page->leads(0).industry(), "制造业");
  EXPECT_EQ(page->leads(0).display_name(), "");
  EXPECT_THAT(page->leads(0).phones(), SizeIs(0));
  const auto rest = ListOf(0, pool, 1, page->next_page_token());
  ASSERT_THAT(rest, IsOk());
  ASSERT_THAT(rest->leads(), SizeIs(1));
  EXPECT_EQ(rest->leads(0).name(), first);
  EXPECT_THAT(ListOf(1, pool), HasReason("POOL_NOT_FOUND"));
  EXPECT_THAT(Claim(1, first), HasReason("LEAD_NOT_FOUND"));
  // Nobody's lead that never was in a pool is not there either.
  Lead lead;
  lead.set_display_name("李强");
  EXPECT_THAT(Claim(0, Create(lead)->name()), HasReason("LEAD_NOT_FOUND"));
}

TEST_F(LeadPoolTest, WhatIsPersonalIsNeverShownAndFiltersAreChecked) {
  pool::v1::CreatePoolRequest request;
  request.mutable_pool()->set_display_name("池");
  request.mutable_pool()->add_shown_fields("phones");
  EXPECT_THAT(service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("shown_fields[0]")));
  request.mutable_pool()->clear_shown_fields();
  request.mutable_pool()->set_recycle_filter("state = NOTHING");
  EXPECT_THAT(service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("recycle_filter")));
}

TEST_F(LeadPoolTest, RecyclingTakesWhatTheConditionMeansAndNothingElse) {
  Pool with;
  with.set_recycle_filter("state = NEW AND update_time < ago(\"48h\")");
  with.mutable_protection()->set_seconds(7 * 86400);
  const std::string pool = AddPool(with);
  Lead owned;
  owned.set_display_name("李强");
  owned.set_owner(UserName(2));
  const std::string stale = Create(owned)->name();
  owned.clear_owner();
  const std::string nobodys = Create(owned)->name();
  const std::string claimed = AddPooled(pool);
  ASSERT_THAT(Claim(4, claimed), IsOk());
  service_.clock.Advance(absl::Hours(49));
  owned.set_owner(UserName(2));
  const std::string fresh = Create(owned)->name();
  pool::v1::RecycleRecordsRequest request;
  request.set_pool(pool);
  request.set_validate_only(true);
  ASSERT_THAT(service_.pools->RecycleRecords(service_.call(), request), IsOk());
  EXPECT_EQ(Read(stale).pool(), "");
  request.set_validate_only(false);
  const auto recycled = service_.pools->RecycleRecords(service_.call(), request);
  ASSERT_THAT(recycled, IsOk());
  EXPECT_THAT(recycled->recycled(), ::testing::ElementsAre(stale));
  ASSERT_THAT(recycled->kept(), SizeIs(1));
  EXPECT_EQ(recycled->kept(0).name(), claimed);
  EXPECT_EQ(Read(stale).pool(), pool);
  EXPECT_EQ(Read(stale).pool_stay().cause(), pool::v1::PoolStay::RECYCLED);
  EXPECT_EQ(Read(stale).last_owner(), UserName(2));
  EXPECT_EQ(Read(nobodys).pool(), "");
  EXPECT_EQ(Read(fresh).owner(), UserName(2));
}

TEST_F(LeadPoolTest, AClosedLeadIsNotPooledAndAPoolInUseNotDeleted) {
  const std::string pool = AddPool({});
  const std::string closed = New().name();
  ASSERT_THAT(Disqualify(closed, "空号"), IsOk());
  EXPECT_THAT(Release(closed, pool), HasReason("NOT_POOLABLE"));
  const std::string lead = AddPooled(pool);
  EXPECT_THAT(Release(lead, pool), HasReason("ALREADY_POOLED"));
  pool::v1::DeletePoolRequest remove;
  remove.set_name(pool);
  EXPECT_THAT(service_.catalog->Of<Pool>().Delete<Pool>(service_.call(), remove),
              HasReason("POOL_IN_USE"));
  pool::v1::AssignRecordRequest assign;
  assign.set_name(lead);
  assign.set_owner("users/nobody");
  EXPECT_THAT(service_.pools->AssignRecord(service_.call(), assign), HasReason("INVALID_FIELD"));
  assign.set_owner(UserName(5));
  const auto assigned = service_.pools->AssignRecord(service_.call(), assign);
  ASSERT_THAT(assigned, IsOk());
  EXPECT_EQ(assigned->owner(), UserName(5));
  EXPECT_THAT(service_.pools->AssignRecord(service_.call(), assign), HasReason("NOT_POOLED"));
  EXPECT_THAT(service_.catalog->Of<Pool>().Delete<Pool>(service_.call(), remove), IsOk());
}

}  // namespace
}  // namespace guanxi::lead
