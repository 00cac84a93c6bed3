// Captures that come again, that contradict what is known, or answer little.
#include <string>
#include <vector>

#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/lead/v1/capture_form_service.pb.h"
#include "lead-svc/capture_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;
using v1::Lead;
using v1::Touch;

class CaptureCasesTest : public CaptureTestBase {
 protected:
  static std::vector<std::string> PathsOf(const absl::Status& status) {
    std::vector<std::string> paths;
    for (const FieldViolation& one : FieldViolations(status)) paths.push_back(one.path);
    return paths;
  }
  customer::v1::Customer SetCustomerRegion(const std::string& name, const std::string& region) {
    customer::TestService& other = service_.customer_server.service();
    customer::v1::UpdateCustomerRequest request;
    request.mutable_customer()->set_name(name);
    request.mutable_customer()->set_region(region);
    request.mutable_update_mask()->add_paths("region");
    return other.customers->Update<customer::v1::Customer>(other.call(), request).value();
  }
};

TEST_F(CaptureCasesTest, ARepeatedRequestHasItsFirstAnswerThoughTheFormIsGone) {
  const std::string form = AddForm(Trial(page_)).name();
  Request request = Wang(form);
  request.set_request_id(DeriveUuid("request", "once").ToString());
  const auto first = Take(request);
  ASSERT_THAT(first, IsOk());
  v1::DeleteCaptureFormRequest remove;
  remove.set_name(form);
  ASSERT_THAT(
      service_.catalog->Of<v1::CaptureForm>().Delete<v1::CaptureForm>(service_.call(), remove),
      IsOk());
  const auto again = Take(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_THAT(Take(Wang(form)), HasReason("INVALID_FIELD"));
}

TEST_F(CaptureCasesTest, ARepeatedRequestDoesNotWriteTheCustomerAgain) {
  const std::string customer = AddCustomer("13800138000").name();
  Request request = Wang(AddForm(Trial(desk_)).name());
  request.set_request_id(DeriveUuid("request", "once").ToString());
  const auto first = Take(request);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(GetCustomer(customer).region(), "浙江");
  const std::string etag = SetCustomerRegion(customer, "").etag();
  const auto again = Take(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(GetCustomer(customer).etag(), etag);
}

TEST_F(CaptureCasesTest, ALeadOfOneCustomerWithKeysOfAnotherIsForPeopleToJudge) {
  const std::string form = AddForm(Trial(page_)).name();
  const std::string lead = Take(Wang(form))->lead();
  const std::string stated = AddCustomer("13900139000").name();
  v1::UpdateLeadRequest update;
  update.mutable_lead()->set_name(lead);
  update.mutable_lead()->set_customer(stated);
  update.mutable_update_mask()->add_paths("customer");
  ASSERT_THAT(service_.catalog->Of<Lead>().Update<Lead>(service_.call(), update), IsOk());
  const std::string found = AddCustomer("13800138000").name();
  const auto taken = Take(Wang(form));
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(taken->lead(), lead);
  EXPECT_EQ(taken->touch().match(), Touch::AMBIGUOUS);
  EXPECT_THAT(taken->touch().candidates(), UnorderedElementsAre(stated, found));
  EXPECT_EQ(GetLead(lead).customer(), stated);
  EXPECT_TRUE(GetLead(lead).has_ambiguous_time());
  // What colleagues write down fills in neither of the two.
  const auto told = Take(Wang(AddForm(Trial(desk_)).name()));
  ASSERT_THAT(told, IsOk());
  EXPECT_EQ(told->touch().match(), Touch::AMBIGUOUS);
  EXPECT_EQ(GetCustomer(found).region(), "");
  EXPECT_EQ(GetCustomer(stated).region(), "");
}

TEST_F(CaptureCasesTest, ANumberOfAContactDoesNotBecomeTheCompanys) {
  customer::TestService& other = service_.customer_server.service();
  const std::string customer = AddCustomer("0571-88886666").name();
  customer::v1::CreateContactRequest contact;
  contact.set_parent(customer);
  contact.mutable_contact()->set_display_name("王芳");
  contact.mutable_contact()->add_phones()->set_number("13800138000");
  ASSERT_THAT(other.contacts->Create<customer::v1::Contact>(other.call(), contact), IsOk());
  const auto taken = Take(Wang(AddForm(Trial(desk_)).name()));
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(taken->touch().match(), Touch::KNOWN_CUSTOMER);
  EXPECT_EQ(ValueOf(taken->touch(), "phone").customer_outcome(), v1::TouchValue::SAME);
  EXPECT_EQ(ValueOf(taken->touch(), "region").customer_outcome(), v1::TouchValue::SET);
  EXPECT_EQ(GetCustomer(customer).phones_size(), 1);
}

TEST_F(CaptureCasesTest, AnEmptyFormIsToldWhichOfItsFieldsAreRequired) {
  v1::CaptureForm form = Trial(page_);
  form.mutable_fields(1)->set_required(true);
  Request request;
  request.set_form(AddForm(form).name());
  EXPECT_THAT(PathsOf(Take(request).status()), ElementsAre("values.name", "values.phone"));
  Request without;
  without.set_source(page_);
  EXPECT_THAT(PathsOf(Take(without).status()), ElementsAre("values"));
}

// What a lead keeps by a shorter name is chosen by the name that the page shows.
TEST_F(CaptureCasesTest, AChoiceOfProvincesIsTakenByItsOptions) {
  v1::CaptureForm form = Trial(page_);
  form.mutable_fields(2)->set_type(v1::FormField::CHOICE);
  form.mutable_fields(2)->add_options("浙江省");
  form.mutable_fields(2)->add_options("广东省");
  const std::string name = AddForm(form).name();
  const auto taken = Take(Wang(name));
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(GetLead(taken->lead()).region(), "浙江");
  Request other = Wang(name);
  (*other.mutable_values())["region"] = "江苏省";
  EXPECT_THAT(PathsOf(Take(other).status()), ElementsAre("values.region"));
}

}  // namespace
}  // namespace guanxi::lead
