// ConvertLead over a real MariaDB, beside a real customer service.
#include "lead-svc/conversion.h"

#include <string>
#include <thread>
#include <vector>

#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"
#include "lead-svc/capture_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::HasSubstr;
using v1::ConvertLeadRequest;
using v1::Lead;

class ConversionTest : public CaptureTestBase {
 protected:
  ConversionTest() : stage_(service_.CreateStage(service_.CreatePipeline(), "初访", 1)) {}

  Lead Qualified(const std::string& company = "云帆科技有限公司",
                 const std::string& customer = "") {
    v1::CreateLeadRequest create;
    create.mutable_lead()->set_display_name("王芳");
    create.mutable_lead()->set_company(company);
    create.mutable_lead()->set_job_title("采购经理");
    create.mutable_lead()->set_customer(customer);
    create.mutable_lead()->add_phones()->set_number("13800138000");
    const Lead lead = service_.catalog->Of<Lead>().Create<Lead>(service_.call(), create).value();
    v1::QualifyLeadRequest qualify;
    qualify.set_name(lead.name());
    return service_.leads->QualifyLead(service_.call(), qualify).value();
  }
  ConvertLeadRequest Request(const Lead& lead) {
    ConvertLeadRequest request;
    request.set_name(lead.name());
    request.mutable_opportunity()->set_display_name("云帆 100 席");
    request.mutable_opportunity()->set_stage(stage_);
    request.mutable_opportunity()->mutable_amount()->set_currency_code("CNY");
    request.mutable_opportunity()->mutable_amount()->set_units(500000);
    return request;
  }
  absl::StatusOr<Lead> Convert(const ConvertLeadRequest& request) {
    return service_.leads->ConvertLead(service_.call(), request);
  }
  customer::v1::Contact GetContact(const std::string& name) {
    return service_.client->GetContact(service_.call(), name).value();
  }
  int CountContacts(const std::string& customer) {
    customer::TestService& other = service_.customer_server.service();
    customer::v1::ListContactsRequest request;
    request.set_parent(customer);
    return other.catalog->Of<customer::v1::Contact>()
        .List<customer::v1::ListContactsResponse>(other.call(), request)
        ->contacts_size();
  }
  int CountCustomers() {
    customer::TestService& other = service_.customer_server.service();
    customer::v1::ListCustomersRequest request;
    return other.catalog->Of<customer::v1::Customer>()
        .List<customer::v1::ListCustomersResponse>(other.call(), request)
        ->customers_size();
  }
  int CountOpportunities() {
    v1::ListOpportunitiesRequest request;
    return service_.catalog->Of<v1::Opportunity>()
        .List<v1::ListOpportunitiesResponse>(service_.call(), request)
        ->opportunities_size();
  }
  // All is there, and once.
  void ExpectWhole(const Lead& lead) {
    EXPECT_EQ(lead.state(), Lead::CONVERTED);
    EXPECT_EQ(GetCustomer(lead.customer()).display_name(), "云帆科技有限公司");
    EXPECT_EQ(GetContact(lead.contact()).display_name(), "王芳");
    EXPECT_EQ(CountCustomers(), 1);
    EXPECT_EQ(CountContacts(lead.customer()), 1);
    EXPECT_EQ(CountOpportunities(), 1);
  }

  const std::string stage_;
};

TEST_F(ConversionTest, MakesCustomerContactAndOpportunityAndKeepsTheNames) {
  const auto lead = Convert(Request(Qualified()));
  ASSERT_THAT(lead, IsOk());
  ExpectWhole(*lead);
  const auto customer = GetCustomer(lead->customer());
  EXPECT_EQ(customer.type(), customer::v1::Customer::ORGANIZATION);
  EXPECT_EQ(customer.phones(0).number(), "+8613800138000");
  EXPECT_EQ(GetContact(lead->contact()).title(), "采购经理");
  v1::GetOpportunityRequest get;
  get.set_name(lead->opportunity());
  const auto opportunity =
      service_.catalog->Of<v1::Opportunity>().Get<v1::Opportunity>(service_.call(), get);
  ASSERT_THAT(opportunity, IsOk());
  EXPECT_EQ(opportunity->customer(), lead->customer());
  EXPECT_EQ(opportunity->amount().units(), 500000);
}

