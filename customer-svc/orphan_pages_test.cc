// Lists over all parents, where very many children belong to deleted ones.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Contact;
using v1::Customer;

class OrphanPagesTest : public ::testing::Test {
 protected:
  static constexpr int kOrphans = 30'000;

  Contact AddContact(const Customer& customer, const std::string& name) {
    v1::CreateContactRequest request;
    request.set_parent(customer.name());
    request.mutable_contact()->set_display_name(name);
    service_.clock.Advance(absl::Milliseconds(1));
    return service_.contacts->Create<Contact>(service_.call(), request).value();
  }
  // Copies of the one contact, as an import would have left them, newer than it.
  void Multiply(int count) {
    ASSERT_THAT(
        service_.Execute(
            "INSERT INTO contacts SELECT tenant_id, UNHEX(MD5(CONCAT(seq, ?))), parent_id, "
            "version, live, display_name, display_name_sort, decision_role, create_time, "
            "update_time + INTERVAL seq MICROSECOND, body, personal, delete_time FROM contacts, "
            "seq_1_to_30000",
            "x"),
        IsOk());
    ASSERT_EQ(service_.Number("SELECT COUNT(*) FROM contacts"), count + 1);
  }
  int64_t RowsRead() {
    return service_.Number(
        "SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) FROM information_schema.GLOBAL_STATUS WHERE "
        "VARIABLE_NAME IN "
        "('HANDLER_READ_NEXT', 'HANDLER_READ_PREV', 'HANDLER_READ_KEY', 'HANDLER_READ_RND_NEXT')");
  }

  TestService service_;
};

TEST_F(OrphanPagesTest, APageIsCheapAndTheWalkReachesEveryLivingOne) {
  const Customer gone = service_.Create(TestService::Company("gone"));
  AddContact(gone, "orphan");
  Multiply(kOrphans);
  const Customer stays = service_.Create(TestService::Company("stays"));
  std::vector<std::string> expected;
  for (int i = 0; i < 3; ++i) expected.push_back(AddContact(stays, absl::StrCat("c", i)).name());
  v1::DeleteCustomerRequest erase;
  erase.set_name(gone.name());
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), erase), IsOk());

  v1::ListContactsRequest request;
  request.set_parent("customers/-");
  request.set_order_by("update_time desc");
  std::vector<std::string> found;
  int pages = 0;
  do {
    const int64_t before = RowsRead();
    const int64_t idle = RowsRead() - before;
    const auto page = service_.contacts->List<v1::ListContactsResponse>(service_.call(), request);
    ASSERT_THAT(page, IsOk());
    EXPECT_LT(RowsRead() - before - 2 * idle, 12'000);
    for (const Contact& contact : page->contacts()) found.push_back(contact.name());
    request.set_page_token(page->next_page_token());
    ++pages;
  } while (!request.page_token().empty() && pages < 100);
  EXPECT_EQ(found.size(), 3);
  EXPECT_LE(pages, 15);
}

}  // namespace
}  // namespace guanxi::customer
