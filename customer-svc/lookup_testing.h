// What the tests of LookupCustomer share.
#ifndef GUANXI_CUSTOMER_SVC_LOOKUP_TESTING_H_
#define GUANXI_CUSTOMER_SVC_LOOKUP_TESTING_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/lookup_service.h"
#include "customer-svc/test_service.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {

class LookupTest : public ::testing::Test {
 protected:
  LookupTest() : lookup_(service_.engine.get(), service_.resources.get()) {}

  static v1::LookupCustomerRequest ByPhone(const std::string& phone) {
    v1::LookupCustomerRequest request;
    request.add_phones(phone);
    return request;
  }
  static v1::LookupCustomerRequest ByName(const std::string& name) {
    v1::LookupCustomerRequest request;
    request.set_display_name(name);
    return request;
  }
  static v1::LookupCustomerRequest ById(const std::string& system, const std::string& id) {
    v1::LookupCustomerRequest request;
    request.add_external_ids()->set_system(system);
    request.mutable_external_ids(0)->set_id(id);
    return request;
  }
  absl::StatusOr<v1::LookupCustomerResponse> Look(const v1::LookupCustomerRequest& request) {
    return lookup_.LookupCustomer(service_.call(), request);
  }
  v1::Customer Add(const std::string& name, const std::string& phone,
                   const std::string& owner = "") {
    v1::Customer customer = TestService::Company(name);
    if (!phone.empty()) customer.add_phones()->set_number(phone);
    customer.set_owner(owner);
    return service_.Create(customer);
  }
  std::string AddContact(const std::string& parent, const std::string& phone) {
    v1::CreateContactRequest request;
    request.set_parent(parent);
    request.mutable_contact()->set_display_name("王芳");
    request.mutable_contact()->add_phones()->set_number(phone);
    return service_.contacts->Create<v1::Contact>(service_.call(), request)->name();
  }
  void Delete(const std::string& customer) {
    v1::DeleteCustomerRequest request;
    request.set_name(customer);
    ASSERT_THAT(service_.customers->Delete<v1::Customer>(service_.call(), request), IsOk());
  }
  // Of a user who has one role, in text format.
  rpc::Call CallWith(const std::string& role) {
    access::v1::PolicySnapshot snapshot;
    auto* const made = snapshot.add_roles();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(role, made));
    made->set_name("roles/r");
    rpc::Call call = service_.call();
    auto* const user = snapshot.add_users();
    user->set_name(call.principal.subject);
    user->add_roles("roles/r");
    user->set_active(true);
    call.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                ->Decide(call.principal, "customers.lookup")
                                .value();
    return call;
  }

  TestService service_;
  LookupServiceImpl lookup_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_LOOKUP_TESTING_H_
