// What customers say of the quality of their data, and the board over it.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/standing/quality_service.h"
#include "customer-svc/standing/standing_testing.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/quality_policy_service.pb.h"
#include "guanxi/customer/v1/quality_service.pb.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::customer {
namespace {

using v1::Customer;
using v1::QualityPolicy;

class QualityTest : public StandingTest {
 protected:
  // Industry for good, phones for thirty days.
  std::string NewPolicy() {
    v1::CreateQualityPolicyRequest request;
    QualityPolicy& policy = *request.mutable_quality_policy();
    policy.set_display_name("企业客户");
    policy.set_customer_type(Customer::ORGANIZATION);
    policy.add_needs()->set_field("industry");
    policy.add_needs()->set_field("phones");
    policy.mutable_needs(1)->set_max_age_days(30);
    const auto made =
        service_.catalog->Of<QualityPolicy>().Create<QualityPolicy>(service_.call(), request);
    EXPECT_THAT(made, IsOk());
    return made.ok() ? made->name() : "";
  }
  std::string AddWithPhone() {
    Customer customer = TestService::Company("灵动传媒");
    customer.add_phones()->set_number("+8657188886666");
    customer.set_owner(absl::StrCat("users/", DeriveUuid("user", "owner").ToString()));
    return service_.Create(customer).name();
  }
  absl::StatusOr<v1::ConfirmCustomerFieldsResponse> Confirm(const std::string& customer,
                                                            const std::string& field) {
    v1::ConfirmCustomerFieldsRequest request;
    request.set_name(customer);
    request.add_fields(field);
    return quality_.ConfirmCustomerFields(service_.call(), request);
  }

