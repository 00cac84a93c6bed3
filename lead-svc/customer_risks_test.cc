// What contracts say of the risks of their customers, by the events of a real customer-svc.
#include "lead-svc/contracts/customer_risks.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/risk_signal_service.pb.h"
#include "guanxi/lead/v1/contract_service.pb.h"
#include "guanxi/lead/v1/signing_rule_service.pb.h"
#include "lead-svc/contracts/contract_approval.h"
#include "lead-svc/projections_fixture.h"

namespace guanxi::lead {
namespace {

using customer::v1::RiskSignal;
using v1::Contract;

class CustomerRisksTest : public ProjectionsTest {
 protected:
  CustomerRisksTest()
      : risks_(service_.database.get(), service_.engine.get(),
               service_.resources->money.contracts) {
    Consumer::Options hearing = risks_.Consume("unused:1", nullptr);
    hearing.read = [this](const auto& request) { return customer_side_.Read(request); };
    hearing.recover = [this](const events::Loss& loss, const events::StillHeld& held) {
      return risks_.Rebuild(
          loss, [this](const auto& request) { return customer_side_.ReadRecords(request); }, held);
    };
    hearing_ = NewConsumer(service_.database.get(), hearing);
  }
  void Hear() {
    Settle();
    while (Turn(hearing_.get())) {
    }
  }
  Contract NewContract(const std::string& customer) {
    v1::CreateContractRequest request;
    Contract& contract = *request.mutable_contract();
    contract.set_display_name("年度框架");
    contract.set_customer(customer);
    contract.set_type(Contract::SALES);
    contract.mutable_amount()->set_currency_code("CNY");
    contract.mutable_amount()->set_units(1000);
    return service_.catalog->Of<Contract>().Create<Contract>(service_.call(), request).value();
  }
  Contract Now(const std::string& name) {
    return service_.catalog->Of<Contract>()
        .Get<Contract>(service_.call(), Named<v1::GetContractRequest>(name))
        .value();
  }
  std::string Says(const std::string& name) {
    const Contract now = Now(name);
    return absl::StrCat(type::v1::RiskSeverity_Name(now.customer_risk_severity()), " ",
                        now.customer_risk_count());
  }
  std::string Signal(const std::string& customer, type::v1::RiskSeverity severity) {
    customer::v1::CreateRiskSignalRequest request;
    request.set_parent(customer);
    RiskSignal& signal = *request.mutable_risk_signal();
    signal.set_kind(RiskSignal::LAWSUIT);
    signal.set_severity(severity);
    signal.set_state(RiskSignal::OPEN);
    signal.set_title("被执行");
    signal.mutable_occur_time()->set_seconds(1780000000);
    return customers_.catalog->Of<RiskSignal>()
        .Create<RiskSignal>(service_.call(), request)
        .value()
        .name();
  }
  void End(const std::string& signal) {
    customer::v1::UpdateRiskSignalRequest request;
    request.mutable_risk_signal()->set_name(signal);
    request.mutable_risk_signal()->set_state(RiskSignal::RESOLVED);
    request.mutable_risk_signal()->set_resolution("已付清");
    request.mutable_update_mask()->add_paths("state");
    request.mutable_update_mask()->add_paths("resolution");
    ASSERT_THAT(customers_.catalog->Of<RiskSignal>().Update<RiskSignal>(service_.call(), request),
                IsOk());
  }

  // As a merge of customers does.
  void Move(const std::string& signal, const std::string& customer) {
    const resource::Resource& signals = *customers_.resources->risk_signals;
    const auto moved = customers_.engine->Write(
        service_.call().principal, {}, resource::WriteContext(),
        [&](resource::UnitOfWork& work) -> absl::Status {
          const auto name = resource::ParseName(signals.type(), signal, "name");
          const auto parent =
              resource::ParseName(customers_.resources->customers->type(), customer, "parent");
          absl::StatusOr<resource::Stored> row = work.GetLive(signals, *name);
          return row.ok() ? work.Move(signals, &*row, *parent) : row.status();
        });
    ASSERT_THAT(moved, IsOk());
  }

