#include "customer-svc/standing/quality_rules.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using v1::Customer;
using v1::QualityPolicy;

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

Customer Company() {
  Customer customer;
  customer.set_type(Customer::ORGANIZATION);
  customer.set_display_name("灵动传媒");
  customer.mutable_create_time()->set_seconds(absl::ToUnixSeconds(kNow - absl::Hours(24 * 100)));
  return customer;
}

QualityPolicy PolicyOf(std::initializer_list<const char*> fields) {
  QualityPolicy policy;
  policy.set_display_name("企业客户");
  policy.set_customer_type(Customer::ORGANIZATION);
  for (const char* field : fields) policy.add_needs()->set_field(field);
  return policy;
}

absl::Status Check(const QualityPolicy& policy) {
  Violations violations;
  CheckQualityPolicy(policy, &violations);
  return violations.ToStatus();
}

TEST(QualityRulesTest, WhatPeopleWriteCanBeAskedFor) {
  for (const char* field : {"industry", "phones", "organization", "organization.credit_code",
                            "organization.registered_address.city", "custom.area", "owner",
                            "lifecycle_stage", "external_ids"}) {
    EXPECT_EQ(FaultOfField(field), "") << field;
  }
  for (const char* field : {"", "name", "no_such", "purchase_count", "etag", "phones.number",
                            "industry.x", "custom", "custom.", "custom.a.b", "organization."}) {
    EXPECT_NE(FaultOfField(field), "") << field;
  }
}

TEST(QualityRulesTest, BlankAndZeroAreNoValues) {
  Customer customer = Company();
  EXPECT_FALSE(HasValue(customer, "industry"));
  customer.set_industry("  ");
  EXPECT_FALSE(HasValue(customer, "industry"));
  customer.set_industry("传媒");
  EXPECT_TRUE(HasValue(customer, "industry"));
  EXPECT_FALSE(HasValue(customer, "organization.credit_code"));
  customer.mutable_organization();
  EXPECT_FALSE(HasValue(customer, "organization"));
  customer.mutable_organization()->set_size(v1::Organization::SMALL);
  EXPECT_TRUE(HasValue(customer, "organization"));
  EXPECT_TRUE(HasValue(customer, "organization.size"));
  EXPECT_FALSE(HasValue(customer, "phones"));
  customer.add_phones()->set_number("+8657188886666");
  EXPECT_TRUE(HasValue(customer, "phones"));
  EXPECT_FALSE(HasValue(customer, "custom.area"));
  (*customer.mutable_custom())["area"].set_string_value(" ");
  EXPECT_FALSE(HasValue(customer, "custom.area"));
  (*customer.mutable_custom())["area"].set_number_value(3);
  EXPECT_TRUE(HasValue(customer, "custom.area"));
}

TEST(QualityRulesTest, StatesDifferWhereTheirValuesDo) {
  Customer a = Company(), b = Company();
  a.mutable_organization()->set_credit_code("91350100M000100Y43");
  b.mutable_organization()->set_website("https://example.com");
  EXPECT_FALSE(HoldSame(a, b, "organization.credit_code"));
  EXPECT_TRUE(HoldSame(a, b, "organization.size"));
  a.add_phones()->set_number("1");
  b.add_phones()->set_number("2");
  EXPECT_FALSE(HoldSame(a, b, "phones"));
}

TEST(QualityRulesTest, CompletenessGoesByWeight) {
  QualityPolicy policy = PolicyOf({"industry", "region", "phones"});
  policy.mutable_needs(0)->set_weight(2);
  Customer customer = Company();
  Quality quality = Judge(policy, customer, {}, kNow);
  EXPECT_EQ(quality.completeness, 0);
  EXPECT_EQ(quality.missing, "industry,region,phones");
  EXPECT_EQ(quality.stale, "");
  EXPECT_FALSE(quality.next.has_value());
  customer.set_industry("传媒");
  EXPECT_EQ(Judge(policy, customer, {}, kNow).completeness, 50);
  customer.set_region("华东");
  EXPECT_EQ(Judge(policy, customer, {}, kNow).completeness, 75);
  EXPECT_EQ(Judge(policy, customer, {}, kNow).missing, "phones");
}

