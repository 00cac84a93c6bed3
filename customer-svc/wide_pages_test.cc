// Pages of wide customers: an answer ends at a number of bytes, whatever its number of rows, and no
// more than that is read from the database for it.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using v1::Customer;

// What a gRPC client takes unless it is told otherwise.
constexpr size_t kClientLimit = 4 << 20;
constexpr int kRows = 400;

class WidePagesTest : public ::testing::Test {
 protected:
  // About 30 KB; every tenth is narrow.
  static Customer Wide(int i) {
    Customer customer = TestService::Company(absl::StrCat("云帆", i));
    customer.add_phones()->set_number("13800138000");
    if (i % 10 == 0) return customer;
    customer.set_note(std::string(4096, 'n'));
    customer.mutable_organization()->set_business_scope(std::string(8192, 's'));
    for (int j = 0; j < 20; ++j) {
      auto& address = *customer.add_addresses();
      address.set_street(absl::StrCat(j, " ", std::string(500, 'a')));
      address.set_label(std::string(60, 'l'));
      address.set_region(std::string(60, 'r'));
      address.set_district(std::string(60, 'd'));
    }
    return customer;
  }

  void SetUp() override {
    for (int i = 0; i < kRows;) {
      v1::BatchCreateCustomersRequest request;
      for (int j = 0; j < 100; ++j, ++i) *request.add_requests()->mutable_customer() = Wide(i);
      const auto created = service_.customers->BatchCreate<v1::BatchCreateCustomersResponse>(
          service_.call(), request);
      ASSERT_THAT(created, IsOk());
      for (const Customer& customer : created->customers()) names_.push_back(customer.name());
      service_.clock.Advance(absl::Milliseconds(3));
    }
  }

  // The number of pages that together hold every customer once, each a bounded message.
  template <typename Response, typename Request>
  int CountPages(absl::StatusOr<Response> (resource::Methods::*method)(const rpc::Call&,
                                                                       const Request&) const,
                 Request request) {
    request.set_page_size(1000);
    std::set<std::string> seen;
    int pages = 0;
    do {
      const auto page = (service_.customers->*method)(service_.call(), request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) return -1;
      EXPECT_LT(page->ByteSizeLong(), kClientLimit);
      for (const Customer& customer : page->customers()) {
        EXPECT_TRUE(seen.insert(customer.name()).second);
      }
      request.set_page_token(page->next_page_token());
      ++pages;
    } while (!request.page_token().empty() && pages < kRows);
    EXPECT_EQ(seen.size(), kRows);
    return pages;
  }

  int64_t BytesSent() {
    return service_.Number(
        "SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM information_schema.GLOBAL_STATUS WHERE "
        "VARIABLE_NAME = 'BYTES_SENT'");
  }

  TestService service_;
  std::vector<std::string> names_;
};

TEST_F(WidePagesTest, ListsEndAtBytesAndGoOnBehindTheLastRow) {
  for (const char* order_by : {"create_time", "display_name desc"}) {
    v1::ListCustomersRequest request;
    request.set_order_by(order_by);
    const int pages = CountPages(
        &resource::Methods::List<v1::ListCustomersResponse, v1::ListCustomersRequest>, request);
    EXPECT_GE(pages, 2) << order_by;
    EXPECT_LE(pages, 5) << order_by;
  }
}

TEST_F(WidePagesTest, APageReadsFromTheDatabaseWhatItHolds) {
  v1::ListCustomersRequest request;
  request.set_page_size(1000);
  const int64_t before = BytesSent();
  const auto page = service_.customers->List<v1::ListCustomersResponse>(service_.call(), request);
  ASSERT_THAT(page, IsOk());
  EXPECT_LT(BytesSent() - before, 5'000'000);
}

TEST_F(WidePagesTest, SearchesEndAtBytesAndGoOnBehindTheLastRecord) {
  for (const char* query : {"云帆", "8000", "13800138000"}) {
    SCOPED_TRACE(query);
    v1::SearchCustomersRequest request;
    request.set_query(query);
    const int64_t before = BytesSent();
    EXPECT_GE(
        CountPages(
            &resource::Methods::Search<v1::SearchCustomersResponse, v1::SearchCustomersRequest>,
            request),
        2);
    EXPECT_LT(BytesSent() - before, 40'000'000);
  }
}

TEST_F(WidePagesTest, ABatchThatIsTooLargeSaysSo) {
  v1::BatchGetCustomersRequest request;
  for (int i = 0; i < 200; ++i) request.add_names(names_[i]);
  const auto get = [&] {
    return service_.customers->BatchGet<v1::BatchGetCustomersResponse>(service_.call(), request);
  };
  const int64_t before = BytesSent();
  EXPECT_THAT(get(), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("fewer names")));
  EXPECT_THAT(get(), HasReason("BATCH_TOO_LARGE"));
  EXPECT_LT(BytesSent() - before, 2'000'000);
  request.mutable_names()->DeleteSubrange(100, 100);
  EXPECT_EQ(get()->customers_size(), 100);
}

}  // namespace
}  // namespace guanxi::customer
