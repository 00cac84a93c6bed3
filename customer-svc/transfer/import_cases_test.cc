// Amounts, sites and answers as lists have them, from upload to what is stored.
#include <string>
#include <utility>

#include "customer-svc/transfer/testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using ::testing::Pair;

class ImportCasesTest : public TransferTest {
 protected:
  std::pair<std::string, int64_t> Capital(const std::string& customer) {
    const google::type::Money money = List().at(customer).organization().registered_capital();
    return {money.currency_code(), money.units()};
  }
};

TEST_F(ImportCasesTest, RegisteredCapitalIsReadAsRegistriesWriteIt) {
  const auto response = Import(
      "名称,注册资本\n甲,1000万元\n乙,1000万元人民币\n丙,1000000\n丁,500万美元\n戊,元 100\n");
  EXPECT_EQ(Counts(response), "5: 5 0 0 0");
  EXPECT_EQ(response.counts().partial(), 1);
  EXPECT_THAT(Capital("甲"), Pair("CNY", 10'000'000));
  EXPECT_THAT(Capital("乙"), Pair("CNY", 10'000'000));
  EXPECT_THAT(Capital("丙"), Pair("CNY", 1'000'000));
  EXPECT_THAT(Capital("丁"), Pair("USD", 5'000'000));
  // What is no amount costs the field, not the row, and is named.
  EXPECT_FALSE(List().at("戊").organization().has_registered_capital());
  EXPECT_THAT(Download(response.error_file()),
              HasSubstr("taken without organization.registered_capital (注册资本): "));
}

TEST_F(ImportCasesTest, SitesNeedNoScheme) {
  const auto response = Import("名称,网址\n甲,www.example.com\n乙,example.com\n");
  EXPECT_EQ(Counts(response), "2: 2 0 0 0");
  EXPECT_EQ(response.counts().partial(), 0);
  EXPECT_EQ(List().at("甲").organization().website(), "https://www.example.com");
  EXPECT_EQ(List().at("乙").organization().website(), "https://example.com");
}

}  // namespace
}  // namespace guanxi::customer
