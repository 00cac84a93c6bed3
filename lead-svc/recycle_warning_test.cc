// Owners are warned before a pool takes their leads, over a real MariaDB and a clock that is moved.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_pool_service.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/pool/v1/pool.pb.h"
#include "lead-svc/lead_testing.h"

namespace guanxi::lead {
namespace {

using pool::v1::Pool;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Lead;

class RecycleWarningTest : public LeadTest {
 protected:
  static std::string UserName(int i) {
    return absl::StrCat("users/", DeriveUuid("seller", absl::StrCat(i)).ToString());
  }
  // Takes back what is new and has not been touched for ten days, three days after its warning.
  static Pool TenDays() {
    Pool pool;
    pool.set_display_name("公海");
    pool.set_recycle_filter("state = NEW AND update_time < ago(\"10d\")");
    pool.set_warn_days(3);
    return pool;
  }
  std::string AddPool(const Pool& pool) {
    pool::v1::CreatePoolRequest request;
    *request.mutable_pool() = pool;
    const auto made = service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request);
    EXPECT_THAT(made, IsOk());
    service_.Advance(absl::ZeroDuration());
    return made.ok() ? made->name() : "";
  }
  std::string Owned() {
    Lead lead;
    lead.set_display_name("王芳");
    lead.set_owner(UserName(1));
    return Create(lead)->name();
  }
  Lead Read(const std::string& name) {
    v1::GetLeadRequest request;
    request.set_name(name);
    return Leads().Get<Lead>(service_.call(), request).value();
  }
  void Note(const std::string& name, const std::string& note) {
    v1::UpdateLeadRequest request;
    request.mutable_lead()->set_name(name);
    request.mutable_lead()->set_note(note);
    request.mutable_update_mask()->add_paths("note");
    ASSERT_THAT(Leads().Update<Lead>(service_.call(), request), IsOk());
  }
  pool::v1::RecycleRecordsResponse Recycle(const std::string& pool) {
    pool::v1::RecycleRecordsRequest request;
    request.set_pool(pool);
    const auto done = service_.pools->RecycleRecords(service_.call(), request);
    EXPECT_THAT(done, IsOk());
    return done.value_or(pool::v1::RecycleRecordsResponse());
  }
  // How often the lead's recycle_time has changed.
  int Told(const std::string& name) {
    v1::ListLeadChangesRequest request;
    request.set_name(name);
    request.set_page_size(1000);
    const auto page = Leads().ListChanges<v1::ListLeadChangesResponse>(service_.call(), request);
    EXPECT_THAT(page, IsOk());
    int count = 0;
    for (const auto& change : page->changes()) {
      count += change.DebugString().find("recycle_time") != std::string::npos;
    }
    return count;
  }
  void Days(int count) {
    for (int i = 0; i < count; ++i) service_.Advance(absl::Hours(24));
  }
};

TEST_F(RecycleWarningTest, AnOwnerIsWarnedOnceAndKeepsTheLeadForSoManyDays) {
  const std::string pool = AddPool(TenDays());
  const std::string lead = Owned();
  Days(5);
  EXPECT_FALSE(Read(lead).has_recycle_time());
  const std::string etag = Read(lead).etag();
  Days(3);
  // Eight days old: at the end of three more it will be older than ten.
  const Lead warned = Read(lead);
  ASSERT_TRUE(warned.has_recycle_time());
  EXPECT_EQ(warned.recycle_pool(), pool);
  EXPECT_EQ(warned.owner(), UserName(1));
  EXPECT_EQ(warned.etag(), etag);
  const absl::Time time = absl::FromUnixSeconds(warned.recycle_time().seconds());
  EXPECT_EQ(absl::FromCivil(absl::ToCivilDay(time, absl::UTCTimeZone()), absl::UTCTimeZone()),
            time);
  EXPECT_GT(time, service_.clock.Now());
  // The condition may hold by now, but the warning is not over.
  while (service_.clock.Now() + absl::Hours(24) < time) {
    Days(1);
    EXPECT_THAT(Recycle(pool).recycled(), IsEmpty());
  }
  EXPECT_EQ(Told(lead), 1);
  Days(1);
  EXPECT_THAT(Recycle(pool).recycled(), ElementsAre(lead));
  EXPECT_EQ(Read(lead).pool(), pool);
  EXPECT_FALSE(Read(lead).has_recycle_time()) << "what lies in the pool has nobody to warn";
  EXPECT_EQ(Read(lead).recycle_pool(), "");
}

TEST_F(RecycleWarningTest, WhoeverWorksOnItIsWarnedNoLonger) {
  const std::string pool = AddPool(TenDays());
  const std::string noted = Owned(), begun = Owned();
  Days(9);
  ASSERT_TRUE(Read(noted).has_recycle_time());
  ASSERT_TRUE(Read(begun).has_recycle_time());
  // At once, by the write itself: no timer fires in between.
  Note(noted, "约了演示");
  EXPECT_FALSE(Read(noted).has_recycle_time());
  v1::WorkLeadRequest work;
  work.set_name(begun);
  ASSERT_THAT(service_.leads->WorkLead(service_.call(), work), IsOk());
  EXPECT_FALSE(Read(begun).has_recycle_time());
  Days(4);
  EXPECT_THAT(Recycle(pool).recycled(), IsEmpty());
  // Who lets it lie again is warned again.
  Days(6);
  EXPECT_TRUE(Read(noted).has_recycle_time());
  EXPECT_FALSE(Read(begun).has_recycle_time());
}

TEST_F(RecycleWarningTest, WhatTheConditionHoldsForAlreadyIsWarnedOfFirst) {
  const std::string old = Owned();
  Days(30);
  const std::string pool = AddPool(TenDays());
  ASSERT_TRUE(Read(old).has_recycle_time());
  EXPECT_GE(absl::FromUnixSeconds(Read(old).recycle_time().seconds()) - service_.clock.Now(),
            absl::Hours(3 * 24));
  const auto kept = Recycle(pool);
  EXPECT_THAT(kept.recycled(), IsEmpty());
  ASSERT_THAT(kept.kept(), SizeIs(1));
  EXPECT_THAT(kept.kept(0).reason(), HasSubstr("has not been warned"));
  Days(4);
  EXPECT_THAT(Recycle(pool).recycled(), ElementsAre(old));
}

TEST_F(RecycleWarningTest, APoolThatWarnsNoMoreTakesBackWhatItTold) {
  const std::string name = AddPool(TenDays());
  const std::string lead = Owned();
  Days(9);
  ASSERT_TRUE(Read(lead).has_recycle_time());
  pool::v1::UpdatePoolRequest update;
  update.mutable_pool()->set_name(name);
  update.mutable_update_mask()->add_paths("warn_days");
  ASSERT_THAT(service_.catalog->Of<Pool>().Update<Pool>(service_.call(), update), IsOk());
  service_.Advance(absl::ZeroDuration());
  EXPECT_FALSE(Read(lead).has_recycle_time());
  Days(2);
  EXPECT_THAT(Recycle(name).recycled(), ElementsAre(lead)) << "such a pool takes without a warning";
}

// More records than a transaction takes; nobody's and closed ones are passed over.
TEST_F(RecycleWarningTest, ARoundReachesAllInSeveralTransactions) {
  v1::BatchCreateLeadsRequest request;
  for (int i = 0; i < 150; ++i) {
    Lead& lead = *request.add_requests()->mutable_lead();
    lead.set_display_name("王芳");
    if (i % 2 == 0) lead.set_owner(UserName(i));
  }
  for (int batch = 0; batch < 2; ++batch) {
    ASSERT_THAT(Leads().BatchCreate<v1::BatchCreateLeadsResponse>(service_.call(), request),
                IsOk());
  }
  Days(20);
  const std::string pool = AddPool(TenDays());
  v1::ListLeadsRequest list;
  list.set_filter(absl::StrCat("recycle_pool = \"", pool, "\""));
  list.set_page_size(1000);
  EXPECT_EQ(Leads().List<v1::ListLeadsResponse>(service_.call(), list)->leads_size(), 150);
}

TEST_F(RecycleWarningTest, DaysOutOfBoundsAreRefused) {
  pool::v1::CreatePoolRequest request;
  *request.mutable_pool() = TenDays();
  request.mutable_pool()->set_warn_days(31);
  EXPECT_THAT(service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("warn_days")));
}

}  // namespace
}  // namespace guanxi::lead
