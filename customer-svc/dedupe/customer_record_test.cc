#include "customer-svc/dedupe/customer_record.h"

#include <string>
#include <vector>

#include "customer-svc/dedupe/comparison.h"
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

Customer CompanyWithCode(const std::string& name, const std::string& code) {
  Customer customer = Company(name);
  customer.mutable_organization()->set_credit_code(code);
  return customer;
}

double WeightOf(const Customer& a, const Customer& b) {
  const Schema& schema = SchemaOf(a.type());
  return Weigh(DefaultModel(schema, 10'000), Terms(schema.size()), RecordOf(a), RecordOf(b)).weight;
}

Bond BondBetween(const Customer& a, const Customer& b) { return BondOf(FactsOf(a), FactsOf(b)); }

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

TEST(BondOf, GoesByCreditCodes) {
  const Customer a = CompanyWithCode("杭州云帆网络科技有限公司", "91330106MA27XK5L0C");
  const Customer b = CompanyWithCode("云帆", "91330106MA27XK5L0C");
  const Customer c = CompanyWithCode("杭州云帆网络科技有限公司", "91310000MA1FL4M96N");
  EXPECT_EQ(BondBetween(a, b), Bond::kMust);
  EXPECT_EQ(BondBetween(a, c), Bond::kCannot);
  EXPECT_EQ(BondBetween(a, Company("云帆")), Bond::kNone);
}

TEST(BondOf, NoBranchIsItsCompany) {
  const std::string code = "91330106MA27XK5L0C";
  const Customer company = CompanyWithCode("常州途畅互联网科技有限公司", code);
  const Customer branch = CompanyWithCode("常州途畅互联网科技有限公司合肥分公司", code);
  const Customer other = Company("常州途畅互联网科技有限公司南京分公司");
  EXPECT_EQ(BondBetween(company, branch), Bond::kCannot);
  EXPECT_EQ(BondBetween(branch, other), Bond::kCannot);
  EXPECT_EQ(BondBetween(branch, Company("常州途畅互联网科技有限公司合肥分公司")), Bond::kNone);
}

TEST(BondOf, WhatTheTreeLinksIsNotTheSame) {
  Customer above = CompanyWithCode("云帆集团", "91330106MA27XK5L0C");
  above.set_name("customers/1");
  Customer below = CompanyWithCode("云帆集团", "91330106MA27XK5L0C");
  below.set_name("customers/2");
  EXPECT_EQ(BondBetween(above, below), Bond::kMust);
  below.set_parent_organization("customers/1");
  EXPECT_EQ(BondBetween(above, below), Bond::kCannot);
  EXPECT_EQ(BondBetween(below, above), Bond::kCannot);
}

TEST(BondOf, PersonsAreNoCompanies) {
  Customer person;
  person.set_type(Customer::PERSON);
  person.set_display_name("云帆");
  EXPECT_EQ(BondBetween(person, Company("云帆")), Bond::kCannot);
}

TEST(IsUnlinkedBranch, UntilTheTreeSaysSo) {
  const Customer company = Company("常州途畅互联网科技有限公司");
  Customer branch = Company("常州市途畅互联网科技有限责任公司合肥分公司");
  EXPECT_TRUE(IsUnlinkedBranch(FactsOf(branch), FactsOf(company)));
  EXPECT_FALSE(IsUnlinkedBranch(FactsOf(company), FactsOf(branch)));
  EXPECT_FALSE(IsUnlinkedBranch(FactsOf(branch), FactsOf(Company("途畅商贸有限公司"))));
  branch.set_parent_organization("customers/1");
  EXPECT_FALSE(IsUnlinkedBranch(FactsOf(branch), FactsOf(company)));
}

}  // namespace
}  // namespace guanxi::dedupe
