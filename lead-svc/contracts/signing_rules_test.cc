#include "lead-svc/contracts/signing_rules.h"

#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

bool Holds(const std::string& rule_text, const std::string& contract_text) {
  v1::SigningRule rule;
  v1::Contract contract;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(rule_text, &rule));
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(contract_text, &contract));
  return IsAbout(rule, contract);
}

TEST(SigningRulesTest, TypesAndAmountsSayWhichContracts) {
  const char kCent[] = "amount { currency_code: 'CNY' units: 499999 nanos: 990000000 }";
  const char kHalf[] = "amount { currency_code: 'CNY' units: 500000 }";
  const char kFromHalf[] = "min_amount { currency_code: 'CNY' units: 500000 }";
  EXPECT_TRUE(Holds("", kCent));
  EXPECT_TRUE(Holds(kFromHalf, kHalf));
  EXPECT_FALSE(Holds(kFromHalf, kCent));
  EXPECT_TRUE(Holds("contract_type: SALES", std::string("type: SALES ") + kCent));
  EXPECT_FALSE(Holds("contract_type: SALES", std::string("type: SERVICE ") + kHalf));
  EXPECT_FALSE(
      Holds(std::string("contract_type: SALES ") + kFromHalf, std::string("type: SALES ") + kCent));
}

TEST(SigningRulesTest, RisksOfTheCustomerSayWhichContracts) {
  const char kFromHigh[] = "min_risk_severity: RISK_HIGH";
  EXPECT_FALSE(Holds(kFromHigh, ""));
  EXPECT_FALSE(Holds(kFromHigh, "customer_risk_severity: RISK_MEDIUM"));
  EXPECT_TRUE(Holds(kFromHigh, "customer_risk_severity: RISK_HIGH"));
  EXPECT_TRUE(Holds(kFromHigh, "customer_risk_severity: RISK_CRITICAL"));
  EXPECT_FALSE(Holds("min_risk_severity: RISK_HIGH contract_type: SALES",
                     "customer_risk_severity: RISK_CRITICAL type: SERVICE"));
}

TEST(SigningRulesTest, WhatCannotBeComparedIsNotLetPass) {
  const char kFromHalf[] = "min_amount { currency_code: 'CNY' units: 500000 }";
  EXPECT_TRUE(Holds(kFromHalf, ""));
  EXPECT_TRUE(Holds(kFromHalf, "amount { currency_code: 'USD' units: 1 }"));
}

}  // namespace
}  // namespace guanxi::lead
