// Batches of contacts: entries must be under the batch's parent, and under their own.
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using v1::Contact;
using v1::Customer;

constexpr char kAny[] = "customers/-";
constexpr char kAbsent[] = "/contacts/0190a6c0-0000-7000-8000-000000000009";

class ContactBatchTest : public ::testing::Test {
 protected:
  ContactBatchTest()
      : here_(service_.Create(TestService::Company("云帆"))),
        there_(service_.Create(TestService::Company("另一家"))),
        first_(Create(here_.name(), "曾小姐")),
        second_(Create(here_.name(), "单先生")),
        foreign_(Create(there_.name(), "外人")) {}

  Contact Create(const std::string& parent, const std::string& name) {
    v1::CreateContactRequest request;
    request.set_parent(parent);
    request.mutable_contact()->set_display_name(name);
    return service_.contacts->Create<Contact>(service_.call(), request).value();
  }
  absl::StatusOr<v1::BatchGetContactsResponse> Get(const std::string& parent,
                                                   const std::vector<std::string>& names) {
    v1::BatchGetContactsRequest request;
    request.set_parent(parent);
    for (const std::string& name : names) request.add_names(name);
    return service_.contacts->BatchGet<v1::BatchGetContactsResponse>(service_.call(), request);
  }
  // Gives each the title 经理.
  absl::StatusOr<v1::BatchUpdateContactsResponse> Update(const std::string& parent,
                                                         const std::vector<std::string>& names) {
    v1::BatchUpdateContactsRequest request;
    request.set_parent(parent);
    for (const std::string& name : names) {
      v1::UpdateContactRequest* entry = request.add_requests();
      entry->mutable_contact()->set_name(name);
      entry->mutable_contact()->set_title("经理");
    }
    return service_.contacts->BatchUpdate<v1::BatchUpdateContactsResponse>(service_.call(),
                                                                           request);
  }
  absl::StatusOr<v1::BatchDeleteContactsResponse> Delete(const std::string& parent,
                                                         const std::vector<std::string>& names) {
    v1::BatchDeleteContactsRequest request;
    request.set_parent(parent);
    for (const std::string& name : names) request.add_names(name);
    return service_.contacts->BatchDelete<v1::BatchDeleteContactsResponse>(service_.call(),
                                                                           request);
  }
  int64_t Count(const std::string& rows) {
    return service_.Number(absl::StrCat("SELECT COUNT(*) FROM ", rows));
  }

  TestService service_;
  const Customer here_, there_;
  const Contact first_, second_, foreign_;
};

TEST_F(ContactBatchTest, AnswersInTheOrderOfTheRequest) {
  const auto updated = Update(here_.name(), {second_.name(), first_.name()});
  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->contacts(0).name(), second_.name());
  EXPECT_EQ(updated->contacts(1).title(), "经理");
  const auto read = Get(here_.name(), {second_.name(), first_.name(), second_.name()});
  ASSERT_THAT(read, IsOk());
  ASSERT_EQ(read->contacts_size(), 3);
  EXPECT_EQ(read->contacts(0).DebugString(), updated->contacts(0).DebugString());
  EXPECT_EQ(read->contacts(1).DebugString(), updated->contacts(1).DebugString());
  EXPECT_EQ(read->contacts(2).name(), second_.name());
  const auto deleted = Delete(here_.name(), {second_.name(), first_.name()});
  ASSERT_THAT(deleted, IsOk());
  EXPECT_EQ(deleted->contacts(0).name(), second_.name());
  EXPECT_TRUE(deleted->contacts(0).has_delete_time());
  EXPECT_EQ(Count("contacts WHERE live = 1"), 1);
}

TEST_F(ContactBatchTest, TheParentMustBeThatOfEachEntry) {
  const auto is_named = [](const std::string& field) {
    return StatusIs(absl::StatusCode::kInvalidArgument,
                    AllOf(HasSubstr(field), Not(HasSubstr("[0]"))));
  };
  const std::vector<std::string> mixed = {first_.name(), foreign_.name()};
  EXPECT_THAT(Get(here_.name(), mixed), is_named("names[1]"));
  EXPECT_THAT(Update(here_.name(), mixed), is_named("requests[1].contact.name"));
  EXPECT_THAT(Delete(here_.name(), mixed), is_named("names[1]"));
  for (const char* parent : {"", "customers/x", "customers"}) {
    EXPECT_THAT(Get(parent, mixed), HasReason("INVALID_NAME")) << parent;
    EXPECT_THAT(Update(parent, mixed), HasReason("INVALID_NAME")) << parent;
    EXPECT_THAT(Delete(parent, mixed), HasReason("INVALID_NAME")) << parent;
  }
  EXPECT_EQ(Count("contacts WHERE live = 1 AND version = 1"), 3);
}

TEST_F(ContactBatchTest, AnyParentAllowsContactsOfSeveralCustomers) {
  const std::vector<std::string> mixed = {first_.name(), foreign_.name()};
  EXPECT_THAT(Update(kAny, mixed), IsOk());
  EXPECT_THAT(Get(kAny, mixed), IsOk());
  EXPECT_THAT(Delete(kAny, mixed), IsOk());
  EXPECT_EQ(Count("contacts WHERE live = 1"), 1);
}

TEST_F(ContactBatchTest, AParentMayBeWrittenInEitherCase) {
  const std::string upper =
      absl::StrCat("customers/", absl::AsciiStrToUpper(here_.name().substr(sizeof("customers"))));
  EXPECT_THAT(Get(upper, {first_.name()}), IsOk());
}

TEST_F(ContactBatchTest, AreAllOrNothing) {
  const std::vector<std::string> names = {first_.name(), absl::StrCat(here_.name(), kAbsent)};
  EXPECT_THAT(Get(here_.name(), names), HasReason("CONTACT_NOT_FOUND"));
  EXPECT_THAT(Update(here_.name(), names), HasReason("CONTACT_NOT_FOUND"));
  EXPECT_THAT(Delete(here_.name(), names), HasReason("CONTACT_NOT_FOUND"));
  EXPECT_EQ(Count("contacts WHERE live = 1 AND version = 1"), 3);
}

TEST_F(ContactBatchTest, CompareTheCustomer) {
  const std::string moved = absl::StrCat(there_.name(), first_.name().substr(here_.name().size()));
  for (const std::string& parent : {std::string(kAny), there_.name()}) {
    EXPECT_THAT(Get(parent, {moved}), HasReason("CONTACT_NOT_FOUND"));
    EXPECT_THAT(Update(parent, {moved}), HasReason("CONTACT_NOT_FOUND"));
    EXPECT_THAT(Delete(parent, {moved}), HasReason("CONTACT_NOT_FOUND"));
  }
  v1::DeleteCustomerRequest erase;
  erase.set_name(here_.name());
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), erase), IsOk());
  EXPECT_THAT(Get(here_.name(), {first_.name()}), HasReason("CONTACT_NOT_FOUND"));
  EXPECT_THAT(Update(here_.name(), {first_.name()}), HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_THAT(Delete(here_.name(), {first_.name()}), HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_EQ(Count("contacts WHERE live = 1"), 3);
}

}  // namespace
}  // namespace guanxi::customer
