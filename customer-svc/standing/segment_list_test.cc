// Segments by list, how many there may be, and what becomes of their members.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/db/database.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/standing/segment_testing.h"
#include "customer-svc/standing/standing_definitions.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using v1::Customer;
using v1::Segment;

using SegmentListTest = SegmentTest;

TEST_F(SegmentListTest, ADeletedSegmentHasNoMembers) {
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

TEST_F(SegmentListTest, AListHasWhomPeoplePutIntoIt) {
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

TEST_F(SegmentListTest, ListsRefuseWhatTheyCannotTake) {
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

TEST_F(SegmentListTest, OfSeveralMembershipsOneIsLeft) {
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

TEST_F(SegmentListTest, MoreCustomersThanAUnitOfWorkHoldsAllComeIn) {
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

TEST_F(SegmentListTest, WithoutAConditionAllAreMembers) {
  v1::CreateSegmentRequest request;
  request.mutable_segment()->set_display_name("全部");
  request.mutable_segment()->set_kind(Segment::DYNAMIC);
  const auto all = service_.catalog->Of<Segment>().Create<Segment>(service_.call(), request);
  ASSERT_THAT(all, IsOk());
  const std::string customer = Add(Customer::LOW);
  Settle();
  EXPECT_THAT(MembersOf(all->name()), UnorderedElementsAre(customer));
}

TEST_F(SegmentListTest, ThereAreNoMoreThanCanBeLookedAt) {
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

TEST_F(SegmentListTest, FiltersAreHeldToWhatCustomersSay) {
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

}  // namespace
}  // namespace guanxi::customer
