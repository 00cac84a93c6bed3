#include "customer-svc/customer_rules.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using v1::Customer;

// Normalises and checks; OK, or all violations.
absl::Status Apply(Customer* customer) {
  Violations violations;
  NormalizeCustomer("CN", customer, &violations);
  CheckCustomer(nullptr, *customer, &violations);
  return violations.ToStatus();
}

TEST(CustomerRulesTest, NormalizingTwiceChangesNothing) {
  Customer customer;
  customer.set_display_name("Ａcme　 (China) ");
  customer.add_aliases("艾克美 ");
  customer.add_aliases("艾克美");
  customer.add_aliases("Acme (China)");
  customer.add_phones()->set_number("138 0013 8000");
  customer.add_emails()->set_address("a@B.com");
  customer.add_addresses()->set_country("cn");
  customer.mutable_organization()->set_credit_code("91350100m000100y43");
  ASSERT_THAT(Apply(&customer), IsOk());
  EXPECT_EQ(customer.display_name(), "Acme (China)");
  EXPECT_EQ(customer.aliases_size(), 1) << "neither doubles nor the display name";
  EXPECT_EQ(customer.addresses(0).country(), "CN");
  EXPECT_EQ(customer.organization().credit_code(), "91350100M000100Y43");
  const std::string once = customer.DebugString();
  ASSERT_THAT(Apply(&customer), IsOk());
  EXPECT_EQ(customer.DebugString(), once);
}

TEST(CustomerRulesTest, SpellingsOfOneNameMeetInTheNormalizedName) {
  const auto normalized = [](const std::string& name, Customer::Type type) {
    Customer customer;
    customer.set_type(type);
    customer.set_display_name(name);
    customer.set_normalized_name("what a client says does not count");
    EXPECT_THAT(Apply(&customer), IsOk());
    return customer.normalized_name();
  };
  const std::string key = normalized("灵动传媒（绍兴）有限责任公司", Customer::ORGANIZATION);
  EXPECT_EQ(key, "绍兴灵动传媒有限公司");
  EXPECT_EQ(normalized("绍兴市靈動傳媒有限公司", Customer::ORGANIZATION), key);
  EXPECT_EQ(normalized("ＡＣＭＥ Trading Co., Ltd.", Customer::ORGANIZATION),
            normalized("Acme Trading Limited", Customer::ORGANIZATION));
  EXPECT_NE(normalized("杭州灵动传媒有限公司", Customer::ORGANIZATION), key);
  EXPECT_EQ(normalized("歐陽 娜娜", Customer::PERSON), "欧阳娜娜");
  EXPECT_EQ(normalized("…", Customer::ORGANIZATION), "");
}

TEST(CustomerRulesTest, ANameOfWhatShowsNothingIsNone) {
  for (const char* blank : {"　", "\u3164", "\u2800 \uFFA0"}) {
    Customer customer;
    customer.set_display_name(blank);
    Violations violations;
    NormalizeCustomer("CN", &customer, &violations);
    EXPECT_EQ(customer.display_name(), "");  // is required
  }
}

TEST(CustomerRulesTest, ProvincesAndCitiesHaveOneName) {
  Customer customer;
  customer.set_region(" 內蒙古自治區 ");
  customer.set_city(" 杭州市 ");
  customer.add_addresses()->set_region("浙江省");
  customer.mutable_addresses(0)->set_city("宁波市");
  type::v1::Address& abroad = *customer.add_addresses();
  abroad.set_country("jp");
  abroad.set_region("浙江省");
  abroad.set_city("横浜市");
  customer.mutable_organization()->mutable_registered_address()->set_region("上海市");
  Violations violations;
  NormalizeCustomer("CN", &customer, &violations);
  EXPECT_THAT(violations.ToStatus(), IsOk());
  EXPECT_EQ(customer.region(), "内蒙古");
  EXPECT_EQ(customer.city(), "杭州");
  EXPECT_EQ(customer.addresses(0).city(), "宁波");
  EXPECT_EQ(customer.addresses(1).city(), "横浜市");
  EXPECT_EQ(customer.addresses(0).region(), "浙江");
  EXPECT_EQ(customer.addresses(1).region(), "浙江省");
  EXPECT_EQ(customer.organization().registered_address().region(), "上海");
  customer.set_region("华东");
  NormalizeCustomer("CN", &customer, &violations);
  EXPECT_EQ(customer.region(), "华东");
}

TEST(CustomerRulesTest, PhonesWithoutCountryCodeAreOfTheRegion) {
  Customer customer;
  customer.add_phones()->set_number("310/456-0488");
  Violations violations;
  NormalizeCustomer("US", &customer, &violations);
  EXPECT_THAT(violations.ToStatus(), IsOk());
  EXPECT_EQ(customer.phones(0).number(), "+13104560488");
}

