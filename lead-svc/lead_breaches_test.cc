// What breached clocks of workflow-svc do to leads, by events that are made by hand.
#include "lead-svc/lead_breaches.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/events/unit_effects.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_pool_service.pb.h"
#include "guanxi/pool/v1/pool.pb.h"
#include "guanxi/workflow/v1/sla_clock.pb.h"
#include "lead-svc/lead_testing.h"

namespace guanxi::lead {
namespace {

using event::v1::LogEvent;
using google::protobuf::util::TimeUtil;
using metadata::v1::Change;
using pool::v1::Pool;
using pool::v1::PoolStay;
using v1::Lead;
using workflow::v1::SlaClock;

class LeadBreachesTest : public LeadTest {
 protected:
  static std::string Name(const std::string& collection, const std::string& which) {
    return absl::StrCat(collection, "/", DeriveUuid(collection, which).ToString());
  }
  std::string AddPool(const std::string& policy, const std::string& display_name = "华东线索池") {
    pool::v1::CreatePoolRequest request;
    request.mutable_pool()->set_display_name(display_name);
    request.mutable_pool()->add_recycle_policies(policy);
    request.mutable_pool()->mutable_protection()->set_seconds(86400);
    return service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request)->name();
  }
  std::string AddLead(const std::string& owner) {
    Lead lead;
    lead.set_display_name("王芳");
    lead.set_owner(owner);
    return Create(lead)->name();
  }
  Lead Read(const std::string& name) {
    v1::GetLeadRequest request;
    request.set_name(name);
    return Leads().Get<Lead>(service_.call(), request).value();
  }
  SlaClock Clock(const std::string& lead, const std::string& owner) {
    SlaClock clock;
    clock.set_name(Name("slaClocks", lead));
    clock.set_policy(policy_);
    clock.set_subject(lead);
    clock.set_owner(owner);
    clock.set_state(SlaClock::RUNNING);
    *clock.mutable_breach_time() =
        TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(service_.clock.Now()));
    return clock;
  }
  static LogEvent Fact(const std::string& fact, const SlaClock& clock) {
    LogEvent event;
    event.set_resource_type("sla_clock");
    event.set_kind(Change::EMITTED);
    event.add_changed_fields(fact);
    event.set_after_body(clock.SerializeAsString());
    return event;
  }
  void Hear(const LogEvent& event) {
    ASSERT_THAT(service_.engine->Write(
                    events::WriterIn(service_.call().principal.tenant, "services/lead-svc"), {},
                    resource::WriteContext(),
                    [&](resource::UnitOfWork& work) { return breaches_.Apply(work, event); }),
                IsOk());
  }
  void Hear(const SlaClock& clock) { Hear(Fact("sla.breached", clock)); }

  const std::string policy_ = Name("slaPolicies", "first call");
  const std::string li_ = Name("users", "li");
  const std::string zhao_ = Name("users", "zhao");
  const LeadBreaches breaches_{service_.engine.get(), service_.desk.get()};
};

TEST_F(LeadBreachesTest, ABreachBringsTheLeadIntoThePoolThatNamesThePolicy) {
  AddPool(Name("slaPolicies", "another"), "另一个");
  const std::string pool = AddPool(policy_);
  const std::string lead = AddLead(li_);
  const SlaClock clock = Clock(lead, li_);
  Hear(clock);
  const Lead recycled = Read(lead);
  EXPECT_EQ(recycled.pool(), pool);
  EXPECT_EQ(recycled.owner(), "");
  EXPECT_EQ(recycled.last_owner(), li_);
  EXPECT_EQ(recycled.pool_stay().cause(), PoolStay::BREACHED);
  EXPECT_EQ(recycled.pool_stay().reason(), clock.name());
  // A second time it changes nothing.
  Hear(clock);
  EXPECT_EQ(Read(lead).etag(), recycled.etag());
}

TEST_F(LeadBreachesTest, WarningsAndOtherFactsDoNothing) {
  AddPool(policy_);
  const std::string lead = AddLead(li_);
  Hear(Fact("sla.warned", Clock(lead, li_)));
  Hear(Fact("sla.escalated", Clock(lead, li_)));
  LogEvent update = Fact("breach_time", Clock(lead, li_));
  update.set_kind(Change::UPDATED);
  Hear(update);
  EXPECT_EQ(Read(lead).owner(), li_);
}

TEST_F(LeadBreachesTest, BreachesAloneAreOfConcern) {
  const SlaClock clock = Clock(AddLead(li_), li_);
  LogEvent update = Fact("sla.breached", clock);
  update.set_kind(Change::UPDATED);
  LogEvent elsewhere = Fact("sla.breached", clock);
  elsewhere.set_resource_type("todo");
  const LogEvent breach = Fact("sla.breached", clock);
  const LogEvent warning = Fact("sla.warned", clock);
  const LogEvent* const events[] = {&breach, &warning, &update, &elsewhere};
  EXPECT_EQ(LeadBreaches::Concerns(events), (std::vector<bool>{true, false, false, false}));
}

TEST_F(LeadBreachesTest, WhoHasItByNowKeepsIt) {
  AddPool(policy_);
  const std::string lead = AddLead(li_);
  Hear(Clock(lead, zhao_));
  EXPECT_EQ(Read(lead).owner(), li_);
  Hear(Clock(lead, ""));
  EXPECT_EQ(Read(lead).owner(), li_);
}

// The same person has claimed it again: the breach was of his first time.
TEST_F(LeadBreachesTest, AClaimSinceIsNotUndone) {
  const std::string pool = AddPool(policy_);
  const std::string lead = AddLead(li_);
  const SlaClock first = Clock(lead, li_);
  Hear(first);
  service_.clock.Advance(absl::Minutes(1));
  pool::v1::AssignRecordRequest assign;
  assign.set_name(lead);
  assign.set_owner(service_.call().principal.subject);
  const auto given = service_.pools->AssignRecord(service_.call(), assign);
  ASSERT_THAT(given, IsOk());
  SlaClock late = first;
  late.set_owner(given->owner());
  Hear(late);
  EXPECT_EQ(Read(lead).owner(), given->owner());
  // Its own breach, though it is protected from RecycleRecords.
  service_.clock.Advance(absl::Hours(2));
  Hear(Clock(lead, given->owner()));
  EXPECT_EQ(Read(lead).pool(), pool);
}

TEST_F(LeadBreachesTest, WhatIsClosedOrGoneOrNamedByNoPoolStays) {
  const std::string lead = AddLead(li_);
  Hear(Clock(lead, li_));
  EXPECT_EQ(Read(lead).owner(), li_);
  AddPool(policy_);
  v1::DisqualifyLeadRequest close;
  close.set_name(lead);
  close.set_reason("空号");
  ASSERT_THAT(service_.leads->DisqualifyLead(service_.call(), close), IsOk());
  Hear(Clock(lead, li_));
  EXPECT_EQ(Read(lead).owner(), li_);
  Hear(Clock(Name("leads", "nobody"), li_));
  Hear(Clock(Name("customers", "somebody"), li_));
}

TEST_F(LeadBreachesTest, APolicyIsNamedByItsName) {
  pool::v1::CreatePoolRequest request;
  request.mutable_pool()->set_display_name("华东线索池");
  request.mutable_pool()->add_recycle_policies("首次响应");
  EXPECT_THAT(
      service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request),
      StatusIs(absl::StatusCode::kInvalidArgument, ::testing::HasSubstr("recycle_policies[0]")));
}

}  // namespace
}  // namespace guanxi::lead
