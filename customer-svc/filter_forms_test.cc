// Filters find values however they are written: as writes do, they bring them into the stored form.
#include <string>

#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Customer;

class FilterFormsTest : public ::testing::Test {
 protected:
  FilterFormsTest() {
    Customer customer = TestService::Company("杭州 云栖ABC科技(中国)有限公司");
    customer.set_region("浙江省");
    customer.set_city("杭州");
    customer.mutable_organization()->set_credit_code("91350100M000100Y43");
    (*customer.mutable_external_ids())["erp"] = "C-7";
    service_.Create(customer);
    Customer other = TestService::Company("另一家");
    other.set_region("江苏");
    service_.Create(other);
  }

  // How many customers the filter finds.
  int Found(const std::string& filter) {
    v1::ListCustomersRequest request;
    request.set_filter(filter);
    const auto page = service_.customers->List<v1::ListCustomersResponse>(service_.call(), request);
    EXPECT_THAT(page, IsOk()) << filter;
    return page.ok() ? page->customers_size() : -1;
  }

  TestService service_;
};

TEST_F(FilterFormsTest, WholeValuesAreFoundInAnySpelling) {
  for (const char* filter :
       {"region = 浙江", "region = \"浙江省\"", "region = \" 浙江省 \"",
        "organization.credit_code = 91350100m000100y43",
        "organization.credit_code = \"９１３５０１００Ｍ０００１００Ｙ４３\"",
        "display_name = \" 杭州　云栖ＡＢＣ科技（中国）有限公司\"", "city = \"杭州　\"",
        "city = \"杭州市\"", "external_ids.erp = \" C-7\"",
        "region = (\"浙江省\" OR \"北京市\")"}) {
    EXPECT_EQ(Found(filter), 1) << filter;
  }
  EXPECT_EQ(Found("region != \"浙江省\""), 1);
  EXPECT_EQ(Found("NOT city = \"　\""), 1);
  // What has no such form is not there, and no mistake.
  EXPECT_EQ(Found("organization.credit_code = \"9135\""), 0);
  EXPECT_EQ(Found("region = \"华东\""), 0);
}

TEST_F(FilterFormsTest, PartsOfValuesToo) {
  for (const char* filter : {"display_name = \"*云栖ＡＢＣ*\"", "display_name:\"ＡＢＣ科技（\"",
                             "display_name = \"杭州　云*\"", "display_name:\"州　\"",
                             "region = \"浙江省*\"", "organization.credit_code = \"９１３５*\""}) {
    EXPECT_EQ(Found(filter), 1) << filter;
  }
  EXPECT_EQ(Found("display_name:\"栖　\""), 0);
}

}  // namespace
}  // namespace guanxi::customer
