// Lists by combinations that no list path serves, against the same conditions over all customers.
#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/resource/resource_type.h"
#include "common/testing/names.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Customer;
using v1::ListCustomersResponse;

class FilterIndexTest : public ::testing::Test {
 protected:
  FilterIndexTest() {
    NameGenerator names(3);
    for (int batch = 0; batch < 10; ++batch) {
      v1::BatchCreateCustomersRequest request;
      for (int i = 0; i < 100; ++i) {
        Customer& customer = *request.add_requests()->mutable_customer();
        customer = TestService::Company(names.Company());
        customer.set_region(i % 3 == 0 ? "浙江" : "江苏");
        customer.set_industry(i % 5 == 0 ? "制造业" : "");
        customer.set_grade(i % 7 == 0 ? Customer::VIP : Customer::LOW);
        customer.set_lifecycle_stage(i % 2 == 0 ? Customer::DEAL : Customer::INTENT);
      }
      const auto created = service_.customers->BatchCreate<v1::BatchCreateCustomersResponse>(
          service_.call(), request);
      EXPECT_THAT(created, IsOk());
      all_.insert(all_.end(), created->customers().begin(), created->customers().end());
      service_.clock.Advance(absl::Milliseconds(7));
    }
  }

  // Every order that lists of customers may have, each second one descending.
  std::vector<std::string> AllOrders() const {
    std::set<std::string> fields;
    for (const resource::ListPath& path : service_.resources->customers->type().list_paths()) {
      fields.insert(path.sort != nullptr ? path.sort->path : "name");
    }
    std::vector<std::string> orders(fields.begin(), fields.end());
    for (size_t i = 0; i < orders.size(); i += 2) orders[i] += " desc";
    return orders;
  }

  // Names of all pages, in order.
  std::vector<std::string> List(v1::ListCustomersRequest request, int32_t* total = nullptr) {
    std::vector<std::string> names;
    request.set_page_size(7);
    do {
      const auto page = service_.customers->List<ListCustomersResponse>(service_.call(), request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) return names;
      for (const Customer& customer : page->customers()) names.push_back(customer.name());
      if (total != nullptr) *total = page->total_size();
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  TestService service_;
  std::vector<Customer> all_;
};

TEST_F(FilterIndexTest, FindsWhatTheConditionsSayInEveryOrder) {
  const struct {
    const char* filter;
    std::function<bool(const Customer&)> matches;
  } cases[] = {
      {"region = \"浙江\" AND industry = \"制造业\" AND grade = VIP",
       [](const Customer& c) {
         return c.region() == "浙江" && c.industry() == "制造业" && c.grade() == Customer::VIP;
       }},
      {"region = \"浙*\" AND NOT lifecycle_stage = DEAL",
       [](const Customer& c) {
         return c.region() == "浙江" && c.lifecycle_stage() != Customer::DEAL;
       }},
      {"grade = VIP OR industry:*",
       [](const Customer& c) { return c.grade() == Customer::VIP || !c.industry().empty(); }},
      {"region = \"西藏\" AND grade = VIP", [](const Customer&) { return false; }},
  };
  for (const auto& one : cases) {
    std::vector<std::string> wanted;
    for (const Customer& customer : all_) {
      if (one.matches(customer)) wanted.push_back(customer.name());
    }
    std::sort(wanted.begin(), wanted.end());
    for (const std::string& order : AllOrders()) {
      SCOPED_TRACE(absl::StrCat(one.filter, " ORDER BY ", order));
      v1::ListCustomersRequest request;
      request.set_filter(one.filter);
      request.set_order_by(order);
      request.set_include_total_size(true);
      int32_t total = -1;
      std::vector<std::string> found = List(request, &total);
      EXPECT_EQ(total, wanted.size());
      std::sort(found.begin(), found.end());
      EXPECT_EQ(found, wanted);
    }
  }
}

TEST_F(FilterIndexTest, KeepsTheOrderOverItsPages) {
  v1::ListCustomersRequest scan, indexed;
  // A scan of the rows, as `display_name` is in the index by its sort key alone.
  scan.set_filter("display_name = \"*公司\" AND lifecycle_stage = DEAL AND grade = LOW");
  indexed.set_filter("lifecycle_stage = DEAL AND grade = LOW");
  for (const char* order : {"create_time desc", "display_name", "update_time"}) {
    scan.set_order_by(order);
    indexed.set_order_by(order);
    EXPECT_EQ(List(indexed), List(scan)) << order;
  }
}

TEST_F(FilterIndexTest, CountsOnlyWhereItIsAskedFor) {
  const auto page =
      service_.customers->List<ListCustomersResponse>(service_.call(), v1::ListCustomersRequest());
  ASSERT_THAT(page, IsOk());
  EXPECT_FALSE(page->has_total_size());
  v1::ListCustomersRequest request;
  request.set_include_total_size(true);
  EXPECT_EQ(service_.customers->reader().ListLane(request), rpc::Lane::kScan);
  EXPECT_EQ(service_.customers->List<ListCustomersResponse>(service_.call(), request)->total_size(),
            1000);
  request.set_filter("region = \"nowhere\"");
  const auto none = service_.customers->List<ListCustomersResponse>(service_.call(), request);
  ASSERT_THAT(none, IsOk());
  EXPECT_TRUE(none->has_total_size());
  EXPECT_EQ(none->total_size(), 0);
}

}  // namespace
}  // namespace guanxi::customer
