// What takes a lead out of its pool besides a claim, and pools that take leads by themselves.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/interaction.pb.h"
#include "guanxi/lead/v1/lead_interaction_service.pb.h"
#include "guanxi/lead/v1/lead_pool_service.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/pool/v1/pool.pb.h"
#include "lead-svc/lead_testing.h"

namespace guanxi::lead {
namespace {

using pool::v1::Pool;
using v1::Lead;

class LeadPoolExitsTest : public LeadTest {
 protected:
  static std::string UserName(int i) {
    return absl::StrCat("users/", DeriveUuid("seller", absl::StrCat(i)).ToString());
  }
  std::string AddPool(Pool pool = Pool()) {
    pool::v1::CreatePoolRequest request;
    pool.set_display_name("线索公海");
    *request.mutable_pool() = pool;
    return service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request)->name();
  }
  std::string AddPooled(const std::string& pool) {
    const std::string name = New().name();
    pool::v1::ReleaseRecordRequest request;
    request.set_name(name);
    request.set_pool(pool);
    EXPECT_THAT(service_.pools->ReleaseRecord(service_.call(), request), IsOk());
    return name;
  }
  absl::StatusOr<Lead> Give(const std::string& name, const std::string& owner) {
    v1::UpdateLeadRequest request;
    request.mutable_lead()->set_name(name);
    request.mutable_lead()->set_owner(owner);
    request.mutable_update_mask()->add_paths("owner");
    return Leads().Update<Lead>(service_.call(), request);
  }
  Lead Read(const std::string& name) {
    v1::GetLeadRequest request;
    request.set_name(name);
    return Leads().Get<Lead>(service_.call(), request).value();
  }
  int Pooled(const std::string& pool) {
    pool::v1::ListPooledRecordsRequest request;
    request.set_pool(pool);
    return service_.pools->ListPooledRecords(service_.call(), request)->leads_size();
  }
};

TEST_F(LeadPoolExitsTest, WhoIsGivenItTakesItOutOfItsPool) {
  const std::string pool = AddPool();
  const std::string lead = AddPooled(pool);
  ASSERT_THAT(Give(lead, UserName(1)), IsOk());
  EXPECT_EQ(Read(lead).pool(), "");
  EXPECT_EQ(Read(lead).pool_stay().last_pool(), pool);
  EXPECT_EQ(Pooled(pool), 0);
  pool::v1::ClaimRecordRequest claim;
  claim.set_name(lead);
  EXPECT_THAT(service_.pools->ClaimRecord(service_.call(), claim), HasReason("ALREADY_CLAIMED"));
  EXPECT_EQ(Read(lead).owner(), UserName(1));
}

TEST_F(LeadPoolExitsTest, WhyItWasGivenBackIsOneLine) {
  pool::v1::ReleaseRecordRequest request;
  request.set_name(New().name());
  request.set_pool(AddPool());
  request.set_reason(std::string(513, 'x'));
  EXPECT_THAT(service_.pools->ReleaseRecord(service_.call(), request), HasReason("INVALID_FIELD"));
  request.set_reason("  联系不上 ");
  ASSERT_THAT(service_.pools->ReleaseRecord(service_.call(), request), IsOk());
  EXPECT_EQ(Read(request.name()).pool_stay().reason(), "联系不上");
}

TEST_F(LeadPoolExitsTest, WhatIsClosedIsNotToBeClaimed) {
  const std::string pool = AddPool();
  const std::string lead = AddPooled(pool);
  ASSERT_THAT(Disqualify(lead, "空号"), IsOk());
  EXPECT_EQ(Read(lead).pool(), "");
  EXPECT_EQ(Pooled(pool), 0);
  pool::v1::ClaimRecordRequest claim;
  claim.set_name(lead);
  EXPECT_THAT(service_.pools->ClaimRecord(service_.call(), claim), HasReason("LEAD_NOT_FOUND"));
}

TEST_F(LeadPoolExitsTest, WhatComesBackLiesInNoPoolThatIsGone) {
  const std::string pool = AddPool();
  const std::string lead = AddPooled(pool);
  v1::DeleteLeadRequest remove;
  remove.set_name(lead);
  ASSERT_THAT(Leads().Delete<Lead>(service_.call(), remove), IsOk());
  pool::v1::DeletePoolRequest end;
  end.set_name(pool);
  ASSERT_THAT(service_.catalog->Of<Pool>().Delete<Pool>(service_.call(), end), IsOk());
  v1::UndeleteLeadRequest back;
  back.set_name(lead);
  const auto restored = Leads().Undelete<Lead>(service_.call(), back);
  ASSERT_THAT(restored, IsOk());
  EXPECT_EQ(restored->pool(), "");
  EXPECT_EQ(Read(lead).pool(), "");
}

TEST_F(LeadPoolExitsTest, WhoFollowsUpIsWarnedNoLonger) {
  Pool with;
  with.set_recycle_filter("NOT last_follow_up_time:* OR last_follow_up_time < ago(\"5d\")");
  with.set_warn_days(2);
  with.set_recycle_daily(true);
  AddPool(with);
  const std::string lead = New().name();
  ASSERT_THAT(Give(lead, UserName(1)), IsOk());
  service_.Advance(absl::Hours(24));
  ASSERT_TRUE(Read(lead).has_recycle_time());
  v1::CreateLeadInteractionRequest request;
  request.set_parent(lead);
  v1::LeadInteraction& call = *request.mutable_lead_interaction();
  call.set_channel(customer::v1::Interaction::CALL);
  call.set_direction(customer::v1::Interaction::OUTBOUND);
  call.set_outcome(v1::LeadInteraction::REACHED);
  call.mutable_occur_time()->set_seconds(absl::ToUnixSeconds(service_.clock.Now()));
  ASSERT_THAT(service_.catalog->Of<v1::LeadInteraction>().Create<v1::LeadInteraction>(
                  service_.call(), request),
              IsOk());
  EXPECT_FALSE(Read(lead).has_recycle_time());
  for (int i = 0; i < 3; ++i) service_.Advance(absl::Hours(24));
  EXPECT_EQ(Read(lead).owner(), UserName(1));
}

TEST_F(LeadPoolExitsTest, APoolTakesByItselfWhatItsConditionMeansAndNothingThatIsProtected) {
  Pool with;
  with.set_recycle_filter("state = NEW AND update_time < ago(\"2d\")");
  with.mutable_protection()->set_seconds(30 * 86400);
  with.set_recycle_daily(true);
  const std::string pool = AddPool(with);
  const std::string claimed = AddPooled(pool);
  pool::v1::AssignRecordRequest assign;
  assign.set_name(claimed);
  assign.set_owner(UserName(2));
  ASSERT_THAT(service_.pools->AssignRecord(service_.call(), assign), IsOk());
  const std::string stale = New().name();
  const std::string nobodys = New().name();
  ASSERT_THAT(Give(stale, UserName(1)), IsOk());
  for (int i = 0; i < 2; ++i) service_.Advance(absl::Hours(24));
  EXPECT_EQ(Read(stale).owner(), UserName(1));
  service_.Advance(absl::Hours(24));
  EXPECT_EQ(Read(stale).pool(), pool);
  EXPECT_EQ(Read(stale).last_owner(), UserName(1));
  EXPECT_EQ(Read(claimed).owner(), UserName(2));
  EXPECT_EQ(Read(nobodys).pool(), "");
  v1::ListLeadChangesRequest request;
  request.set_name(stale);
  const auto history = Leads().ListChanges<v1::ListLeadChangesResponse>(service_.call(), request);
  ASSERT_THAT(history, IsOk());
  EXPECT_EQ(history->changes(0).actor(), "services/lead-svc");
}

}  // namespace
}  // namespace guanxi::lead
