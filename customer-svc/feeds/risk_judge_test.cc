#include "customer-svc/feeds/risk_judge.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using v1::Finding;
using v1::RegistryProfile;
using v1::RiskSignal;

template <typename M>
M Of(const std::string& text) {
  M message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

using Judged = std::map<RiskSignal::Kind, type::v1::RiskSeverity>;

Judged Judge(const Finding& finding, const RegistryProfile* before = nullptr) {
  Judged judged;
  for (const RiskSignal& signal : SignalsOf(finding, before)) {
    EXPECT_EQ(signal.state(), RiskSignal::OPEN);
    EXPECT_EQ(signal.evidence_size(), 1);
    EXPECT_FALSE(signal.title().empty());
    judged[signal.kind()] = signal.severity();
  }
  return judged;
}

constexpr char kBefore[] = R"(
  state: IN_BUSINESS legal_representative: "李明"
  registered_capital { currency_code: "CNY" units: 1000 }
  shareholders { display_name: "王芳" share_basis_points: 6000 }
  shareholders { display_name: "李明" share_basis_points: 4000 })";

Judged JudgeChange(const std::string& now) {
  const auto before = Of<RegistryProfile>(kBefore);
  Finding finding;
  finding.set_kind(v1::Feed::REGISTRY);
  *finding.mutable_registry() = Of<RegistryProfile>(now);
  return Judge(finding, &before);
}

TEST(RiskJudgeTest, WhatTheRegisterSaysFirstCountsByItsStateAlone) {
  Finding finding;
  finding.set_kind(v1::Feed::REGISTRY);
  *finding.mutable_registry() = Of<RegistryProfile>(kBefore);
  EXPECT_THAT(Judge(finding), IsEmpty());
  finding.mutable_registry()->set_state(RegistryProfile::REVOKED);
  EXPECT_THAT(Judge(finding), ElementsAre(Pair(RiskSignal::REGISTRY, type::v1::RISK_CRITICAL)));
}

TEST(RiskJudgeTest, StatesCountWhenTheyChange) {
  EXPECT_THAT(JudgeChange(kBefore), IsEmpty());
  EXPECT_THAT(JudgeChange("state: ABNORMAL"),
              ElementsAre(Pair(RiskSignal::REGISTRY, type::v1::RISK_HIGH)));
  EXPECT_THAT(JudgeChange("state: LIQUIDATION"),
              ElementsAre(Pair(RiskSignal::REGISTRY, type::v1::RISK_CRITICAL)));
  auto before = Of<RegistryProfile>("state: ABNORMAL");
  Finding finding;
  finding.set_kind(v1::Feed::REGISTRY);
  *finding.mutable_registry() = before;
  EXPECT_THAT(Judge(finding, &before), IsEmpty());
}

TEST(RiskJudgeTest, WhoOwnsAndLeadsACompany) {
  EXPECT_THAT(JudgeChange(R"(state: IN_BUSINESS legal_representative: "赵强")"),
              ElementsAre(Pair(RiskSignal::EQUITY, type::v1::RISK_MEDIUM)));
  // What the register does not say any more says nothing.
  EXPECT_THAT(JudgeChange("state: IN_BUSINESS"), IsEmpty());
  const auto shares = [](int wang, int li, int zhao) {
    return absl::StrCat(
        R"(state: IN_BUSINESS shareholders { display_name: "王芳" share_basis_points: )", wang,
        R"( } shareholders { display_name: "李明" share_basis_points: )", li,
        R"( } shareholders { display_name: "赵强" share_basis_points: )", zhao, " }");
  };
  EXPECT_THAT(JudgeChange(shares(6000, 3001, 999)), IsEmpty());
  EXPECT_THAT(JudgeChange(shares(6000, 3000, 1000)),
              ElementsAre(Pair(RiskSignal::EQUITY, type::v1::RISK_MEDIUM)));
  EXPECT_THAT(JudgeChange(R"(state: IN_BUSINESS
                             shareholders { display_name: "赵强" share_basis_points: 10000 })"),
              ElementsAre(Pair(RiskSignal::EQUITY, type::v1::RISK_HIGH)));
}

TEST(RiskJudgeTest, CapitalThatIsReduced) {
  const auto capital = [](const char* currency, int units) {
    return absl::StrCat("state: IN_BUSINESS registered_capital { currency_code: '", currency,
                        "' units: ", units, " }");
  };
  EXPECT_THAT(JudgeChange(capital("CNY", 2000)), IsEmpty());
  EXPECT_THAT(JudgeChange(capital("USD", 500)), IsEmpty());
  EXPECT_THAT(JudgeChange(capital("CNY", 501)),
              ElementsAre(Pair(RiskSignal::EQUITY, type::v1::RISK_MEDIUM)));
  EXPECT_THAT(JudgeChange(capital("CNY", 500)),
              ElementsAre(Pair(RiskSignal::EQUITY, type::v1::RISK_HIGH)));
}

TEST(RiskJudgeTest, CasesCountByTheRole) {
  const auto judge = [](const char* role) {
    Finding finding;
    finding.set_kind(v1::Feed::LITIGATION);
    finding.set_title("买卖合同纠纷");
    finding.set_role(role);
    return Judge(finding);
  };
  EXPECT_THAT(judge("PLAINTIFF"), IsEmpty());
  EXPECT_THAT(judge(""), IsEmpty());
  EXPECT_THAT(judge("DEFENDANT"), ElementsAre(Pair(RiskSignal::LAWSUIT, type::v1::RISK_MEDIUM)));
  EXPECT_THAT(judge("EXECUTED"), ElementsAre(Pair(RiskSignal::LAWSUIT, type::v1::RISK_HIGH)));
  EXPECT_THAT(judge("DISHONEST"), ElementsAre(Pair(RiskSignal::LAWSUIT, type::v1::RISK_CRITICAL)));
}

TEST(RiskJudgeTest, OpinionsCountByTheirSentiment) {
  const struct {
    int sentiment;
    type::v1::RiskSeverity severity;
  } kCases[] = {{100, type::v1::RISK_SEVERITY_UNSPECIFIED},
                {-19, type::v1::RISK_SEVERITY_UNSPECIFIED},
                {-20, type::v1::RISK_LOW},
                {-50, type::v1::RISK_MEDIUM},
                {-80, type::v1::RISK_HIGH}};
  for (const auto& one : kCases) {
    Finding finding;
    finding.set_kind(v1::Feed::OPINION);
    finding.set_title("x");
    finding.set_sentiment(one.sentiment);
    EXPECT_EQ(Judge(finding)[RiskSignal::OPINION], one.severity) << one.sentiment;
  }
}

TEST(RiskJudgeTest, SignalsSayWhatChanged) {
  const auto before = Of<RegistryProfile>(kBefore);
  Finding finding;
  finding.set_kind(v1::Feed::REGISTRY);
  *finding.mutable_registry() = before;
  finding.mutable_registry()->set_legal_representative("赵强");
  const auto signals = SignalsOf(finding, &before);
  ASSERT_EQ(signals.size(), 1u);
  EXPECT_THAT(signals[0].evidence(0).text(), HasSubstr("李明 → 赵强"));
}

}  // namespace
}  // namespace guanxi::customer
