// Clocks of service levels over a real database: what events and time make of them.
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "workflow-svc/sla_testing.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;
using v1::Notification;
using v1::SlaClock;

class SlaClockTest : public SlaTest {};

TEST_F(SlaClockTest, StartsWarnsAndBreachesByItself) {
  MakePolicy("start_condition: 'grade = VIP'");
  Hear("grade: LOW");
  EXPECT_TRUE(Clocks().empty());
  Hear(absl::StrCat("grade: VIP owner: '", owner_, "'"));
  ASSERT_EQ(Clocks().size(), 1u);
  EXPECT_EQ(Clocks()[0].owner(), owner_);
  const int64_t start = Clocks()[0].start_time().seconds();
  service_.Advance(kHour - absl::Seconds(1));
  EXPECT_EQ(Told(Notification::SLA_WARNING), 0);
  service_.Advance(absl::Seconds(1));
  EXPECT_EQ(Told(Notification::SLA_WARNING), 1);
  EXPECT_EQ(Clocks()[0].stages(0).reach_time().seconds(), start + 3600);
  service_.Advance(10 * kHour);
  EXPECT_EQ(Told(Notification::SLA_WARNING), 1);
  EXPECT_EQ(Told(Notification::SLA_BREACH), 1);
  EXPECT_EQ(Clocks()[0].breach_time().seconds(), start + 7200);
  EXPECT_EQ(Facts(), 2);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM timers"), 0);
}

TEST_F(SlaClockTest, StopsWithoutABreachAndStartsAnewWhenItHoldsAgain) {
  MakePolicy("start_condition: 'grade = VIP' stop_condition: 'grade = HIGH'");
  Hear("grade: VIP");
  service_.Advance(absl::Minutes(30));
  Hear("grade: HIGH");
  service_.Advance(10 * kHour);
  EXPECT_EQ(Told(Notification::SLA_WARNING), 0);
  ASSERT_EQ(Clocks().size(), 1u);
  EXPECT_EQ(Clocks()[0].state(), SlaClock::STOPPED);
  EXPECT_EQ(Clocks()[0].elapsed().seconds(), 1800);
  EXPECT_FALSE(Clocks()[0].has_breach_time());
  Hear("grade: VIP");
  Hear("grade: VIP");
  ASSERT_EQ(Clocks().size(), 2u);
  EXPECT_EQ(Clocks()[1].round(), 2);
  EXPECT_EQ(Clocks()[1].state(), SlaClock::RUNNING);
}

// Nobody is to hurry any more; that it was too late stays true.
TEST_F(SlaClockTest, AWarningIsTakenBackWhenTheClockStopsOrItsRecordGoesAndABreachIsNot) {
  MakePolicy("start_condition: 'grade = VIP' stop_condition: 'grade = HIGH'");
  const std::string vip = absl::StrCat("grade: VIP owner: '", owner_, "'");
  Hear(vip);
  service_.Advance(kHour);
  ASSERT_EQ(Told(Notification::SLA_WARNING), 1);
  Hear(absl::StrCat("grade: HIGH owner: '", owner_, "'"));
  EXPECT_EQ(Told(Notification::SLA_WARNING), 0);
  Hear(vip);
  service_.Advance(10 * kHour);
  ASSERT_EQ(Told(Notification::SLA_WARNING), 1);
  ASSERT_EQ(Told(Notification::SLA_BREACH), 1);
  Hear("", /*is_gone=*/true);
  EXPECT_EQ(Told(Notification::SLA_WARNING), 0);
  EXPECT_EQ(Told(Notification::SLA_BREACH), 1);
}

TEST_F(SlaClockTest, APauseStopsTheTimeAndWhatIsGoneIsCancelled) {
  MakePolicy("start_condition: 'grade = VIP OR grade = MEDIUM' pause_condition: 'grade = MEDIUM'");
  Hear("grade: MEDIUM");  // it starts, and pauses at once
  ASSERT_EQ(Clocks().size(), 1u);
  EXPECT_EQ(Clocks()[0].state(), SlaClock::PAUSED);
  service_.Advance(10 * kHour);
  Hear("grade: VIP");
  service_.Advance(absl::Minutes(59));
  EXPECT_EQ(Told(Notification::SLA_WARNING), 0);
  Hear("", /*is_gone=*/true);
  service_.Advance(10 * kHour);
  EXPECT_EQ(Clocks()[0].state(), SlaClock::CANCELLED);
  EXPECT_EQ(Told(Notification::SLA_WARNING), 0);
}

TEST_F(SlaClockTest, GoesWithItsRecordToAnotherOwner) {
  MakePolicy("start_condition: 'grade = VIP'");
  Hear(absl::StrCat("grade: VIP owner: '", owner_, "'"));
  const std::string heir = absl::StrCat("users/", DeriveUuid("user", "heir").ToString());
  Customer before, after;
  before.set_owner(owner_);
  after.set_grade(Customer::VIP);
  after.set_owner(heir);
  const absl::flat_hash_set<std::string> changed = {"owner"};
  SlaEvent event;
  event.kind = FindRecordKind("guanxi.dev/Customer");
  event.name = name_;
  event.facts.record = &after;
  event.facts.before = &before;
  event.facts.changed = &changed;
  event.time = service_.clock.Now();
  ASSERT_THAT(
      service_.engine->Write(service_.call().principal, {}, resource::WriteContext(),
                             [&](resource::UnitOfWork& work) { return watch_.Act(work, event); }),
      IsOk());
  ASSERT_EQ(Clocks().size(), 1u);
  EXPECT_EQ(Clocks()[0].owner(), heir);
  EXPECT_EQ(Clocks()[0].state(), SlaClock::RUNNING);
}

TEST_F(SlaClockTest, TwoEventsInOneUnitOfWorkStartOne) {
  MakePolicy("start_condition: 'grade = VIP'");
  Customer customer;
  customer.set_grade(Customer::VIP);
  SlaEvent event;
  event.kind = FindRecordKind("guanxi.dev/Customer");
  event.name = name_;
  event.facts.record = &customer;
  event.time = service_.clock.Now();
  ASSERT_THAT(service_.engine->Write(service_.call().principal, {}, resource::WriteContext(),
                                     [&](resource::UnitOfWork& work) -> absl::Status {
                                       const absl::Status first = watch_.Act(work, event);
                                       return first.ok() ? watch_.Act(work, event) : first;
                                     }),
              IsOk());
  EXPECT_EQ(Clocks().size(), 1u);
}

}  // namespace
}  // namespace guanxi::workflow
