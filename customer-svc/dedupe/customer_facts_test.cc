#include "customer-svc/dedupe/customer_facts.h"

#include <string>

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

Bond BondBetween(const Customer& a, const Customer& b) { return BondOf(FactsOf(a), FactsOf(b)); }

TEST(BondOf, GoesByCreditCodes) {
  const Customer a = CompanyWithCode("杭州云帆网络科技有限公司", "91330106MA27XK5L0C");
  const Customer b = CompanyWithCode("云帆", "91330106MA27XK5L0C");
  const Customer c = CompanyWithCode("杭州云帆网络科技有限公司", "91310000MA1FL4M96N");
  EXPECT_EQ(BondBetween(a, b), Bond::kMust);
  EXPECT_EQ(BondBetween(a, c), Bond::kCannot);
  EXPECT_EQ(BondBetween(a, Company("云帆")), Bond::kNone);
}

TEST(BondOf, NamesOfOtherTradesAndPlacesAreOfOtherCompanies) {
  const Customer a = Company("杭州云帆网络科技有限公司");
  EXPECT_EQ(BondBetween(a, Company("杭州云帆商贸有限公司")), Bond::kCannot);
  EXPECT_EQ(BondBetween(a, Company("宁波云帆网络科技有限公司")), Bond::kCannot);
  EXPECT_EQ(BondBetween(a, Company("云帆信息科技有限公司")), Bond::kNone);
  EXPECT_EQ(BondBetween(a, Company("宁波云帆")), Bond::kNone);  // in short, by where its office is
  Customer renamed = Company("杭州云帆商贸有限公司");
  renamed.add_aliases("杭州云帆网络科技有限公司");
  EXPECT_EQ(BondBetween(a, renamed), Bond::kNone);
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

TEST(BondOf, DepartmentsOfOneCompanyMayHaveItsCode) {
  Customer sales = CompanyWithCode("云帆集团销售部", "91330106MA27XK5L0C");
  Customer finance = CompanyWithCode("云帆集团财务部", "91330106MA27XK5L0C");
  EXPECT_EQ(BondBetween(sales, finance), Bond::kMust);
  sales.set_parent_organization("customers/1");
  EXPECT_EQ(BondBetween(sales, finance), Bond::kMust);
  finance.set_parent_organization("customers/1");
  EXPECT_EQ(BondBetween(sales, finance), Bond::kNone);
  finance.mutable_organization()->set_credit_code("91310000MA1FL4M96N");
  EXPECT_EQ(BondBetween(sales, finance), Bond::kCannot);
}

TEST(BondOf, SoMayThoseFartherApartInOneTree) {
  const std::string code = "91330106MA27XK5L0C";
  Facts group = FactsOf(CompanyWithCode("云帆集团", code));
  Facts team = FactsOf(CompanyWithCode("云帆集团华东销售部", code));
  Facts finance = FactsOf(CompanyWithCode("云帆集团财务部", code));
  group.name = "customers/1";
  finance.parent = "customers/1";
  team.parent = "customers/2";
  EXPECT_EQ(BondOf(group, team), Bond::kMust);
  EXPECT_EQ(BondOf(finance, team), Bond::kMust);
  team.above_parent = {"customers/1"};
  EXPECT_EQ(BondOf(group, team), Bond::kCannot);
  EXPECT_EQ(BondOf(finance, team), Bond::kNone);
  EXPECT_EQ(BondOf(team, finance), Bond::kNone);
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