TEST(CustomerRulesTest, DetailsMustFitTheType) {
  Customer customer;
  customer.set_type(Customer::PERSON);
  customer.mutable_organization();
  EXPECT_THAT(Apply(&customer),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("organization")));
  customer.set_type(Customer::ORGANIZATION);
  customer.mutable_person();
  EXPECT_THAT(Apply(&customer), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("person")));
}

TEST(CustomerRulesTest, DatesMustExist) {
  Customer customer;
  auto& date = *customer.mutable_person()->mutable_birth_date();
  date.set_month(2);
  date.set_day(29);
  EXPECT_THAT(Apply(&customer), IsOk()) << "a birthday without a year";
  date.set_year(2023);
  EXPECT_THAT(Apply(&customer), StatusIs(absl::StatusCode::kInvalidArgument,
                                         HasSubstr("person.birth_date: there is no such day")));
  date.set_day(28);
  EXPECT_TRUE(IsAfter(date, absl::CivilDay(2023, 2, 27)));
  EXPECT_FALSE(IsAfter(date, absl::CivilDay(2023, 2, 28)));
}

TEST(CustomerRulesTest, DatesMayBeKnownInPart) {
  const auto apply = [](int year, int month, int day) {
    Customer customer;
    auto& date = *customer.mutable_organization()->mutable_establish_date();
    date.set_year(year);
    date.set_month(month);
    date.set_day(day);
    return Apply(&customer);
  };
  EXPECT_THAT(apply(1990, 3, 0), IsOk());
  EXPECT_THAT(apply(1990, 0, 0), IsOk());
  EXPECT_THAT(apply(0, 2, 29), IsOk());
  const struct {
    int year, month, day;
    const char* why;
  } kBad[] = {{90, 3, 5, "four digits"}, {1990, 0, 5, "needs a month"},
              {0, 3, 0, "needs a year"}, {0, 0, 0, "is empty"},
              {0, 2, 30, "no such day"}, {1990, -1, 5, "no such day"},
              {-1990, 3, 5, "no such"},  {10000, 1, 1, "no such day"}};
  for (const auto& c : kBad) {
    EXPECT_THAT(apply(c.year, c.month, c.day),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(c.why)))
        << c.year << "-" << c.month << "-" << c.day;
  }
}

TEST(CustomerRulesTest, WordsAroundANumberGoIntoItsLabel) {
  Customer customer;
  customer.add_phones()->set_number("13800138000（张经理）");
  auto& mobile = *customer.add_phones();
  mobile.set_number("手机：13900139000 李工");
  mobile.set_label("手机");
  auto& office = *customer.add_phones();
  office.set_number("办公 0571-88881234");
  office.set_label("办公 主线");
  customer.add_emails()->set_address("张三 <a@b.cn>");
  ASSERT_THAT(Apply(&customer), IsOk());
  EXPECT_EQ(customer.phones(0).number(), "+8613800138000");
  EXPECT_EQ(customer.phones(0).label(), "张经理");
  EXPECT_EQ(customer.phones(1).label(), "手机 李工");
  EXPECT_EQ(customer.phones(2).label(), "办公 主线");
  EXPECT_EQ(customer.emails(0).address(), "a@b.cn");
  EXPECT_EQ(customer.emails(0).label(), "张三");
}

TEST(CustomerRulesTest, EveryBadValueIsNamed) {
  Customer customer;
  customer.add_phones()->set_number("13800138000");
  customer.add_phones()->set_number("13800138000;13900139000");
  customer.add_emails()->set_address("me@example.com.");
  customer.add_emails()->set_address("me@@example.com");
  customer.mutable_organization()->set_website("见名片");
  Violations violations;
  NormalizeCustomer("CN", &customer, &violations);
  EXPECT_THAT(violations.ToStatus(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       ::testing::AllOf(HasSubstr("phones[1].number: phone number: holds several"),
                                        HasSubstr("emails[1].address"),
                                        HasSubstr("organization.website"))));
  EXPECT_EQ(customer.phones(0).number(), "+8613800138000");
  EXPECT_EQ(customer.emails(0).address(), "me@example.com");
}

TEST(CustomerRulesTest, WebsitesGetTheirScheme) {
  Customer customer;
  customer.mutable_organization()->set_website(" www.example.com");
  ASSERT_THAT(Apply(&customer), IsOk());
  EXPECT_EQ(customer.organization().website(), "https://www.example.com");
}

TEST(CustomerRulesTest, CapitalIsMoney) {
  Customer customer;
  auto& money = *customer.mutable_organization()->mutable_registered_capital();
  money.set_units(1);
  money.set_currency_code("cny");
  ASSERT_THAT(Apply(&customer), IsOk());
  EXPECT_EQ(money.currency_code(), "CNY");
  money.set_units(-1);
  for (const char* code : {"", "元", "￥", "123", "RMB", "ABC", "RMB¥"}) {
    money.set_currency_code(code);
    EXPECT_THAT(Apply(&customer),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         ::testing::AllOf(HasSubstr("registered_capital.currency_code"),
                                          HasSubstr("registered_capital: want"))))
        << code;
  }
}

}  // namespace
}  // namespace guanxi::customer