TEST_F(ConversionTest, APersonBecomesAPersonWithoutAContact) {
  const auto lead = Convert(Request(Qualified("")));
  ASSERT_THAT(lead, IsOk());
  EXPECT_EQ(GetCustomer(lead->customer()).type(), customer::v1::Customer::PERSON);
  EXPECT_EQ(lead->contact(), "");
  EXPECT_EQ(CountContacts(lead->customer()), 0);
}

TEST_F(ConversionTest, ACustomerThatIsThereIsLeftAsItIs) {
  const auto known = AddCustomer("0571-88886666");
  const auto lead = Convert(Request(Qualified("灵动", known.name())));
  ASSERT_THAT(lead, IsOk());
  EXPECT_EQ(lead->customer(), known.name());
  EXPECT_EQ(GetCustomer(known.name()).etag(), known.etag());
  EXPECT_EQ(CountContacts(known.name()), 1);
  ConvertLeadRequest other = Request(Qualified());
  other.set_customer(known.name());
  other.set_contact(lead->contact());
  other.clear_opportunity();
  const auto second = Convert(other);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->contact(), lead->contact());
  EXPECT_EQ(second->opportunity(), "");
  EXPECT_EQ(CountContacts(known.name()), 1);
}

// Whatever ends the process between two steps: what was done stays, and the next call goes on.
TEST_F(ConversionTest, CutShortAfterAnyStepItEndsWholeAndSingle) {
  for (int steps = 0; steps <= 3; ++steps) {
    const Lead lead = Qualified();
    const ConvertLeadRequest request = Request(lead);
    const rpc::Call call = service_.call();
    const Conversion& conversion = *service_.conversion;
    const auto plan = conversion.Check(call, request);
    ASSERT_THAT(plan, IsOk());
    if (steps > 0) {
      ASSERT_THAT(conversion.Begin(call, request, *plan), IsOk());
    }
    if (steps > 1) {
      ASSERT_THAT(conversion.MakeCustomer(call, *plan), IsOk());
    }
    if (steps > 2) {
      ASSERT_THAT(conversion.MakeContact(call, *plan), IsOk());
    }
    EXPECT_EQ(GetLead(lead.name()).state(), steps > 0 ? Lead::CONVERTING : Lead::QUALIFIED);
    // Edited meanwhile, which makes another request of it at customer-svc.
    v1::UpdateLeadRequest update;
    update.mutable_lead()->set_name(lead.name());
    update.mutable_lead()->set_note("回电");
    update.mutable_update_mask()->add_paths("note");
    ASSERT_THAT(service_.catalog->Of<Lead>().Update<Lead>(call, update), IsOk());
    const auto converted = Convert(request);
    ASSERT_THAT(converted, IsOk()) << steps;
    EXPECT_EQ(CountCustomers(), steps + 1);
    EXPECT_EQ(CountContacts(converted->customer()), 1);
    EXPECT_EQ(CountOpportunities(), steps + 1);
    EXPECT_EQ(converted->state(), Lead::CONVERTED);
  }
}

TEST_F(ConversionTest, WhileCustomersCannotBeReachedNothingBegins) {
  const Lead lead = Qualified();
  service_.customer_server.Stop();
  EXPECT_THAT(Convert(Request(lead)), HasReason("CUSTOMER_SVC_DOWN"));
  EXPECT_EQ(GetLead(lead.name()).state(), Lead::QUALIFIED);
}

