// Company trees and reporting lines stay trees, whatever is deleted and brought back meanwhile.
#include <string>
#include <thread>
#include <vector>

#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using v1::Contact;
using v1::Customer;

class HierarchyTest : public ::testing::Test {
 protected:
  std::string Company(const std::string& parent = "") {
    Customer customer = TestService::Company("云帆");
    customer.set_parent_organization(parent);
    return service_.Create(customer).name();
  }
  absl::Status Move(const std::string& name, const std::string& parent) {
    v1::UpdateCustomerRequest request;
    request.mutable_customer()->set_name(name);
    request.mutable_customer()->set_parent_organization(parent);
    request.mutable_update_mask()->add_paths("parent_organization");
    return service_.customers->Update<Customer>(service_.call(), request).status();
  }
  absl::Status Delete(const std::string& name) {
    v1::DeleteCustomerRequest request;
    request.set_name(name);
    return service_.customers->Delete<Customer>(service_.call(), request).status();
  }
  absl::StatusOr<Customer> Undelete(const std::string& name) {
    v1::UndeleteCustomerRequest request;
    request.set_name(name);
    return service_.customers->Undelete<Customer>(service_.call(), request);
  }
  std::string ParentOf(const std::string& name) {
    v1::GetCustomerRequest request;
    request.set_name(name);
    return service_.customers->Get<Customer>(service_.call(), request)->parent_organization();
  }

  absl::StatusOr<Contact> Person(const std::string& customer, const std::string& superior) {
    v1::CreateContactRequest request;
    request.set_parent(customer);
    request.mutable_contact()->set_display_name("曾小姐");
    request.mutable_contact()->set_reports_to(superior);
    return service_.contacts->Create<Contact>(service_.call(), request);
  }

  TestService service_;
};

// A deleted company stays where it was, and so does what lies below it.
TEST_F(HierarchyTest, UndeleteClosesNoCycleOfCompanies) {
  const std::string b = Company();
  const std::string a = Company(b);
  const std::string c = Company(a);
  ASSERT_THAT(Delete(a), IsOk());
  EXPECT_THAT(Move(b, c), StatusIs(absl::StatusCode::kInvalidArgument,
                                   HasSubstr("parent_organization: would make a cycle")));
  ASSERT_THAT(Move(c, ""), IsOk());
  ASSERT_THAT(Move(b, c), IsOk());
  EXPECT_THAT(Undelete(a), IsOk());
  EXPECT_EQ(ParentOf(a), b);
}

TEST_F(HierarchyTest, UndeleteKeepsAReferenceToADeletedParent) {
  const std::string b = Company();
  const std::string a = Company(b);
  ASSERT_THAT(Delete(a), IsOk());
  ASSERT_THAT(Delete(b), IsOk());
  const auto back = Undelete(a);
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->parent_organization(), b);
  // As it would be had the parent been deleted while this one lived: it can be changed.
  EXPECT_THAT(Move(a, ""), IsOk());
}

TEST_F(HierarchyTest, UndeleteClosesNoCycleOfReportingLines) {
  const std::string customer = Company();
  const std::string b = Person(customer, "")->name();
  const std::string a = Person(customer, b)->name();
  const std::string c = Person(customer, a)->name();
  v1::DeleteContactRequest erase;
  erase.set_name(a);
  ASSERT_THAT(service_.contacts->Delete<Contact>(service_.call(), erase), IsOk());
  v1::UpdateContactRequest move;
  move.mutable_contact()->set_name(b);
  move.mutable_contact()->set_reports_to(c);
  ASSERT_THAT(service_.contacts->Update<Contact>(service_.call(), move), IsOk());
  v1::UndeleteContactRequest restore;
  restore.set_name(a);
  EXPECT_THAT(service_.contacts->Undelete<Contact>(service_.call(), restore),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("reports_to")));
}

// Each turn, every company moves under the next one at once: together they would be a ring.
TEST_F(HierarchyTest, ConcurrentMovesCloseNoCycle) {
  for (int turn = 0; turn < 5; ++turn) {
    const std::vector<std::string> ring = {Company(), Company(), Company(), Company()};
    std::vector<std::thread> movers;
    for (size_t i = 0; i < ring.size(); ++i) {
      movers.emplace_back([&, i] { Move(ring[i], ring[(i + 1) % ring.size()]).IgnoreError(); });
    }
    for (std::thread& mover : movers) mover.join();
    size_t roots = 0;
    for (const std::string& name : ring) roots += ParentOf(name).empty() ? 1 : 0;
    EXPECT_GE(roots, 1u) << "turn " << turn;
  }
}

}  // namespace
}  // namespace guanxi::customer
