#include "lead-svc/capture_values.h"

#include <string>

#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

using customer::v1::Customer;
using v1::Lead;
using v1::TouchValue;

TouchValue Value(const std::string& field, const std::string& said) {
  TouchValue value;
  Violations violations;
  ReadValue("values.x", field, said, &value, &violations);
  EXPECT_TRUE(violations.ToStatus().ok()) << violations.ToStatus();
  return value;
}

TouchValue::Outcome Fill(FillMode mode, TouchValue value, Lead* lead) {
  FillLead(mode, &value, lead);
  return value.lead_outcome();
}
TouchValue::Outcome Fill(FillMode mode, TouchValue value, Customer* customer) {
  FillCustomer(mode, &value, customer);
  return value.customer_outcome();
}

TEST(CaptureValuesTest, WhatNobodyHasConfirmedChangesNothing) {
  Lead lead;
  lead.set_region("浙江");
  const std::string before = lead.SerializeAsString();
  EXPECT_EQ(Fill(FillMode::kHold, Value("region", "浙江省"), &lead), TouchValue::SAME);
  EXPECT_EQ(Fill(FillMode::kHold, Value("region", "江苏"), &lead), TouchValue::HELD);
  EXPECT_EQ(Fill(FillMode::kHold, Value("phones", "13800138000"), &lead), TouchValue::HELD);
  EXPECT_EQ(lead.SerializeAsString(), before);
}

TEST(CaptureValuesTest, WhatIsEmptyIsFilledAndNothingOverwritten) {
  Lead lead;
  EXPECT_EQ(Fill(FillMode::kEmpty, Value("region", "浙江省"), &lead), TouchValue::SET);
  EXPECT_EQ(Fill(FillMode::kEmpty, Value("region", "江苏"), &lead), TouchValue::KEPT);
  EXPECT_EQ(lead.region(), "浙江");
  EXPECT_EQ(Fill(FillMode::kEmpty, Value("phones", "13800138000"), &lead), TouchValue::SET);
  EXPECT_EQ(Fill(FillMode::kEmpty, Value("phones", "+86 13800138000"), &lead), TouchValue::SAME);
  EXPECT_EQ(Fill(FillMode::kEmpty, Value("phones", "13900139000"), &lead), TouchValue::ADDED);
  EXPECT_EQ(lead.phones_size(), 2);
  EXPECT_EQ(Fill(FillMode::kEmpty, Value("emails", "Li@Example.com"), &lead), TouchValue::SET);
  EXPECT_EQ(Fill(FillMode::kEmpty, Value("emails", "li@example.com"), &lead), TouchValue::SAME);
}

TEST(CaptureValuesTest, AFullListStays) {
  Lead lead;
  for (int i = 0; i < 20; ++i) {
    lead.add_phones()->set_number("+861380013800" + std::to_string(i));
  }
  EXPECT_EQ(Fill(FillMode::kDecided, Value("phones", "13900139000"), &lead), TouchValue::KEPT);
  EXPECT_EQ(lead.phones_size(), 20);
}

TEST(CaptureValuesTest, WhatIsDecidedTakesThePlaceOfWhatIsThere) {
  Lead lead;
  lead.set_region("浙江");
  lead.set_note("要报价");
  EXPECT_EQ(Fill(FillMode::kDecided, Value("region", "江苏"), &lead), TouchValue::SET);
  EXPECT_EQ(lead.region(), "江苏");
  for (const auto outcome : {TouchValue::ADDED, TouchValue::SAME}) {  // once, however often
    EXPECT_EQ(Fill(FillMode::kDecided, Value("note", "要试用"), &lead), outcome);
    EXPECT_EQ(lead.note(), "要报价\n要试用");
  }
  lead.set_note(std::string(4090, 'x'));
  EXPECT_EQ(Fill(FillMode::kDecided, Value("note", "要试用"), &lead), TouchValue::KEPT);
}

TEST(CaptureValuesTest, ACustomerHasTheFieldsThatItHas) {
  Customer person;
  person.set_type(Customer::PERSON);
  const TouchValue code = Value("credit_code", "91350100M000100Y43");
  EXPECT_EQ(Fill(FillMode::kEmpty, code, &person), TouchValue::NO_FIELD);
  EXPECT_EQ(Fill(FillMode::kEmpty, Value("job_title", "采购"), &person), TouchValue::NO_FIELD);
  EXPECT_FALSE(person.has_organization());
  Customer company;
  company.set_type(Customer::ORGANIZATION);
  EXPECT_EQ(Fill(FillMode::kHold, code, &company), TouchValue::HELD);
  EXPECT_FALSE(company.has_organization());
  EXPECT_EQ(Fill(FillMode::kEmpty, code, &company), TouchValue::SET);
  EXPECT_EQ(company.organization().credit_code(), "91350100M000100Y43");
}

// A form takes what a customer's record takes, and in the same form.
TEST(CaptureValuesTest, NobodyIsCalledByThreeDigits) {
  for (const char* said : {"123", "1381234"}) {
    TouchValue value;
    Violations violations;
    ReadValue("values.phone", "phones", said, &value, &violations);
    EXPECT_EQ(FieldViolations(violations.ToStatus()).size(), 1u) << said;
  }
  Lead lead;
  lead.set_city("杭州");
  EXPECT_EQ(Fill(FillMode::kHold, Value("city", "杭州市"), &lead), TouchValue::SAME);
}

TEST(CaptureValuesTest, WhatHasNoNormalFormIsNamed) {
  TouchValue value;
  Violations violations;
  ReadValue("values.code", "credit_code", "1", &value, &violations);
  ReadValue("values.title", "job_title", std::string(129, 'x'), &value, &violations);
  const auto faults = FieldViolations(violations.ToStatus());
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].path, "values.code");
  EXPECT_EQ(faults[1].path, "values.title");
  EXPECT_FALSE(IsCapturable("owner"));
  EXPECT_TRUE(IsCapturable("industry"));
}

}  // namespace
}  // namespace guanxi::lead
