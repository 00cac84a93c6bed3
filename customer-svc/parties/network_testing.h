// What the tests of trees, power maps and the network share.
#ifndef GUANXI_CUSTOMER_SVC_PARTIES_NETWORK_TESTING_H_
#define GUANXI_CUSTOMER_SVC_PARTIES_NETWORK_TESTING_H_

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "customer-svc/tree/tree_refresher.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/relationship_service.pb.h"
#include "guanxi/customer/v1/stakeholder_service.pb.h"

namespace guanxi::customer {

class NetworkTest : public ::testing::Test {
 protected:
  static std::string User(int i) {
    return absl::StrCat("users/", DeriveUuid("seller", absl::StrCat(i)).ToString());
  }
  static std::string Opportunity(int i) {
    return absl::StrCat("opportunities/", DeriveUuid("deal", absl::StrCat(i)).ToString());
  }

  std::string AddCompany(const std::string& name, const std::string& parent = "",
                         const std::string& region = "", const std::string& owner = "") {
    v1::Customer customer = TestService::Company(name);
    customer.set_parent_organization(parent);
    customer.set_region(region);
    customer.set_owner(owner);
    return service_.Create(customer).name();
  }
  std::string AddContact(const std::string& customer, v1::Contact contact) {
    v1::CreateContactRequest request;
    request.set_parent(customer);
    *request.mutable_contact() = std::move(contact);
    const auto made = service_.contacts->Create<v1::Contact>(service_.call(), request);
    EXPECT_THAT(made, IsOk());
    return made.ok() ? made->name() : "";
  }
  std::string AddPerson(const std::string& customer, const std::string& name,
                        const std::string& reports_to = "") {
    v1::Contact contact;
    contact.set_display_name(name);
    contact.set_reports_to(reports_to);
    return AddContact(customer, std::move(contact));
  }
  absl::StatusOr<v1::Relationship> TryTie(const std::string& customer, v1::Relationship tie) {
    v1::CreateRelationshipRequest request;
    request.set_parent(customer);
    *request.mutable_relationship() = std::move(tie);
    return service_.catalog->Of<v1::Relationship>().Create<v1::Relationship>(service_.call(),
                                                                             request);
  }
  std::string Tie(const std::string& customer, v1::Relationship tie) {
    const auto made = TryTie(customer, std::move(tie));
    EXPECT_THAT(made, IsOk());
    return made.ok() ? made->name() : "";
  }
  absl::StatusOr<v1::Stakeholder> AddStakeholder(const std::string& customer,
                                                 v1::Stakeholder stakeholder) {
    v1::CreateStakeholderRequest request;
    request.set_parent(customer);
    *request.mutable_stakeholder() = std::move(stakeholder);
    return service_.catalog->Of<v1::Stakeholder>().Create<v1::Stakeholder>(service_.call(),
                                                                           request);
  }
  template <typename Request, typename Record>
  void Delete(const std::string& name) {
    Request request;
    request.set_name(name);
    ASSERT_THAT(service_.catalog->Of<Record>().template Delete<Record>(service_.call(), request),
                IsOk());
  }

  // Of `user`, who has one role, in text format; by the permission to read customers.
  rpc::Call CallWith(const std::string& role, const std::string& user) {
    access::v1::PolicySnapshot snapshot;
    auto* const made = snapshot.add_roles();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(role, made));
    made->set_name("roles/r");
    rpc::Call call = service_.call();
    call.principal.subject = user;
    auto* const one = snapshot.add_users();
    one->set_name(user);
    one->add_roles("roles/r");
    one->set_active(true);
    call.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                ->Decide(call.principal, "customers.read")
                                .value();
    return call;
  }
  // One who sees his own customers alone.
  rpc::Call SellerCall(int i) {
    return CallWith(R"(permissions { pattern: "customers.*" scope: SELF } unmasks: NAME)", User(i));
  }

  // What companies come to is in the sums of those above them.
  void Refresh() { ASSERT_THAT(refresher_.Turn(), IsOk()); }

  TestService service_;
  const TreeRefresher refresher_{service_.database.get(), service_.resources->customers.get()};
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_PARTIES_NETWORK_TESTING_H_
