// The customers of opportunities, asked for at a real customer service.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lead-svc/opportunity_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using v1::Opportunity;

using OpportunityCustomerTest = OpportunityTest;

const std::string kNobody = "customers/" + DeriveUuid("customer", "nobody").ToString();

TEST_F(OpportunityCustomerTest, ACustomerMustBeReadableByWhoSetsIt) {
  const std::string customer = service_.CreateCustomer();
  const auto made = CreateFor(customer);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->customer(), customer);
  for (const std::string& wrong :
       {"customers/" + DeriveUuid("customer", "x").ToString(), std::string("customers/x")}) {
    EXPECT_THAT(CreateFor(wrong),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("opportunity.customer")))
        << wrong;
  }
  // Another tenant's caller cannot read it there, whatever else is wrong with its request.
  EXPECT_THAT(CreateFor(customer, "b"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("opportunity.customer")));
  DeleteCustomer(customer);
  EXPECT_THAT(CreateFor(customer), HasReason("INVALID_FIELD"));
}

TEST_F(OpportunityCustomerTest, ACustomerIsAskedForWhenItIsSetAndNeverAgain) {
  const std::string customer = service_.CreateCustomer();
  Opportunity opportunity = CreateFor(customer).value();
  DeleteCustomer(customer);
  opportunity.set_note("回访");
  EXPECT_THAT(Update(opportunity, {}), IsOk());
  service_.customer_server.Stop();
  opportunity.set_note("再回访");
  EXPECT_THAT(Update(opportunity, {"note"}), IsOk());
  EXPECT_THAT(Update(opportunity, {"*"}), IsOk());
  opportunity.set_customer("customers/" + DeriveUuid("customer", "y").ToString());
  EXPECT_THAT(Update(opportunity, {"customer"}), HasReason("CUSTOMER_SVC_DOWN"));
}

TEST_F(OpportunityCustomerTest, ABatchNamesTheEntryWhoseCustomerIsMissing) {
  v1::BatchCreateOpportunitiesRequest request;
  for (const std::string& customer :
       {service_.CreateCustomer(), "customers/" + DeriveUuid("customer", "x").ToString()}) {
    Opportunity& one = *request.add_requests()->mutable_opportunity();
    one.set_display_name("框架");
    one.set_stage(offer_);
    one.set_customer(customer);
  }
  EXPECT_THAT(BatchCreate(request), StatusIs(absl::StatusCode::kInvalidArgument,
                                             HasSubstr("requests[1].opportunity.customer")));
  request.mutable_requests(1)->mutable_opportunity()->clear_customer();
  const auto made = BatchCreate(request);
  ASSERT_THAT(made, IsOk());

  v1::BatchUpdateOpportunitiesRequest update;
  for (const Opportunity& one : made->opportunities()) {
    auto& entry = *update.add_requests();
    entry.mutable_opportunity()->set_name(one.name());
    entry.mutable_opportunity()->set_customer(request.requests(0).opportunity().customer());
    entry.mutable_update_mask()->add_paths("customer");
  }
  ASSERT_THAT(BatchUpdate(update), IsOk());
  EXPECT_EQ(Get(made->opportunities(1).name()).customer(),
            request.requests(0).opportunity().customer());
}

TEST_F(OpportunityCustomerTest, ABatchNamesAllEntriesWhoseCustomersAreMissing) {
  const std::string deleted = service_.CreateCustomer();
  DeleteCustomer(deleted);
  v1::BatchCreateOpportunitiesRequest request;
  for (const std::string& customer :
       {"customers/" + DeriveUuid("customer", "x").ToString(), service_.CreateCustomer(), deleted,
        "customers/" + DeriveUuid("customer", "y").ToString()}) {
    Opportunity& one = *request.add_requests()->mutable_opportunity();
    one.set_display_name("框架");
    one.set_stage(offer_);
    one.set_customer(customer);
  }
  std::vector<std::string> paths;
  for (const FieldViolation& fault : FieldViolations(BatchCreate(request).status())) {
    paths.push_back(fault.path);
  }
  EXPECT_THAT(paths, ::testing::ElementsAre("requests[0].opportunity.customer",
                                            "requests[2].opportunity.customer",
                                            "requests[3].opportunity.customer"));
}

TEST_F(OpportunityCustomerTest, ACustomerIsAskedForInWhateverLettersItIsNamed) {
  EXPECT_THAT(CreateFor(InCapitals(kNobody)), HasReason("INVALID_FIELD"));
  const std::string deleted = service_.CreateCustomer();
  DeleteCustomer(deleted);
  EXPECT_THAT(CreateFor(InCapitals(deleted)), HasReason("INVALID_FIELD"));
}

// What is missing is created whole: "`update_mask` is then ignored".
TEST_F(OpportunityCustomerTest, ACustomerOfAnUpsertIsAskedForWhateverTheMaskSays) {
  v1::UpdateOpportunityRequest request;
  request.set_allow_missing(true);
  request.mutable_update_mask()->add_paths("note");
  Opportunity& next = *request.mutable_opportunity();
  next.set_name("opportunities/" + DeriveUuid("opportunity", "new").ToString());
  next.set_display_name("框架");
  next.set_stage(offer_);
  next.set_customer(kNobody);
  EXPECT_THAT(Opportunities().Update<Opportunity>(service_.call(), request),
              HasReason("INVALID_FIELD"));
}

