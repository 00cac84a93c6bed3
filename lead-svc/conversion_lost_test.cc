// Conversions that go on after what they had made is gone.
#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "lead-svc/capture_testing.h"
#include "lead-svc/conversion.h"

namespace guanxi::lead {
namespace {

using ::testing::HasSubstr;
using v1::ConvertLeadRequest;
using v1::Lead;

class ConversionLostTest : public CaptureTestBase {
 protected:
  Lead Qualified(const std::string& company) {
    v1::CreateLeadRequest create;
    create.mutable_lead()->set_display_name("王芳");
    create.mutable_lead()->set_company(company);
    const Lead lead = service_.catalog->Of<Lead>().Create<Lead>(service_.call(), create).value();
    v1::QualifyLeadRequest qualify;
    qualify.set_name(lead.name());
    return service_.leads->QualifyLead(service_.call(), qualify).value();
  }
  // As far as its customer and its contact, and no further.
  Conversion::Plan Begin(const ConvertLeadRequest& request) {
    const rpc::Call call = service_.call();
    const Conversion::Plan plan = service_.conversion->Check(call, request).value();
    EXPECT_THAT(service_.conversion->Begin(call, request, plan), IsOk());
    EXPECT_THAT(service_.conversion->MakeCustomer(call, plan), IsOk());
    EXPECT_THAT(service_.conversion->MakeContact(call, plan), IsOk());
    return plan;
  }
  absl::StatusOr<Lead> Convert(const ConvertLeadRequest& request) {
    return service_.leads->ConvertLead(service_.call(), request);
  }
  customer::TestService& other() { return service_.customer_server.service(); }
};

TEST_F(ConversionLostTest, ALeadBecomesNoCustomerThatIsDeleted) {
  ConvertLeadRequest request;
  request.set_name(Qualified("").name());
  const Conversion::Plan plan = Begin(request);
  customer::v1::DeleteCustomerRequest remove;
  remove.set_name(plan.customer);
  ASSERT_THAT(other().customers->Delete<customer::v1::Customer>(other().call(), remove), IsOk());
  EXPECT_THAT(Convert(request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("customer")));
  EXPECT_EQ(GetLead(request.name()).state(), Lead::CONVERTING);
  customer::v1::UndeleteCustomerRequest back;
  back.set_name(plan.customer);
  ASSERT_THAT(other().customers->Undelete<customer::v1::Customer>(other().call(), back), IsOk());
  const auto converted = Convert(request);
  ASSERT_THAT(converted, IsOk());
  EXPECT_EQ(converted->customer(), plan.customer);
}

TEST_F(ConversionLostTest, ALeadNamesNoContactThatIsDeleted) {
  ConvertLeadRequest request;
  request.set_name(Qualified("云帆科技有限公司").name());
  const Conversion::Plan plan = Begin(request);
  customer::v1::DeleteContactRequest remove;
  remove.set_name(plan.contact);
  ASSERT_THAT(other().contacts->Delete<customer::v1::Contact>(other().call(), remove), IsOk());
  EXPECT_THAT(Convert(request), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("contact")));
  request.set_without_contact(true);
  const auto converted = Convert(request);
  ASSERT_THAT(converted, IsOk());
  EXPECT_EQ(converted->customer(), plan.customer);
  EXPECT_EQ(converted->contact(), "");
}

}  // namespace
}  // namespace guanxi::lead