TEST_F(ConversionTest, ManyAtOnceMakeOne) {
  const Lead lead = Qualified();
  std::vector<std::thread> crowd;
  std::vector<absl::StatusOr<Lead>> answers(6, absl::UnknownError("not yet"));
  for (size_t i = 0; i < answers.size(); ++i) {
    crowd.emplace_back([&, i] { answers[i] = Convert(Request(lead)); });
  }
  for (std::thread& one : crowd) one.join();
  int converted = 0;
  for (const auto& answer : answers) {
    converted += answer.ok() ? 1 : 0;
    if (!answer.ok()) {
      EXPECT_THAT(answer, HasReason("LEAD_NOT_QUALIFIED"));
    }
  }
  EXPECT_EQ(converted, 1);
  ExpectWhole(GetLead(lead.name()));
}

TEST_F(ConversionTest, ARepeatedRequestHasItsFirstAnswer) {
  ConvertLeadRequest request = Request(Qualified());
  request.set_request_id(DeriveUuid("request", "convert").ToString());
  const auto first = Convert(request);
  ASSERT_THAT(first, IsOk());
  const auto again = Convert(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  request.clear_request_id();
  EXPECT_THAT(Convert(request), HasReason("LEAD_NOT_QUALIFIED"));
}

TEST_F(ConversionTest, WhatIsWrongIsNamedBeforeAnythingIsMade) {
  const Lead lead = Qualified();
  ConvertLeadRequest request = Request(lead);
  request.mutable_opportunity()->clear_stage();
  EXPECT_THAT(Convert(request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("opportunity.stage")));
  request = Request(lead);
  request.set_customer("customers/" + DeriveUuid("no", "customer").ToString());
  EXPECT_THAT(Convert(request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("customer")));
  request = Request(lead);
  request.set_contact("customers/x/contacts/y");
  EXPECT_THAT(Convert(request), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("contact")));
  request = Request(lead);
  request.set_etag("stale");
  EXPECT_THAT(Convert(request), HasReason("STALE_ETAG"));
  request.set_etag(lead.etag());
  request.set_validate_only(true);
  EXPECT_THAT(Convert(request), IsOk());
  EXPECT_EQ(GetLead(lead.name()).state(), Lead::QUALIFIED);
  EXPECT_EQ(CountCustomers(), 0);
}

TEST_F(ConversionTest, GivenUpItCanBeginAgainButNotToAnotherCustomerMeanwhile) {
  const Lead lead = Qualified();
  ConvertLeadRequest request = Request(lead);
  const auto plan = service_.conversion->Check(service_.call(), request);
  ASSERT_THAT(service_.conversion->Begin(service_.call(), request, *plan), IsOk());
  ConvertLeadRequest other = request;
  other.set_customer(AddCustomer("0571-88886666").name());
  EXPECT_THAT(Convert(other), HasReason("CONVERSION_BEGAN"));
  v1::ReopenLeadRequest reopen;
  reopen.set_name(lead.name());
  reopen.set_reason("先不转");
  ASSERT_THAT(service_.leads->ReopenLead(service_.call(), reopen), IsOk());
  EXPECT_THAT(Convert(other), HasReason("LEAD_NOT_QUALIFIED"));
}

// Touches are found from the customer: its leads, then theirs.
TEST_F(ConversionTest, TouchesStayReadableFromTheCustomer) {
  const std::string name = Take(Wang(AddForm(Trial(page_)).name()))->lead();
  v1::QualifyLeadRequest qualify;
  qualify.set_name(name);
  ASSERT_THAT(service_.leads->QualifyLead(service_.call(), qualify), IsOk());
  const auto converted = Convert(Request(GetLead(name)));
  ASSERT_THAT(converted, IsOk());
  v1::ListLeadsRequest list;
  list.set_filter("customer = \"" + converted->customer() + "\"");
  const auto leads =
      service_.catalog->Of<Lead>().List<v1::ListLeadsResponse>(service_.call(), list);
  ASSERT_THAT(leads, IsOk());
  ASSERT_EQ(leads->leads_size(), 1);
  EXPECT_EQ(CountTouches(leads->leads(0).name()), 1);
  // Who comes again is the customer now.
  const auto again = Take(Wang(AddForm(Trial(page_)).name()));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->touch().match(), v1::Touch::KNOWN_CUSTOMER);
  EXPECT_NE(again->lead(), name);
}

}  // namespace
}  // namespace guanxi::lead