TEST_F(OpportunityCustomerTest, ACustomerIsAskedForHoweverTheMaskWritesIt) {
  Opportunity opportunity = service_.CreateOpportunity(offer_);
  opportunity.set_customer(kNobody);
  EXPECT_THAT(Update(opportunity, {"`customer`"}), HasReason("INVALID_FIELD"));
}

TEST_F(OpportunityCustomerTest, NobodyIsAskedForWhatIsNotThere) {
  Opportunity opportunity = service_.CreateOpportunity(offer_);
  service_.customer_server.Stop();
  v1::UpdateOpportunityRequest request;
  *request.mutable_opportunity() = opportunity;
  request.mutable_opportunity()->set_customer(kNobody);
  EXPECT_THAT(Opportunities().Update<Opportunity>(service_.call("b"), request),
              HasReason("OPPORTUNITY_NOT_FOUND"));
  request.mutable_opportunity()->set_etag("stale");
  EXPECT_THAT(Opportunities().Update<Opportunity>(service_.call(), request),
              HasReason("STALE_ETAG"));
}

TEST_F(OpportunityCustomerTest, AllThatIsWrongIsToldAtOnce) {
  v1::CreateOpportunityRequest request;
  request.mutable_opportunity()->set_display_name("框架");
  request.mutable_opportunity()->set_stage(offer_);
  request.mutable_opportunity()->set_customer(kNobody);
  request.mutable_opportunity()->set_owner("x");
  EXPECT_THAT(Opportunities().Create<Opportunity>(service_.call(), request),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("opportunity.customer"), HasSubstr("opportunity.owner"))));
}

TEST_F(OpportunityCustomerTest, NothingIsWrittenByACheckAlone) {
  v1::CreateOpportunityRequest request;
  request.mutable_opportunity()->set_display_name("框架");
  request.mutable_opportunity()->set_stage(offer_);
  request.mutable_opportunity()->set_customer(service_.CreateCustomer());
  request.set_validate_only(true);
  const auto checked = Opportunities().Create<Opportunity>(service_.call(), request);
  ASSERT_THAT(checked, IsOk());
  v1::GetOpportunityRequest get;
  get.set_name(checked->name());
  EXPECT_THAT(Opportunities().Get<Opportunity>(service_.call(), get),
              HasReason("OPPORTUNITY_NOT_FOUND"));
  request.mutable_opportunity()->set_customer(kNobody);
  EXPECT_THAT(Opportunities().Create<Opportunity>(service_.call(), request),
              HasReason("INVALID_FIELD"));
}

TEST_F(OpportunityCustomerTest, ARepeatedCreateHasItsFirstAnswerWhateverBecameOfTheCustomer) {
  const std::string customer = service_.CreateCustomer();
  v1::CreateOpportunityRequest request;
  request.mutable_opportunity()->set_display_name("框架");
  request.mutable_opportunity()->set_stage(offer_);
  request.mutable_opportunity()->set_customer(customer);
  request.set_request_id(DeriveUuid("request", "create").ToString());
  const auto first = Opportunities().Create<Opportunity>(service_.call(), request);
  ASSERT_THAT(first, IsOk());
  DeleteCustomer(customer);
  const auto second = Opportunities().Create<Opportunity>(service_.call(), request);
  EXPECT_THAT(second, IsOk());
  service_.customer_server.Stop();
  const auto third = Opportunities().Create<Opportunity>(service_.call(), request);
  ASSERT_THAT(third, IsOk());
  EXPECT_EQ(third->SerializeAsString(), first->SerializeAsString());
}

TEST_F(OpportunityCustomerTest, ABatchAsksForNobodyAgainBecauseItMakesAnother) {
  const std::string customer = service_.CreateCustomer();
  const Opportunity made = CreateFor(customer).value();
  DeleteCustomer(customer);
  v1::BatchUpdateOpportunitiesRequest update;
  auto& same = *update.add_requests();
  same.mutable_opportunity()->set_name(made.name());
  same.mutable_opportunity()->set_customer(customer);
  same.mutable_opportunity()->set_note("回访");
  auto& other = *update.add_requests();
  other.set_allow_missing(true);
  other.mutable_opportunity()->set_name("opportunities/" +
                                        DeriveUuid("opportunity", "n").ToString());
  other.mutable_opportunity()->set_display_name("框架");
  other.mutable_opportunity()->set_stage(offer_);
  other.mutable_opportunity()->set_customer(service_.CreateCustomer());
  EXPECT_THAT(BatchUpdate(update), IsOk());
}

TEST_F(OpportunityCustomerTest, ABatchMayNameAsManyCustomersAsItHasEntries) {
  customer::TestService& other = service_.customer_server.service();
  v1::BatchCreateOpportunitiesRequest request;
  for (int i = 0; i < 200; ++i) {
    customer::v1::Customer large = customer::TestService::Company(absl::StrCat("灵动传媒", i));
    for (int j = 0; j < 20; ++j) {
      auto& address = *large.add_addresses();
      address.set_street(absl::StrCat(std::string(500, 's'), j));
      address.set_label(std::string(64, 'l'));
    }
    large.set_note(std::string(4096, 'n'));
    large.mutable_organization()->set_business_scope(std::string(8192, 'b'));
    Opportunity& one = *request.add_requests()->mutable_opportunity();
    one.set_display_name("框架");
    one.set_stage(offer_);
    one.set_customer(other.Create(large).name());
  }
  EXPECT_THAT(BatchCreate(request), IsOk());
}

}  // namespace
}  // namespace guanxi::lead
