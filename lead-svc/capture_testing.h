// What the tests of captures share: a source, a form, and who comes in.
#ifndef GUANXI_LEAD_SVC_CAPTURE_TESTING_H_
#define GUANXI_LEAD_SVC_CAPTURE_TESTING_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/lead/v1/capture_form_service.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/lead/v1/lead_source_service.pb.h"
#include "guanxi/lead/v1/touch_service.pb.h"
#include "lead-svc/test_service.h"

namespace guanxi::lead {

class CaptureTestBase : public ::testing::Test {
 protected:
  using Response = v1::CaptureLeadResponse;
  using Request = v1::CaptureLeadRequest;

  std::string AddSource(const std::string& display_name, bool verified) {
    v1::CreateLeadSourceRequest request;
    request.mutable_lead_source()->set_display_name(display_name);
    request.mutable_lead_source()->set_verified(verified);
    return service_.catalog->Of<v1::LeadSource>()
        .Create<v1::LeadSource>(service_.call(), request)
        ->name();
  }
  // Asks for a name, a phone, a region, and how many seats.
  static v1::CaptureForm Trial(const std::string& source) {
    v1::CaptureForm form;
    form.set_display_name("试用");
    form.set_source(source);
    const struct {
      const char *key, *lead_field;
      v1::FormField::Type type;
    } fields[] = {{"name", "display_name", v1::FormField::TEXT},
                  {"phone", "phones", v1::FormField::PHONE},
                  {"region", "region", v1::FormField::TEXT},
                  {"seats", "", v1::FormField::NUMBER}};
    for (const auto& one : fields) {
      v1::FormField& field = *form.add_fields();
      field.set_key(one.key);
      field.set_display_name(one.key);
      field.set_type(one.type);
      field.set_lead_field(one.lead_field);
    }
    form.mutable_fields(0)->set_required(true);
    return form;
  }
  v1::CaptureForm AddForm(const v1::CaptureForm& form) {
    v1::CreateCaptureFormRequest request;
    *request.mutable_capture_form() = form;
    return service_.catalog->Of<v1::CaptureForm>()
        .Create<v1::CaptureForm>(service_.call(), request)
        .value();
  }
  static Request Wang(const std::string& form, const std::string& phone = "13800138000") {
    Request request;
    request.set_form(form);
    (*request.mutable_values())["name"] = "王芳";
    (*request.mutable_values())["phone"] = phone;
    (*request.mutable_values())["region"] = "浙江省";
    (*request.mutable_values())["seats"] = "100";
    return request;
  }
  absl::StatusOr<Response> Take(const Request& request) {
    return service_.capture->Take(service_.call(), request);
  }
  v1::Lead GetLead(const std::string& name) {
    v1::GetLeadRequest request;
    request.set_name(name);
    return service_.catalog->Of<v1::Lead>().Get<v1::Lead>(service_.call(), request).value();
  }
  int CountLeads() {
    v1::ListLeadsRequest request;
    request.set_page_size(1000);
    return service_.catalog->Of<v1::Lead>()
        .List<v1::ListLeadsResponse>(service_.call(), request)
        ->leads_size();
  }
  int CountTouches(const std::string& lead) {
    v1::ListTouchesRequest request;
    request.set_parent(lead);
    return service_.catalog->Of<v1::Touch>()
        .List<v1::ListTouchesResponse>(service_.call(), request)
        ->touches_size();
  }
  customer::v1::Customer AddCustomer(const std::string& phone, const std::string& owner = "") {
    customer::v1::Customer customer = customer::TestService::Company("灵动传媒");
    customer.add_phones()->set_number(phone);
    customer.set_owner(owner);
    return service_.customer_server.service().Create(customer);
  }
  customer::v1::Customer GetCustomer(const std::string& name) {
    customer::TestService& other = service_.customer_server.service();
    customer::v1::GetCustomerRequest request;
    request.set_name(name);
    return other.customers->Get<customer::v1::Customer>(other.call(), request).value();
  }
  // What became of the value with this key.
  static const v1::TouchValue& ValueOf(const v1::Touch& touch, const std::string& key) {
    for (const v1::TouchValue& value : touch.values()) {
      if (value.key() == key) return value;
    }
    ADD_FAILURE() << "no value " << key;
    return v1::TouchValue::default_instance();
  }

  TestService service_;
  const std::string page_ = AddSource("官网", /*verified=*/false);
  const std::string desk_ = AddSource("前台", /*verified=*/true);
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CAPTURE_TESTING_H_
