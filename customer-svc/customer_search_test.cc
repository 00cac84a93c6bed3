// Searches of customers, through the engine on a real MariaDB.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;
using v1::Customer;

class CustomerSearchTest : public ::testing::Test {
 protected:
  // All names that match, over all pages.
  std::vector<std::string> Search(const std::string& query, int page_size = 50) {
    std::vector<std::string> names;
    v1::SearchCustomersRequest request;
    request.set_query(query);
    request.set_page_size(page_size);
    do {
      const auto page =
          service_.customers->Search<v1::SearchCustomersResponse>(service_.call(), request);
      if (!page.ok()) return {page.status().ToString()};
      for (const Customer& customer : page->customers()) names.push_back(customer.display_name());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  TestService service_;
};

TEST_F(CustomerSearchTest, SearchFindsNamesPhonesAndEmails) {
  Customer a = TestService::Company("杭州云帆网络科技有限公司");
  a.add_aliases("Skysail Networks");
  a.add_phones()->set_number("0571-88886666");
  a.add_emails()->set_address("li@skysail.example");
  service_.Create(a);
  Customer b = TestService::Company("重慶長安銀行");
  b.add_phones()->set_number("13912346666");
  service_.Create(b);
  Customer c = TestService::Company("曾国藩");
  c.set_type(Customer::PERSON);
  service_.Create(c);
  const std::string yunfan = "杭州云帆网络科技有限公司", chang_an = "重慶長安銀行";

  for (const char* query :
       {"云帆", "州云", "hangzhou", "hz", "yunfan", "wangluo", "skysail", "networks", "雲帆",
        "0571 8888 6666", "+86 571 88886666", "li@skysail.example", "LI@Skysail.example"}) {
    EXPECT_THAT(Search(query), ElementsAre(yunfan)) << query;
  }
  for (const char* query : {"重庆", "長安", "长安", "chongqing", "yinhang", "cqca"}) {
    EXPECT_THAT(Search(query), ElementsAre(chang_an)) << query;
  }
  EXPECT_THAT(Search("zengguofan"), ElementsAre("曾国藩"));
  EXPECT_THAT(Search("6666"), UnorderedElementsAre(yunfan, chang_an));
  EXPECT_THAT(Search("sail"), ElementsAre()) << "a word is found by its start";
  EXPECT_THAT(Search("8888666"), ElementsAre()) << "a phone is not found by a fragment";
  EXPECT_THAT(Search(" ")[0], HasSubstr("query"));
}

TEST_F(CustomerSearchTest, SearchPagesAreCompleteAgainstLike) {
  service_.CreateMany(3000, [](int i, Customer* customer) {
    if (i % 10 == 0) customer->add_phones()->set_number("13800138000");
  });
  for (const char* part : {"公司", "杭州", "网络科技", "有限"}) {
    const int64_t expected = service_.Number(
        absl::StrCat("SELECT COUNT(*) FROM customers WHERE display_name LIKE '%", part, "%'"));
    const std::vector<std::string> found = Search(part, 500);
    EXPECT_EQ(static_cast<int64_t>(found.size()), expected) << part;
    EXPECT_TRUE(std::all_of(found.begin(), found.end(), [&](const std::string& name) {
      return absl::StrContains(name, part);
    }));
  }
  EXPECT_EQ(Search("8000", 7).size(), 300);
}

TEST_F(CustomerSearchTest, AWholePhoneNumberIsFoundWithoutItsExtension) {
  Customer customer = TestService::Company("云帆");
  customer.add_phones()->set_number("0571-88881234转8");
  service_.Create(customer);
  EXPECT_THAT(Search("0571-88881234"), ElementsAre("云帆"));
  EXPECT_THAT(Search("0571-88881234转8"), ElementsAre("云帆"));
  EXPECT_THAT(Search("0571-88881234转9"), ElementsAre());
}

TEST_F(CustomerSearchTest, ANumberWithoutCountryCodeIsOfTheRequestsRegion) {
  Customer customer = TestService::Company("Malibu Pier");
  customer.add_phones()->set_number("+1 310 456 0488");
  service_.Create(customer);
  v1::SearchCustomersRequest request;
  request.set_query("310/456-0488");
  const auto search = [&] {
    return service_.customers->Search<v1::SearchCustomersResponse>(service_.call(), request);
  };
  EXPECT_EQ(search()->customers_size(), 0);
  request.set_phone_region("US");
  EXPECT_EQ(search()->customers_size(), 1);
  for (const char* const region : {"us", "USA", "UK", "1", "美国"}) {
    request.set_phone_region(region);
    EXPECT_THAT(search(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("phone_region")));
  }
}

}  // namespace
}  // namespace guanxi::customer
