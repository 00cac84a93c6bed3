// Contacts: the second resource on the engine.
#include <string>

#include "absl/strings/str_cat.h"
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

class ContactTest : public ::testing::Test {
 protected:
  ContactTest() : customer_(service_.Create(TestService::Company("云帆"))) {}

  absl::StatusOr<Contact> TryCreate(const std::string& parent, const std::string& name,
                                    const std::string& reports_to = "") {
    v1::CreateContactRequest request;
    request.set_parent(parent);
    request.mutable_contact()->set_display_name(name);
    request.mutable_contact()->set_reports_to(reports_to);
    return service_.contacts->Create<Contact>(service_.call(), request);
  }
  absl::StatusOr<v1::ListContactsResponse> List(const std::string& parent) {
    v1::ListContactsRequest request;
    request.set_parent(parent);
    return service_.contacts->List<v1::ListContactsResponse>(service_.call(), request);
  }

  TestService service_;
  const Customer customer_;
};

TEST_F(ContactTest, LivesUnderItsCustomer) {
  const Contact contact = *TryCreate(customer_.name(), "曾小姐");
  EXPECT_THAT(contact.name(), ::testing::StartsWith(customer_.name() + "/contacts/"));
  EXPECT_EQ(List(customer_.name())->contacts_size(), 1);
  const Customer other = service_.Create(TestService::Company("另一家"));
  EXPECT_EQ(List(other.name())->contacts_size(), 0);
  EXPECT_EQ(List("customers/-")->contacts_size(), 1);
  v1::GetContactRequest get;
  get.set_name(absl::StrCat(other.name(), contact.name().substr(customer_.name().size())));
  EXPECT_THAT(service_.contacts->Get<Contact>(service_.call(), get),
              HasReason("CONTACT_NOT_FOUND"));
  EXPECT_THAT(TryCreate("customers/0190a6c0-0000-7000-8000-000000000009", "x"),
              HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_THAT(TryCreate("customers/x", "x"), HasReason("INVALID_NAME"));
}

TEST_F(ContactTest, CannotBeReachedWhileItsCustomerIsDeleted) {
  const Contact contact = *TryCreate(customer_.name(), "曾小姐");
  v1::DeleteCustomerRequest erase;
  erase.set_name(customer_.name());
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), erase), IsOk());
  v1::GetContactRequest get;
  get.set_name(contact.name());
  EXPECT_THAT(service_.contacts->Get<Contact>(service_.call(), get),
              HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_THAT(List(customer_.name()), HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_THAT(TryCreate(customer_.name(), "x"), HasReason("CUSTOMER_NOT_FOUND"));
}

TEST_F(ContactTest, CannotBeFoundWhileItsCustomerIsDeleted) {
  const Customer other = service_.Create(TestService::Company("另一家"));
  ASSERT_THAT(TryCreate(other.name(), "曾先生"), IsOk());
  for (const char* name : {"曾小姐", "曾女士"}) {
    v1::CreateContactRequest request;
    request.set_parent(customer_.name());
    request.mutable_contact()->set_display_name(name);
    request.mutable_contact()->add_phones()->set_number("13800138000");
    ASSERT_THAT(service_.contacts->Create<Contact>(service_.call(), request), IsOk());
  }
  const Contact gone = *TryCreate(customer_.name(), "曾老师");
  v1::DeleteContactRequest erase_contact;
  erase_contact.set_name(gone.name());
  ASSERT_THAT(service_.contacts->Delete<Contact>(service_.call(), erase_contact), IsOk());

  v1::ListContactsRequest list;
  list.set_parent("customers/-");
  const auto listed = [&](const std::string& order, bool deleted) {
    list.set_order_by(order);
    list.set_show_deleted(deleted);
    return service_.contacts->List<v1::ListContactsResponse>(service_.call(), list)
        ->contacts_size();
  };
  const auto found = [&](const std::string& query) {
    v1::SearchContactsRequest search;
    search.set_query(query);
    return service_.contacts->Search<v1::SearchContactsResponse>(service_.call(), search)
        ->contacts_size();
  };
  const auto expect = [&](int living, int deleted, int with_phone) {
    for (const char* order : {"", "update_time desc", "display_name"}) {
      EXPECT_EQ(listed(order, false), living) << order;
      EXPECT_EQ(listed(order, true), living + deleted) << order;
    }
    EXPECT_EQ(found("曾"), living);
    EXPECT_EQ(found("13800138000"), with_phone);
    EXPECT_EQ(found("8000"), with_phone);
  };
  expect(3, 1, 2);
  v1::DeleteCustomerRequest erase;
  erase.set_name(customer_.name());
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), erase), IsOk());
  expect(1, 0, 0);
  v1::UndeleteCustomerRequest restore;
  restore.set_name(customer_.name());
  ASSERT_THAT(service_.customers->Undelete<Customer>(service_.call(), restore), IsOk());
  expect(3, 1, 2);
}

TEST_F(ContactTest, ReportingLinesStayAtOneCustomerAndFormNoCycle) {
  const Contact boss = *TryCreate(customer_.name(), "老板");
  const Contact worker = *TryCreate(customer_.name(), "员工", boss.name());
  v1::UpdateContactRequest update;
  update.mutable_contact()->set_name(boss.name());
  update.mutable_contact()->set_reports_to(worker.name());
  EXPECT_THAT(service_.contacts->Update<Contact>(service_.call(), update),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("would make a cycle")));
  const Customer other = service_.Create(TestService::Company("另一家"));
  EXPECT_THAT(TryCreate(other.name(), "外人", boss.name()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("contact.reports_to")));
}

TEST_F(ContactTest, ChecksStanceAndInfluence) {
  v1::CreateContactRequest request;
  request.set_parent(customer_.name());
  request.mutable_contact()->set_display_name("x");
  request.mutable_contact()->set_stance(3);
  request.mutable_contact()->set_influence(101);
  EXPECT_THAT(
      service_.contacts->Create<Contact>(service_.call(), request),
      StatusIs(absl::StatusCode::kInvalidArgument,
               ::testing::AllOf(HasSubstr("contact.stance"), HasSubstr("contact.influence"))));
}

TEST_F(ContactTest, SearchFindsPeopleOfAllCustomers) {
  ASSERT_THAT(TryCreate(customer_.name(), "单田芳"), IsOk());
  v1::SearchContactsRequest search;
  for (const char* query : {"田芳", "shantianfang", "stf"}) {
    search.set_query(query);
    EXPECT_EQ(service_.contacts->Search<v1::SearchContactsResponse>(service_.call(), search)
                  ->contacts_size(),
              1)
        << query;
  }
}

}  // namespace
}  // namespace guanxi::customer