  const CustomerRisks risks_;
  std::unique_ptr<Consumer> hearing_;
};

TEST_F(CustomerRisksTest, ContractsSayTheGravestThatIsNotOver) {
  const std::string customer = AddCustomer("甲");
  const std::string contract = NewContract(customer).name();
  const std::string other = NewContract(AddCustomer("乙")).name();
  const std::string etag = Now(contract).etag();
  const std::string high = Signal(customer, type::v1::RISK_HIGH);
  Signal(customer, type::v1::RISK_LOW);
  Hear();
  EXPECT_EQ(Says(contract), "RISK_HIGH 2");
  EXPECT_EQ(Says(other), "RISK_SEVERITY_UNSPECIFIED 0");
  EXPECT_EQ(Now(contract).etag(), etag);
  End(high);
  Hear();
  EXPECT_EQ(Says(contract), "RISK_LOW 1");
}

TEST_F(CustomerRisksTest, ANewContractSaysWhatIsKnownAtOnce) {
  const std::string customer = AddCustomer("甲");
  Signal(customer, type::v1::RISK_CRITICAL);
  Hear();
  EXPECT_EQ(Says(NewContract(customer).name()), "RISK_CRITICAL 1");
}

TEST_F(CustomerRisksTest, WhatGoesToAnotherCustomerIsARiskOfThatOne) {
  const std::string from = AddCustomer("甲"), into = AddCustomer("乙");
  const std::string left = NewContract(from).name(), got = NewContract(into).name();
  const std::string signal = Signal(from, type::v1::RISK_HIGH);
  Hear();
  Move(signal, into);
  Hear();
  EXPECT_EQ(Says(left), "RISK_SEVERITY_UNSPECIFIED 0");
  EXPECT_EQ(Says(got), "RISK_HIGH 1");
}

TEST_F(CustomerRisksTest, ManyContractsAreToldInTurns) {
  const std::string customer = AddCustomer("甲");
  std::string last;
  for (int i = 0; i < kRisksToldAtOnce + 3; ++i) last = NewContract(customer).name();
  Signal(customer, type::v1::RISK_HIGH);
  Hear();
  EXPECT_EQ(Says(last), "RISK_HIGH 1");
  EXPECT_EQ(Number("SELECT COUNT(*) FROM contracts WHERE customer_risk_severity = 3"),
            kRisksToldAtOnce + 3);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM customer_risk_turns"), 0);
}

TEST_F(CustomerRisksTest, WhatEventsDoNotTellIsReadAnew) {
  const std::string customer = AddCustomer("甲");
  const std::string contract = NewContract(customer).name();
  Signal(customer, type::v1::RISK_HIGH);
  Hear();
  // One that customer-svc knows nothing of, as after its log has become another.
  Execute("UPDATE customer_risks SET severity = 4");
  for (int partition = 0; partition < 16; ++partition) {
    events::Loss loss;
    loss.kind = events::Loss::Kind::kAnotherLog;
    loss.partition = partition;
    ASSERT_THAT(
        risks_.Rebuild(
            loss, [this](const auto& request) { return customer_side_.ReadRecords(request); },
            [] { return absl::OkStatus(); }),
        IsOk());
  }
  EXPECT_EQ(Says(contract), "RISK_HIGH 1");
  EXPECT_EQ(Number("SELECT COUNT(*) FROM customer_risks WHERE severity = 3"), 1);
}

// So a process of approval can ask more people about risky customers.
TEST_F(CustomerRisksTest, ApprovalsAreAskedWithTheRisk) {
  const std::string customer = AddCustomer("甲");
  const Contract contract = NewContract(customer);
  EXPECT_EQ(ContractApproval().Snapshot(contract).count("customer_risk_severity"), 0u);
  Signal(customer, type::v1::RISK_HIGH);
  Hear();
  const auto asked = ContractApproval().Snapshot(Now(contract.name()));
  EXPECT_EQ(asked.count("customer_risk_severity"), 1u);
  EXPECT_EQ(asked.count("customer_risk_count"), 1u);
  EXPECT_EQ(asked.at("credit_terms.days").values(0), "0");
  // That it becomes known ends no approval.
  EXPECT_TRUE(ContractApproval().HaveSameContent(contract, Now(contract.name())));
}

// What is known counts, whether or not the contract was told.
TEST_F(CustomerRisksTest, ARuleOfSigningHoldsBackWhatIsRisky) {
  v1::CreateSigningRuleRequest rule;
  rule.mutable_signing_rule()->set_display_name("高风险客户");
  rule.mutable_signing_rule()->set_min_risk_severity(type::v1::RISK_HIGH);
  ASSERT_THAT(
      service_.catalog->Of<v1::SigningRule>().Create<v1::SigningRule>(service_.call(), rule),
      IsOk());
  const std::string risky = AddCustomer("甲");
  const std::string sound = AddCustomer("乙");
  const std::string held = NewContract(risky).name();
  const std::string signed_one = NewContract(sound).name();
  const std::string signal = Signal(risky, type::v1::RISK_HIGH);
  Signal(sound, type::v1::RISK_MEDIUM);
  Hear();
  const auto sign = [&](const std::string& name) {
    return service_.contracts->SignContract(service_.call(), Named<v1::SignContractRequest>(name))
        .status();
  };
  EXPECT_EQ(Reason(sign(held)), "NOT_APPROVED");
  EXPECT_THAT(sign(signed_one), IsOk());
  End(signal);
  Hear();
  EXPECT_THAT(sign(held), IsOk());
}

}  // namespace
}  // namespace guanxi::lead