  QualityServiceImpl quality_{service_.engine.get(), &book_, kin_, &service_.timers};
};

TEST_F(QualityTest, CustomersSayWhatTheyLackAsLongAsAPolicyAsks) {
  const std::string customer = AddWithPhone();
  Settle();
  EXPECT_FALSE(Get(customer).has_completeness());
  const std::string policy = NewPolicy();
  Settle();
  EXPECT_EQ(Get(customer).completeness(), 50);
  EXPECT_EQ(Get(customer).missing_fields(), "industry");
  const std::string etag = Get(customer).etag();
  Customer values;
  values.set_industry("传媒");
  Change(customer, "industry", values);
  Settle();
  EXPECT_EQ(Get(customer).completeness(), 100);
  EXPECT_EQ(Get(customer).missing_fields(), "");
  EXPECT_NE(Get(customer).etag(), etag);  // by the change alone
  v1::DeleteQualityPolicyRequest remove;
  remove.set_name(policy);
  ASSERT_THAT(service_.catalog->Of<QualityPolicy>().Delete<QualityPolicy>(service_.call(), remove),
              IsOk());
  Settle();
  EXPECT_FALSE(Get(customer).has_completeness());
}

TEST_F(QualityTest, ValuesGrowStaleByThemselvesUntilTheyAreWrittenOrConfirmed) {
  NewPolicy();
  const std::string customer = AddWithPhone();
  Settle();
  EXPECT_EQ(Get(customer).stale_fields(), "");
  service_.clock.Advance(absl::Hours(24 * 30));
  Settle();
  EXPECT_EQ(Get(customer).stale_fields(), "phones");
  ASSERT_THAT(Confirm(customer, "phones"), IsOk());
  Settle();
  EXPECT_EQ(Get(customer).stale_fields(), "");
  service_.clock.Advance(absl::Hours(24 * 30));
  Settle();
  EXPECT_EQ(Get(customer).stale_fields(), "phones");
  Customer values;
  values.add_phones()->set_number("+8613800138000");
  Change(customer, "phones", values);
  Settle();
  EXPECT_EQ(Get(customer).stale_fields(), "");
}

TEST_F(QualityTest, APolicyThatComesLaterKnowsWhenValuesWereWritten) {
  const std::string customer = AddWithPhone();
  service_.clock.Advance(absl::Hours(24 * 40));
  Customer values;
  values.set_industry("传媒");
  Change(customer, "industry", values);
  const std::string other = AddWithPhone();
  service_.clock.Advance(absl::Hours(24 * 5));
  values.add_phones()->set_number("+8613800138000");
  Change(other, "phones", values);
  service_.clock.Advance(absl::Hours(24 * 26));
  NewPolicy();
  Settle();
  EXPECT_EQ(Get(customer).stale_fields(), "phones");  // what else was written did not count
  EXPECT_EQ(Get(other).stale_fields(), "");
}

TEST_F(QualityTest, RulesHearOfWhatIsLackedByAProjectedChange) {
  NewPolicy();
  AddWithPhone();
  Settle();
  EXPECT_EQ(service_.Number(absl::StrCat(
                "SELECT COUNT(*) FROM changes WHERE resource_type = 'customer' AND kind = ",
                static_cast<int>(metadata::v1::Change::PROJECTED),
                " AND FIND_IN_SET('completeness', changed_fields)")),
            1);
  // Looked at again it says nothing anew.
  const int64_t changes = service_.Number("SELECT COUNT(*) FROM changes");
  NewSegment("industry = \"没有\"");
  Settle();
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM changes WHERE resource_type = 'customer'"), 2);
  EXPECT_GT(service_.Number("SELECT COUNT(*) FROM changes"), changes);
}

TEST_F(QualityTest, WhatCannotBeConfirmedIsRefused) {
  const std::string customer = AddWithPhone();
  EXPECT_THAT(Confirm(customer, "no_such"), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Confirm(customer, "purchase_count"), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Confirm(customer, "custom.no_such"), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Confirm(customer, absl::StrCat("custom.", std::string(100, 'a'))),
              HasReason("INVALID_FIELD"));
  v1::ConfirmCustomerFieldsRequest none;
  none.set_name(customer);
  EXPECT_THAT(quality_.ConfirmCustomerFields(service_.call(), none), HasReason("INVALID_FIELD"));
  Delete(customer);
  EXPECT_THAT(Confirm(customer, "phones"), HasReason("CUSTOMER_NOT_FOUND"));
}

TEST_F(QualityTest, TheBoardCountsWhoLacksWhatByOwnerAndField) {
  NewPolicy();
  AddWithPhone();
  const std::string complete = AddWithPhone();
  Customer values;
  values.set_industry("传媒");
  Change(complete, "industry", values);
  service_.Create(TestService::Company("云帆"));  // of nobody, with nothing
  Customer person;
  person.set_type(Customer::PERSON);
  person.set_display_name("李雷");
  service_.Create(person);  // no policy is for him
  Settle();
  const auto board = quality_.ReadQualityBoard(service_.call(), {});
  ASSERT_THAT(board, IsOk());
  EXPECT_EQ(board->customer_count(), 4);
  EXPECT_EQ(board->judged_count(), 3);
  EXPECT_EQ(board->incomplete_count(), 2);
  EXPECT_EQ(board->average_completeness(), 50);
  ASSERT_EQ(board->completeness_counts_size(), 6);
  EXPECT_EQ(board->completeness_counts(0), 1);
  EXPECT_EQ(board->completeness_counts(2), 1);
  EXPECT_EQ(board->completeness_counts(5), 1);
  ASSERT_EQ(board->owners_size(), 2);
  EXPECT_EQ(board->owners(0).incomplete_count(), 1);
  EXPECT_EQ(board->owners(0).owner(), "");
  EXPECT_EQ(board->owners(1).customer_count(), 2);
  ASSERT_EQ(board->fields_size(), 2);
  EXPECT_EQ(board->fields(0).field(), "industry");
  EXPECT_EQ(board->fields(0).missing_count(), 2);
  EXPECT_EQ(board->fields(1).missing_count(), 1);
  v1::ReadQualityBoardRequest mild;
  mild.set_complete_from(50);
  EXPECT_EQ(quality_.ReadQualityBoard(service_.call(), mild)->incomplete_count(), 1);
  mild.set_complete_from(101);
  EXPECT_THAT(quality_.ReadQualityBoard(service_.call(), mild), HasReason("INVALID_FIELD"));
  EXPECT_EQ(quality_.ReadQualityBoard(service_.CallOf(service_.other_tenant), {})->customer_count(),
            0);
}

}  // namespace
}  // namespace guanxi::customer
