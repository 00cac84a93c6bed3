// Who is in which segment, as customers, conditions and time change.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "common/events/unit_effects.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/standing/standing_definitions.h"
#include "customer-svc/standing/standing_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/segment_service.pb.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::customer {
namespace {

using metadata::v1::Change;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using v1::Customer;
using v1::Segment;

class SegmentTest : public StandingTest {
 protected:
  void SetFilter(const std::string& segment, const std::string& filter) {
    v1::UpdateSegmentRequest request;
    request.mutable_segment()->set_name(segment);
    request.mutable_segment()->set_filter(filter);
    request.mutable_update_mask()->add_paths("filter");
    ASSERT_THAT(service_.catalog->Of<Segment>().Update<Segment>(service_.call(), request), IsOk());
  }
  void DeleteSegment(const std::string& segment) {
    v1::DeleteSegmentRequest request;
    request.set_name(segment);
    ASSERT_THAT(service_.catalog->Of<Segment>().Delete<Segment>(service_.call(), request), IsOk());
  }
  void Undelete(const std::string& customer) {
    v1::UndeleteCustomerRequest request;
    request.set_name(customer);
    ASSERT_THAT(service_.customers->Undelete<Customer>(service_.call(), request), IsOk());
  }
  absl::StatusOr<int> Put(const std::string& segment, const std::vector<std::string>& customers) {
    v1::AddSegmentMembersRequest request;
    request.set_name(segment);
    for (const std::string& customer : customers) request.add_customers(customer);
    const auto put = segments_.AddSegmentMembers(service_.call(), request);
    if (!put.ok()) return put.status();
    return put->changed();
  }
  absl::StatusOr<int> Take(const std::string& segment, const std::vector<std::string>& customers) {
    v1::RemoveSegmentMembersRequest request;
    request.set_name(segment);
    for (const std::string& customer : customers) request.add_customers(customer);
    const auto taken = segments_.RemoveSegmentMembers(service_.call(), request);
    if (!taken.ok()) return taken.status();
    return taken->changed();
  }
};

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
  EXPECT_THAT(watch_.Concerns(some).value(), ::testing::ElementsAre(false));
  event.add_changed_fields("grade");
  EXPECT_THAT(watch_.Concerns(some).value(), ::testing::ElementsAre(true));
  event.set_tenant_id(std::string(service_.other_tenant.bytes()));
  EXPECT_THAT(watch_.Concerns(some).value(), ::testing::ElementsAre(false));
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

TEST_F(SegmentTest, ADeletedSegmentHasNoMembers) {
  const std::string segment = NewSegment("grade = VIP");
  const std::string list = NewSegment("");
  const std::string customer = Add(Customer::VIP);
  ASSERT_THAT(Put(list, {customer}), IsOk());
  Settle();
  DeleteSegment(segment);
  DeleteSegment(list);
  Settle();
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM segment_memberships WHERE live = 1"), 0);
  EXPECT_EQ(GetSegment(segment).member_count(), 0);
}

TEST_F(SegmentTest, AListHasWhomPeoplePutIntoIt) {
  const std::string list = NewSegment("");
  const std::string a = Add(Customer::LOW), b = Add(Customer::VIP);
  EXPECT_THAT(Put(list, {a, b}).value(), 2);
  EXPECT_THAT(Put(list, {b}).value(), 0);
  EXPECT_THAT(MembersOf(list), UnorderedElementsAre(a, b));
  NewSegment("grade = VIP");  // whose round looks at both
  Settle();
  EXPECT_THAT(MembersOf(list), UnorderedElementsAre(a, b));
  EXPECT_THAT(Take(list, {a}).value(), 1);
  EXPECT_THAT(Take(list, {a}).value(), 0);
  EXPECT_THAT(MembersOf(list), UnorderedElementsAre(b));
}

TEST_F(SegmentTest, ListsRefuseWhatTheyCannotTake) {
  const std::string list = NewSegment("");
  const std::string dynamic = NewSegment("grade = VIP");
  const std::string customer = Add(Customer::VIP);
  const std::string gone = Add(Customer::VIP);
  Delete(gone);
  EXPECT_THAT(Put(dynamic, {customer}), HasReason("SEGMENT_IS_DYNAMIC"));
  EXPECT_THAT(Put(list, {}), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Put(list, {customer, customer}), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Put(list, {customer, gone}), HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_THAT(MembersOf(list), IsEmpty());
  DeleteSegment(list);
  EXPECT_THAT(Put(list, {customer}), HasReason("SEGMENT_NOT_FOUND"));
}

TEST_F(SegmentTest, OfSeveralMembershipsOneIsLeft) {
  const std::string segment = NewSegment("grade = VIP");
  const std::string a = Add(Customer::VIP), b = Add(Customer::VIP);
  Settle();
  // As a merge of both leaves them.
  const auto id = [&](const std::string& name) {
    return resource::ParseName(kin_.customers->type(), name, "name").value().id;
  };
  const Uuid from = id(b), to = id(a);
  ASSERT_THAT(service_.database->ReadWrite(
                  {},
                  [&](db::Transaction& tx) {
                    return tx
                        .Execute(
                            {"test.move",
                             "UPDATE segment_memberships SET parent_id = ? WHERE parent_id = ?",
                             /*infrastructure=*/true},
                            {to.bytes(), from.bytes()})
                        .status();
                  }),
              IsOk());
  Delete(b);
  SetGrade(a, Customer::LOW);
  SetGrade(a, Customer::VIP);
  Settle();
  EXPECT_THAT(MembersOf(segment), UnorderedElementsAre(a));
}

TEST_F(SegmentTest, MoreCustomersThanAUnitOfWorkHoldsAllComeIn) {
  std::vector<std::string> all;
  for (int i = 0; i < 6; ++i)
    all.push_back(NewSegment(absl::StrCat("grade = VIP AND city != \"", i, "\"")));
  Settle();
  service_.CreateMany(130, [](int, Customer* customer) {
    customer->set_grade(Customer::VIP);
    customer->set_city("杭州");
  });
  Settle();
  for (const std::string& segment : all) EXPECT_EQ(MembersOf(segment).size(), 130);
}

TEST_F(SegmentTest, WithoutAConditionAllAreMembers) {
  v1::CreateSegmentRequest request;
  request.mutable_segment()->set_display_name("全部");
  request.mutable_segment()->set_kind(Segment::DYNAMIC);
  const auto all = service_.catalog->Of<Segment>().Create<Segment>(service_.call(), request);
  ASSERT_THAT(all, IsOk());
  const std::string customer = Add(Customer::LOW);
  Settle();
  EXPECT_THAT(MembersOf(all->name()), UnorderedElementsAre(customer));
}

TEST_F(SegmentTest, ThereAreNoMoreThanCanBeLookedAt) {
  ASSERT_THAT(
      service_.engine->Write(
          service_.call().principal, {}, resource::WriteContext(),
          [](resource::UnitOfWork& work) {
            return work.Count("standing", "SEGMENTS", kMaxSegments - 1, kMaxSegments).status();
          }),
      IsOk());
  const std::string last = NewSegment("grade = VIP");
  v1::CreateSegmentRequest request;
  request.mutable_segment()->set_display_name("多余");
  request.mutable_segment()->set_kind(Segment::DYNAMIC);
  request.mutable_segment()->set_filter("grade = LOW");
  const auto create = [&] {
    return service_.catalog->Of<Segment>().Create<Segment>(service_.call(), request).status();
  };
  EXPECT_THAT(create(), HasReason("TOO_MANY_SEGMENTS"));
  NewSegment("");  // lists do not count
  DeleteSegment(last);
  EXPECT_THAT(create(), IsOk());
}

TEST_F(SegmentTest, FiltersAreHeldToWhatCustomersSay) {
  v1::CreateSegmentRequest request;
  Segment& segment = *request.mutable_segment();
  segment.set_display_name("沉默");
  segment.set_kind(Segment::DYNAMIC);
  const auto create = [&] {
    return service_.catalog->Of<Segment>().Create<Segment>(service_.call(), request).status();
  };
  segment.set_filter("no_such_field = 1");
  EXPECT_THAT(create(), HasReason("INVALID_FIELD"));
  segment.set_filter("grade = VIP");
  segment.set_kind(Segment::STATIC);
  EXPECT_THAT(create(), HasReason("INVALID_FIELD"));
  segment.set_kind(Segment::DYNAMIC);
  EXPECT_THAT(create(), IsOk());
  EXPECT_THAT(create(), HasReason("SEGMENT_NAME_ALREADY_EXISTS"));
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
