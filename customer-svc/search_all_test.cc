// SearchAll over customers and contacts, on a real MariaDB.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/names.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/search_service.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;
using v1::Contact;
using v1::Customer;
using v1::SearchResult;

constexpr char kCustomer[] = "guanxi.dev/Customer", kContact[] = "guanxi.dev/Contact";

class SearchAllTest : public ::testing::Test {
 protected:
  SearchAllTest() : search_(service_.engine.get(), service_.resources.get()) {}

  std::string AddCustomer(const std::string& name, const std::string& phone = "") {
    Customer customer = TestService::Company(name);
    if (!phone.empty()) customer.add_phones()->set_number(phone);
    return service_.Create(customer).name();
  }
  std::string AddContact(const std::string& parent, const std::string& name,
                         const std::string& phone = "") {
    v1::CreateContactRequest request;
    request.set_parent(parent);
    request.mutable_contact()->set_display_name(name);
    if (!phone.empty()) request.mutable_contact()->add_phones()->set_number(phone);
    return service_.contacts->Create<Contact>(service_.call(), request)->name();
  }
  absl::StatusOr<v1::SearchAllResponse> Page(const v1::SearchAllRequest& request) {
    return search_.SearchAll(service_.call(), request);
  }
  // The names of all results, over all pages.
  std::vector<std::string> Search(const std::string& query, int page_size = 50,
                                  const std::vector<std::string>& types = {}) {
    v1::SearchAllRequest request;
    request.set_query(query);
    request.set_page_size(page_size);
    request.mutable_resource_types()->Assign(types.begin(), types.end());
    std::vector<std::string> names;
    do {
      const auto page = Page(request);
      if (!page.ok()) return {page.status().ToString()};
      for (const SearchResult& result : page->results()) names.push_back(NameOf(result));
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }
  static std::string NameOf(const SearchResult& result) {
    return result.has_customer() ? result.customer().name() : result.contact().name();
  }

  TestService service_;
  SearchServiceImpl search_;
};

TEST_F(SearchAllTest, RanksCustomersAndContactsAsOneList) {
  const std::string inside = AddCustomer("杭州大云帆科技有限公司");
  const std::string start = AddCustomer("云帆科技有限公司");
  const std::string person = AddContact(inside, "云帆");  // nothing follows: the nearest
  const std::string other = AddContact(inside, "云帆扬");
  for (const int page_size : {1, 2, 50}) {
    EXPECT_THAT(Search("云帆", page_size), ElementsAre(person, other, start, inside)) << page_size;
    EXPECT_THAT(Search("yunfan", page_size), ElementsAre(person, other, start, inside));
  }
  EXPECT_THAT(Search("云帆", 50, {kCustomer}), ElementsAre(start, inside));
  EXPECT_THAT(Search("云帆", 1, {kContact}), ElementsAre(person, other));
}

TEST_F(SearchAllTest, ExactValuesComeFirst) {
  const std::string a = AddCustomer("6666 贸易有限公司"), b = AddCustomer("长安", "13912346666");
  const std::string c = AddContact(a, "李明", "13800136666"), d = AddContact(a, "6666");
  for (const int page_size : {1, 2, 3, 50}) {
    EXPECT_THAT(Search("6666", page_size), ElementsAre(b, c, d, a)) << page_size;
  }
  EXPECT_THAT(Search("13800136666"), ElementsAre(c));
}

TEST_F(SearchAllTest, ContactsOfDeletedCustomersStayOut) {
  const std::string gone = AddCustomer("云帆"), stays = AddCustomer("云帆");
  AddContact(gone, "云帆");
  const std::string contact = AddContact(stays, "云帆");
  v1::DeleteCustomerRequest erase;
  erase.set_name(gone);
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), erase), IsOk());
  EXPECT_THAT(Search("云帆", 1), UnorderedElementsAreArray({stays, contact}));
}

// A record that has the same id as one of another kind is another record.
TEST_F(SearchAllTest, IdsOfSeveralKindsMayBeAlike) {
  const std::string id = DeriveUuid("id", "x").ToString();
  v1::CreateCustomerRequest customer;
  *customer.mutable_customer() = TestService::Company("云帆");
  customer.set_customer_id(id);
  const auto parent = service_.customers->Create<Customer>(service_.call(), customer);
  v1::CreateContactRequest contact;
  contact.set_parent(parent->name());
  contact.mutable_contact()->set_display_name("云帆");
  contact.set_contact_id(id);
  const auto made = service_.contacts->Create<Contact>(service_.call(), contact);
  for (const int page_size : {1, 50}) {
    EXPECT_THAT(Search("云帆", page_size), ElementsAre(parent->name(), made->name()));
  }
}

