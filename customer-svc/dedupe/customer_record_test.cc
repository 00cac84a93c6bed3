#include "customer-svc/dedupe/customer_record.h"

#include <string>
#include <vector>

#include "customer-svc/dedupe/model.h"
#include "customer-svc/dedupe/terms.h"
#include "gtest/gtest.h"

namespace guanxi::dedupe {
namespace {

using customer::v1::Customer;

Customer Company(const std::string& name) {
  Customer customer;
  customer.set_type(Customer::ORGANIZATION);
  customer.set_display_name(name);
  return customer;
}

double WeightOf(const Customer& a, const Customer& b) {
  const Schema& schema = SchemaOf(a.type());
  return Weigh(DefaultModel(schema, 10'000), Terms(schema.size()), RecordOf(a), RecordOf(b)).weight;
}

TEST(RecordOf, TwoSpellingsOfACompanyAreTheSame) {
  EXPECT_GT(
      WeightOf(Company("灵动传媒科技（绍兴）有限责任公司"), Company("绍兴市靈動傳媒科技有限公司")),
      2);
}

TEST(RecordOf, CompaniesOfOneBrandInOtherTradesOrPlacesAreNot) {
  EXPECT_LT(WeightOf(Company("杭州云帆网络科技有限公司"), Company("杭州云帆商贸有限公司")), -2);
  EXPECT_LT(WeightOf(Company("杭州云帆网络科技有限公司"), Company("宁波云帆网络科技有限公司")), -2);
}

TEST(RecordOf, NeighboursWithTheSameSwitchboardAreNot) {
  Customer a = Company("杭州云帆网络科技有限公司");
  Customer b = Company("杭州海岳商贸有限公司");
  for (Customer* customer : {&a, &b}) {
    customer->add_phones()->set_number("+8657188881234");
    customer->add_addresses()->set_street("文三路88号");
  }
  EXPECT_LT(WeightOf(a, b), 0);
}

TEST(RecordOf, AliasesCount) {
  Customer a = Company("杭州云帆网络科技有限公司");
  a.add_aliases("Yunfan Tech");
  a.add_phones()->set_number("+8613800138000");
  Customer b = Company("Yunfan Tech");
  b.add_phones()->set_number("+8613800138000");
  EXPECT_GT(WeightOf(a, b), 2);
}

TEST(RecordOf, DomainsThatEverybodyHasSayNothing) {
  Customer customer = Company("云帆");
  customer.add_emails()->set_address("sales@yunfan.cn");
  customer.add_emails()->set_address("yunfan@qq.com");
  customer.mutable_organization()->set_website("https://www.yunfan.cn/about");
  const std::vector<Value> domains = RecordOf(customer).fields[7];
  ASSERT_EQ(domains.size(), 1U);
  EXPECT_EQ(domains[0].text, U"yunfan.cn");
}

TEST(RecordOf, PersonsByNameAndMore) {
  Customer a;
  a.set_type(Customer::PERSON);
  a.set_display_name("张伟");
  Customer b = a;
  EXPECT_LT(WeightOf(a, b), 4);  // there are many of that name
  for (Customer* customer : {&a, &b}) {
    customer->add_phones()->set_number("+8613800138000");
    customer->mutable_person()->mutable_birth_date()->set_year(1990);
    customer->mutable_person()->mutable_birth_date()->set_month(3);
    customer->mutable_person()->mutable_birth_date()->set_day(5);
  }
  EXPECT_GT(WeightOf(a, b), 15);
}

}  // namespace
}  // namespace guanxi::dedupe
