// Contracts that nobody signs without an approval, by the methods that people call.
#include <string>

#include "common/approvals/approval_events.h"
#include "common/approvals/fake_approvals.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/signing_rule_service.pb.h"
#include "lead-svc/contract_money_testing.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {
namespace {

using v1::Contract;
using v1::SigningRule;

class ContractSigningTest : public ContractMoneyTest {
 protected:
  ContractSigningTest() { service_.AskForApprovalsAt(workflow_.target()); }

  absl::StatusOr<SigningRule> Rule(int64_t min_amount) {
    v1::CreateSigningRuleRequest request;
    request.mutable_signing_rule()->set_display_name("50 万以上");
    *request.mutable_signing_rule()->mutable_min_amount() = Yuan(min_amount);
    return service_.catalog->Of<SigningRule>().Create<SigningRule>(service_.call(), request);
  }
  absl::StatusOr<Contract> Sign(const std::string& name) {
    return service_.contracts->SignContract(service_.call(), Named<v1::SignContractRequest>(name));
  }
  absl::StatusOr<Contract> Submit(const std::string& name) {
    return service_.contracts->SubmitContract(service_.call(),
                                              Named<v1::SubmitContractRequest>(name));
  }
  void Hear(const event::v1::LogEvent& event) {
    ASSERT_THAT(service_.engine->Write(
                    events::WriterIn(service_.call().principal.tenant, "services/lead-svc"), {},
                    resource::WriteContext(),
                    [&](resource::UnitOfWork& work) { return events_.Apply(work, event); }),
                IsOk());
  }

  approvals::FakeApprovals workflow_;
  const approvals::ApprovalEvents events_{service_.engine.get(), ApprovedTypes(*service_.resources),
                                          "services/lead-svc"};
};

TEST_F(ContractSigningTest, WhatARuleIsAboutIsSignedOnlyOnceItWasApproved) {
  const auto rule = Rule(500000);
  ASSERT_THAT(rule, IsOk());
  EXPECT_THAT(Sign(Create(NewContract(499999))->name()), IsOk());
  const std::string large = Create(NewContract(500000))->name();
  EXPECT_EQ(Reason(Sign(large).status()), "NOT_APPROVED");
  const auto submitted = Submit(large);
  ASSERT_THAT(submitted, IsOk());
  Hear(workflow_.End(submitted->approval().instance(), "approval.approved"));
  EXPECT_THAT(Sign(large), IsOk());
}

// Nobody has a say, and nothing passes because of that.
TEST_F(ContractSigningTest, WhereNoPolicyHoldsItIsNotSigned) {
  ASSERT_THAT(Rule(500000), IsOk());
  const std::string large = Create(NewContract(500000))->name();
  workflow_.AnswerWith(FailedPrecondition("NO_APPROVAL_POLICY", large, "none holds"));
  EXPECT_EQ(Reason(Submit(large).status()), "NO_APPROVAL_POLICY");
  EXPECT_EQ(Reason(Sign(large).status()), "NOT_APPROVED");
}

TEST_F(ContractSigningTest, ARuleThatIsDeletedHoldsNothingBack) {
  const auto rule = Rule(0);
  ASSERT_THAT(rule, IsOk());
  const std::string contract = Create(NewContract(1))->name();
  EXPECT_EQ(Reason(Sign(contract).status()), "NOT_APPROVED");
  ASSERT_THAT(service_.catalog->Of<SigningRule>().Delete<SigningRule>(
                  service_.call(), Named<v1::DeleteSigningRuleRequest>(rule->name())),
              IsOk());
  EXPECT_THAT(Sign(contract), IsOk());
  EXPECT_EQ(Rule(-1).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace guanxi::lead