// More matches than one block ranks, in pages of all sizes: each comes once, the first block in the
// order in which one index would have it.
TEST_F(SearchAllTest, PagesTogetherAreComplete) {
  std::vector<std::string> all;
  NameGenerator names(11);
  service_.CreateMany(900, [&](int i, Customer* customer) {
    customer->set_display_name(absl::StrCat("云帆", names.Company()));
    if (i % 3 == 0) customer->add_aliases(absl::StrCat("大云帆", i));
  });
  const std::string parent = AddCustomer("云帆总部");
  for (int batch = 0; batch < 5; ++batch) {
    v1::BatchCreateContactsRequest request;
    request.set_parent(parent);
    for (int i = 0; i < 160; ++i) {
      request.add_requests()->mutable_contact()->set_display_name(
          absl::StrCat("云帆", names.Person()));
    }
    ASSERT_THAT(
        service_.contacts->BatchCreate<v1::BatchCreateContactsResponse>(service_.call(), request),
        IsOk());
  }
  const std::vector<std::string> whole = Search("云帆", 1000);
  EXPECT_EQ(whole.size(), 900 + 1 + 800);
  EXPECT_EQ(std::set<std::string>(whole.begin(), whole.end()).size(), whole.size());
  for (const int page_size : {7, 333}) EXPECT_EQ(Search("云帆", page_size), whole) << page_size;
  // What each kind alone finds, both searches together find.
  std::vector<std::string> apart = Search("云帆", 100, {kCustomer});
  for (const std::string& name : Search("云帆", 100, {kContact})) apart.push_back(name);
  EXPECT_THAT(whole, UnorderedElementsAreArray(apart));
  EXPECT_TRUE(std::any_of(whole.begin(), whole.begin() + 100, [](const std::string& name) {
    return name.find("/contacts/") != std::string::npos;
  }));
}

TEST_F(SearchAllTest, MasksAreOverResults) {
  const std::string customer = AddCustomer("云帆", "13912346666");
  AddContact(customer, "云帆");
  v1::SearchAllRequest request;
  request.set_query("云帆");
  request.mutable_read_mask()->add_paths("customer.display_name");
  const auto page = Page(request);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->results_size(), 2);
  for (const SearchResult& result : page->results()) {
    ASSERT_NE(result.record_case(), SearchResult::RECORD_NOT_SET);
    EXPECT_EQ(NameOf(result), "");
    EXPECT_EQ(result.customer().display_name(), result.has_customer() ? "云帆" : "");
    EXPECT_THAT(result.customer().phones(), IsEmpty());
  }
  request.mutable_read_mask()->set_paths(0, "display_name");
  EXPECT_THAT(Page(request), HasReason("INVALID_FIELD_MASK"));
}

TEST_F(SearchAllTest, RequestsAreChecked) {
  v1::SearchAllRequest request;
  EXPECT_THAT(Page(request), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("query")));
  request.set_query("云帆");
  request.add_resource_types("guanxi.dev/Tag");
  EXPECT_THAT(Page(request), StatusIs(absl::StatusCode::kInvalidArgument,
                                      HasSubstr("resource_types[0]: want one of guanxi.dev/")));
  request.set_resource_types(0, kContact);
  request.add_resource_types(kContact);
  EXPECT_THAT(Page(request), StatusIs(absl::StatusCode::kInvalidArgument,
                                      HasSubstr("resource_types[1]: stands twice")));
}

TEST_F(SearchAllTest, ATokenIsOfTheSameKinds) {
  AddCustomer("云帆一");
  AddCustomer("云帆二");
  v1::SearchAllRequest request;
  request.set_query("云帆");
  request.set_page_size(1);
  request.set_page_token(Page(request)->next_page_token());
  ASSERT_THAT(Page(request), IsOk());
  request.add_resource_types(kCustomer);
  EXPECT_THAT(Page(request), HasReason("INVALID_PAGE_TOKEN"));
}

}  // namespace
}  // namespace guanxi::customer