TEST(QualityRulesTest, AValueIsStaleOnceItIsAsOldAsItMayBe) {
  QualityPolicy policy = PolicyOf({"industry", "region"});
  policy.mutable_needs(0)->set_max_age_days(30);
  policy.mutable_needs(1)->set_max_age_days(10);
  Customer customer = Company();
  customer.set_industry("传媒");
  customer.set_region("华东");
  const ValueTimes times = {{"industry", kNow - absl::Hours(24 * 29)},
                            {"region", kNow - absl::Hours(24 * 10)}};
  const Quality quality = Judge(policy, customer, times, kNow);
  EXPECT_EQ(quality.stale, "region");
  EXPECT_EQ(quality.completeness, 100);
  EXPECT_EQ(quality.next, kNow + absl::Hours(24));
  // Of what nothing is known the customer's own age counts.
  EXPECT_EQ(Judge(policy, customer, {}, kNow).stale, "industry,region");
}

TEST(QualityRulesTest, NoListOutgrowsItsColumn) {
  QualityPolicy policy = PolicyOf({});
  for (int i = 0; i < 30; ++i) {
    policy.add_needs()->set_field(absl::StrCat("custom.", std::string(80, 'a'), i));
  }
  const std::string missing = Judge(policy, Company(), {}, kNow).missing;
  EXPECT_LE(missing.size(), 1024u);
  EXPECT_GT(missing.size(), 900u);
  EXPECT_NE(missing.back(), ',');
}

TEST(QualityRulesTest, APolicyIsForItsTypeAndGrades) {
  QualityPolicy vip = PolicyOf({"phones"});
  vip.add_grades(Customer::VIP);
  const QualityPolicy any = PolicyOf({"industry"});
  QualityPolicy person = PolicyOf({"region"});
  person.set_customer_type(Customer::PERSON);
  const std::vector<QualityPolicy> all = {person, vip, any};
  Customer customer = Company();
  EXPECT_EQ(PolicyFor(all, customer), &all[2]);
  customer.set_grade(Customer::VIP);
  EXPECT_EQ(PolicyFor(all, customer), &all[1]);
  customer.set_type(Customer::PERSON);
  EXPECT_EQ(PolicyFor(all, customer), &all[0]);
  EXPECT_EQ(PolicyFor({vip}, Company()), nullptr);
}

TEST(QualityRulesTest, PoliciesSayWhatIsWrongWithThem) {
  EXPECT_THAT(Check(PolicyOf({"industry"})), IsOk());
  EXPECT_THAT(Check(PolicyOf({})), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Check(PolicyOf({"industry", "industry"})), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Check(PolicyOf({"no_such"})), HasReason("INVALID_FIELD"));
  QualityPolicy policy = PolicyOf({"industry"});
  policy.mutable_needs(0)->set_weight(101);
  EXPECT_THAT(Check(policy), HasReason("INVALID_FIELD"));
  policy = PolicyOf({"industry"});
  policy.mutable_needs(0)->set_max_age_days(-1);
  EXPECT_THAT(Check(policy), HasReason("INVALID_FIELD"));
  policy = PolicyOf({"industry"});
  policy.add_grades(Customer::VIP);
  policy.add_grades(Customer::VIP);
  EXPECT_THAT(Check(policy), HasReason("INVALID_FIELD"));
  policy = PolicyOf({"industry"});
  policy.set_rank(1001);
  EXPECT_THAT(Check(policy), HasReason("INVALID_FIELD"));
}

TEST(QualityRulesTest, WhatIsShownGoesWithThePolicy) {
  Customer customer;
  Quality quality;
  quality.completeness = 0;
  quality.missing = "industry";
  quality.stale = "phones";
  EXPECT_TRUE(Shows(customer, nullptr));
  EXPECT_FALSE(Shows(customer, &quality));
  ShowQuality(&quality, &customer);
  EXPECT_TRUE(Shows(customer, &quality));
  EXPECT_FALSE(Shows(customer, nullptr));
  EXPECT_TRUE(customer.has_completeness());
  EXPECT_EQ(customer.missing_fields(), "industry");
  EXPECT_EQ(customer.stale_fields(), "phones");
  ShowQuality(nullptr, &customer);
  EXPECT_FALSE(customer.has_completeness());
  EXPECT_EQ(customer.missing_fields(), "");
  EXPECT_EQ(customer.stale_fields(), "");
}

}  // namespace
}  // namespace guanxi::customer
