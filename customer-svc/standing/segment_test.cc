// Who is in which segment, as customers, conditions and time change.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/standing/segment_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/event/v1/log.pb.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::customer {
namespace {

using metadata::v1::Change;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using v1::Customer;
using v1::Segment;

TEST_F(SegmentTest, ThoseWhoAreThereBeforeItComeIntoIt) {
  const std::string vip = Add(Customer::VIP);
  Add(Customer::LOW);
  const std::string segment = NewSegment("grade = VIP");
  EXPECT_EQ(GetSegment(segment).state(), Segment::FILLING);
  Settle();
  EXPECT_THAT(MembersOf(segment), UnorderedElementsAre(vip));
  EXPECT_EQ(GetSegment(segment).state(), Segment::CURRENT);
  EXPECT_EQ(CountEvents(Change::CREATED), 1);
}

TEST_F(SegmentTest, WhoChangesComesAndGoesAndComesBackAsTheOneHeWas) {
  const std::string segment = NewSegment("grade = VIP");
  const std::string customer = Add(Customer::LOW);
  Settle();
  EXPECT_THAT(MembersOf(segment), IsEmpty());
  SetGrade(customer, Customer::VIP);
  Settle();
  EXPECT_THAT(MembersOf(segment), UnorderedElementsAre(customer));
  SetGrade(customer, Customer::HIGH);
  Settle();
  EXPECT_THAT(MembersOf(segment), IsEmpty());
  SetGrade(customer, Customer::VIP);
  Settle();
  EXPECT_THAT(MembersOf(segment), UnorderedElementsAre(customer));
  EXPECT_EQ(CountEvents(Change::CREATED), 1);
  EXPECT_EQ(CountEvents(Change::DELETED), 1);
  EXPECT_EQ(CountEvents(Change::UNDELETED), 1);
}

TEST_F(SegmentTest, WhatTheConditionDoesNotReadCostsNoLook) {
  NewSegment("grade = VIP");
  const std::string customer = Add(Customer::VIP);
  Settle();
  event::v1::LogEvent event;
  event.set_tenant_id(std::string(service_.tenant.bytes()));
  event.set_resource_type("customer");
  event.set_kind(Change::UPDATED);
  event.add_changed_fields("industry");
  const event::v1::LogEvent* const some[] = {&event};
  EXPECT_THAT(watch_.Concerns(some).value(), ElementsAre(false));
  event.add_changed_fields("grade");
  EXPECT_THAT(watch_.Concerns(some).value(), ElementsAre(true));
  event.set_tenant_id(std::string(service_.other_tenant.bytes()));
  EXPECT_THAT(watch_.Concerns(some).value(), ElementsAre(false));
}

TEST_F(SegmentTest, NobodyIsHeldAgainstDaysOfAPlaceThatIsNotKnown) {
  NewSegment("grade = VIP");
  bool is_known = false;
  const StandingWatch watch(
      service_.database.get(), service_.engine.get(), &book_, kin_, &service_.timers,
      [&](const Uuid&) { return is_known ? absl::OkStatus() : absl::UnavailableError(""); });
  event::v1::LogEvent event;
  event.set_tenant_id(std::string(service_.tenant.bytes()));
  event.set_root_event_id(std::string(DeriveUuid("event", "a").bytes()));
  event.set_resource_type("customer");
  event.set_resource_id(std::string(DeriveUuid("customer", "none").bytes()));
  event.set_kind(Change::CREATED);
  const auto done = [](db::Transaction&) { return absl::OkStatus(); };
  EXPECT_EQ(watch.Apply({event}, done).code(), absl::StatusCode::kUnavailable);
  is_known = true;
  EXPECT_THAT(watch.Apply({event}, done), IsOk());
}

TEST_F(SegmentTest, ProjectedFieldsMoveCustomersToo) {
  const std::string segment = NewSegment("purchase_count >= 2");
  const std::string customer = Add(Customer::LOW);
  Settle();
  ASSERT_THAT(
      service_.engine->Write(
          events::WriterIn(service_.tenant, "services/customer-svc"), {}, resource::WriteContext(),
          [&](resource::UnitOfWork& work) {
            return work.Project(
                *kin_.customers,
                resource::ParseName(kin_.customers->type(), customer, "name").value(),
                [](google::protobuf::Message* message) {
                  static_cast<Customer*>(message)->set_purchase_count(2);
                });
          }),
      IsOk());
  Settle();
  EXPECT_THAT(MembersOf(segment), UnorderedElementsAre(customer));
}

TEST_F(SegmentTest, TimeAloneMovesCustomers) {
  const std::string silent = NewSegment("silent_since_time < ago(\"10d\")");
  const std::string fresh = NewSegment("create_time > ago(\"20d\")");
  const std::string customer = Add(Customer::LOW);
  Settle();
  EXPECT_THAT(MembersOf(silent), IsEmpty());
  EXPECT_THAT(MembersOf(fresh), UnorderedElementsAre(customer));
  service_.clock.Advance(absl::Hours(24 * 10));
  Settle();
  EXPECT_THAT(MembersOf(silent), UnorderedElementsAre(customer));
  EXPECT_THAT(MembersOf(fresh), UnorderedElementsAre(customer));
  service_.clock.Advance(absl::Hours(24 * 10));
  Settle();
  EXPECT_THAT(MembersOf(fresh), IsEmpty());
}

TEST_F(SegmentTest, AnotherConditionHasOtherMembers) {
  const std::string vip = Add(Customer::VIP);
  const std::string low = Add(Customer::LOW);
  const std::string segment = NewSegment("grade = VIP");
  Settle();
  SetFilter(segment, "grade = LOW");
  EXPECT_EQ(GetSegment(segment).state(), Segment::FILLING);
  Settle();
  EXPECT_THAT(MembersOf(segment), UnorderedElementsAre(low));
  EXPECT_EQ(GetSegment(segment).state(), Segment::CURRENT);
}

TEST_F(SegmentTest, WhoIsDeletedLeavesAndComesBackWhenHeDoes) {
  const std::string segment = NewSegment("grade = VIP");
  const std::string list = NewSegment("");
  const std::string customer = Add(Customer::VIP);
  ASSERT_THAT(Put(list, {customer}), IsOk());
  Settle();
  Delete(customer);
  Settle();
  EXPECT_EQ(GetSegment(segment).member_count(), 0);
  EXPECT_EQ(GetSegment(list).member_count(), 0);
  Undelete(customer);
  Settle();
  EXPECT_THAT(MembersOf(segment), UnorderedElementsAre(customer));
  EXPECT_THAT(MembersOf(list), IsEmpty());
}

// As events come in any order, and more than once, and looks of several kinds meet.
TEST_F(SegmentTest, MembersAreWhomAListFinds) {
  const std::string segment =
      NewSegment("grade = VIP OR (lifecycle_stage = INTENT AND create_time < ago(\"3d\"))");
  std::vector<std::string> customers;
  for (int i = 0; i < 12; ++i) {
    customers.push_back(Add(i % 3 == 0 ? Customer::VIP : Customer::LOW));
  }
  for (int round = 0; round < 6; ++round) {
    for (size_t i = 0; i < customers.size(); ++i) {
      Customer values;
      values.set_lifecycle_stage((i + round) % 2 == 0 ? Customer::INTENT : Customer::DEAL);
      if ((i + round) % 5 == 0) Change(customers[i], "lifecycle_stage", values);
      if ((i * 7 + round) % 4 == 0) {
        SetGrade(customers[i], (i + round) % 3 == 0 ? Customer::VIP : Customer::HIGH);
      }
    }
    if (round % 2 == 1) service_.clock.Advance(absl::Hours(24));
    Settle();
    v1::ListCustomersRequest list;
    list.set_filter(GetSegment(segment).filter());
    list.set_page_size(1000);
    const auto page = service_.customers->List<v1::ListCustomersResponse>(service_.call(), list);
    ASSERT_THAT(page, IsOk());
    std::set<std::string> found;
    for (const Customer& customer : page->customers()) found.insert(customer.name());
    EXPECT_EQ(MembersOf(segment), found) << round;
  }
}

}  // namespace
}  // namespace guanxi::customer
