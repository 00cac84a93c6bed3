// Contracts that are submitted, by the methods that people call.
#include <string>

#include "common/approvals/approval_events.h"
#include "common/approvals/fake_approvals.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "lead-svc/contract_money_testing.h"

namespace guanxi::lead {
namespace {

using event::v1::LogEvent;
using type::v1::Approval;
using v1::Contract;

class ContractApprovalTest : public ContractMoneyTest {
 protected:
  ContractApprovalTest() {
    service_.AskForApprovalsAt(workflow_.target());
    workflow_.Lock({"amount", "type"});
  }

  absl::StatusOr<Contract> Submit(const std::string& name) {
    return service_.contracts->SubmitContract(service_.call(),
                                              Named<v1::SubmitContractRequest>(name));
  }
  // Of a new contract that was submitted.
  Contract Submitted(int64_t amount = 600000) {
    const auto submitted = Submit(Create(NewContract(amount))->name());
    EXPECT_THAT(submitted, IsOk());
    return submitted.value();
  }
  absl::StatusOr<Contract> Sign(const std::string& name) {
    return service_.contracts->SignContract(service_.call(), Named<v1::SignContractRequest>(name));
  }
  absl::StatusOr<Contract> Change(const Contract& contract, const std::string& path) {
    v1::UpdateContractRequest request;
    *request.mutable_contract() = contract;
    request.mutable_contract()->clear_etag();
    request.mutable_update_mask()->add_paths(path);
    return service_.catalog->Of<Contract>().Update<Contract>(service_.call(), request);
  }
  Approval ApprovalOf(const std::string& name) {
    return service_.catalog->Of<Contract>()
        .Get<Contract>(service_.call(), Named<v1::GetContractRequest>(name))
        ->approval();
  }
  void Hear(const LogEvent& event) {
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

TEST_F(ContractApprovalTest, WhatWasSubmittedIsSignedOnceItWasApproved) {
  const Contract contract = Submitted();
  ASSERT_EQ(workflow_.requests().size(), 1u);
  const auto request = workflow_.requests()[0];
  EXPECT_EQ(request.subject(), contract.name());
  EXPECT_EQ(request.subject_type(), "guanxi.dev/Contract");
  EXPECT_EQ(request.snapshot().at("amount").values(0), "600000 CNY");
  EXPECT_EQ(request.snapshot().at("type").values(0), "SALES");
  EXPECT_EQ(request.snapshot().at("number").values(0), contract.number());
  EXPECT_EQ(request.snapshot().count("end_date"), 0u);
  EXPECT_EQ(Reason(Sign(contract.name()).status()), "NOT_APPROVED");
  Hear(workflow_.End(contract.approval().instance(), "approval.approved"));
  const auto signed_one = Sign(contract.name());
  ASSERT_THAT(signed_one, IsOk());
  EXPECT_EQ(signed_one->state(), Contract::ACTIVE);
  EXPECT_EQ(signed_one->approval().state(), Approval::APPROVED);
}

TEST_F(ContractApprovalTest, WhatWasRejectedOrWithdrawnIsNotSigned) {
  const Contract rejected = Submitted();
  Hear(workflow_.End(rejected.approval().instance(), "approval.rejected"));
  EXPECT_EQ(Reason(Sign(rejected.name()).status()), "NOT_APPROVED");
  const Contract withdrawn = Submitted();
  Hear(workflow_.End(withdrawn.approval().instance(), "approval.withdrawn"));
  EXPECT_EQ(ApprovalOf(withdrawn.name()).state(), Approval::WITHDRAWN);
  EXPECT_EQ(Reason(Sign(withdrawn.name()).status()), "NOT_APPROVED");
  EXPECT_THAT(Submit(withdrawn.name()), IsOk());
}

TEST_F(ContractApprovalTest, AmountAndTypeAreLockedAndTheRestWithdraws) {
  Contract contract = Submitted();
  *contract.mutable_amount() = Yuan(100);
  EXPECT_EQ(Reason(Change(contract, "amount").status()), "APPROVAL_LOCKED");
  contract.set_display_name("另一个名字");
  ASSERT_THAT(Change(contract, "display_name"), IsOk());
  EXPECT_EQ(ApprovalOf(contract.name()).state(), Approval::WITHDRAWN);
  EXPECT_EQ(ApprovalOf(contract.name()).reason(), "CONTENT_CHANGED");
}

TEST_F(ContractApprovalTest, AnApproverSetsTheAmountWithHisDecision) {
  const Contract contract = Submitted();
  Hear(workflow_.Written(contract.approval().instance(), "amount", "550000.5 CNY"));
  const auto stored = service_.catalog->Of<Contract>().Get<Contract>(
      service_.call(), Named<v1::GetContractRequest>(contract.name()));
  EXPECT_EQ(stored->amount().units(), 550000);
  EXPECT_EQ(stored->amount().nanos(), 500000000);
  EXPECT_EQ(stored->approval().state(), Approval::SUBMITTED);
}

TEST_F(ContractApprovalTest, WhatTheContractRefusesWithdrawsIt) {
  const Contract contract = Submitted();
  Hear(workflow_.Written(contract.approval().instance(), "amount", "-1 CNY"));
  EXPECT_EQ(ApprovalOf(contract.name()).reason(), "WRITE_REFUSED");
}

TEST_F(ContractApprovalTest, ToTerminateItWithdrawsIt) {
  const Contract contract = Submitted();
  auto request = Named<v1::TerminateContractRequest>(contract.name());
  request.set_reason("客户不签了");
  ASSERT_THAT(service_.contracts->TerminateContract(service_.call(), request), IsOk());
  EXPECT_EQ(ApprovalOf(contract.name()).state(), Approval::WITHDRAWN);
}

// What was signed is changed by supplements, as ever.
TEST_F(ContractApprovalTest, TheApprovalOfWhatIsInForceStays) {
  const Contract contract = Submitted();
  Hear(workflow_.End(contract.approval().instance(), "approval.approved"));
  auto signed_one = Sign(contract.name());
  ASSERT_THAT(signed_one, IsOk());
  *signed_one->mutable_amount() = Yuan(700000);
  ASSERT_THAT(Change(*signed_one, "amount"), IsOk());
  EXPECT_EQ(ApprovalOf(contract.name()).state(), Approval::APPROVED);
  EXPECT_EQ(Reason(Submit(contract.name()).status()), "CONTRACT_STATE");
}

TEST_F(ContractApprovalTest, NoPolicyIsNoApproval) {
  const auto contract = Create(NewContract());
  workflow_.AnswerWith(FailedPrecondition("NO_APPROVAL_POLICY", contract->name(), "none holds"));
  EXPECT_EQ(Reason(Submit(contract->name()).status()), "NO_APPROVAL_POLICY");
  EXPECT_EQ(ApprovalOf(contract->name()).state(), Approval::STATE_UNSPECIFIED);
}

// Nobody gets rid of a rejection by asking for what is refused.
TEST_F(ContractApprovalTest, ARefusedRequestLeavesWhatThereWas) {
  const Contract rejected = Submitted();
  Hear(workflow_.End(rejected.approval().instance(), "approval.rejected"));
  const Contract withdrawn = Submitted();
  Hear(workflow_.End(withdrawn.approval().instance(), "approval.withdrawn"));
  for (const absl::Status& refusal :
       {FailedPrecondition("NO_APPROVAL_POLICY", "contracts/x", "none holds"),
        InvalidField("picks.legal", "there is no such node")}) {
    workflow_.AnswerWith(refusal);
    EXPECT_EQ(Reason(Submit(rejected.name()).status()), Reason(refusal));
    EXPECT_EQ(ApprovalOf(rejected.name()).state(), Approval::REJECTED);
    EXPECT_EQ(ApprovalOf(rejected.name()).instance(), rejected.approval().instance());
    EXPECT_EQ(Reason(Sign(rejected.name()).status()), "NOT_APPROVED");
    EXPECT_EQ(Reason(Submit(withdrawn.name()).status()), Reason(refusal));
    EXPECT_EQ(ApprovalOf(withdrawn.name()).state(), Approval::WITHDRAWN);
    EXPECT_EQ(Reason(Sign(withdrawn.name()).status()), "NOT_APPROVED");
  }
  workflow_.AnswerWith(absl::OkStatus());
  EXPECT_THAT(Submit(rejected.name()), IsOk());
}

// An attempt that never arrived does not lock the contract for good once nobody can be asked.
TEST_F(ContractApprovalTest, WhatWasBegunAndIsRefusedLaterIsWithdrawn) {
  auto contract = Create(NewContract());
  ASSERT_THAT(contract, IsOk());
  workflow_.AnswerWith(absl::DeadlineExceededError("away"));
  EXPECT_EQ(Reason(Submit(contract->name()).status()), "WORKFLOW_SVC_DOWN");
  EXPECT_EQ(ApprovalOf(contract->name()).state(), Approval::SUBMITTED);
  workflow_.AnswerWith(FailedPrecondition("NO_APPROVAL_POLICY", contract->name(), "none holds"));
  EXPECT_EQ(Reason(Submit(contract->name()).status()), "NO_APPROVAL_POLICY");
  EXPECT_EQ(ApprovalOf(contract->name()).state(), Approval::WITHDRAWN);
  EXPECT_EQ(ApprovalOf(contract->name()).reason(), "REQUEST_REFUSED");
  EXPECT_EQ(Reason(Sign(contract->name()).status()), "NOT_APPROVED");
  contract->set_display_name("还可以改");
  EXPECT_THAT(Change(*contract, "display_name"), IsOk());
}

TEST_F(ContractApprovalTest, WhatRunsAllTheSameIsNotWithdrawn) {
  const auto contract = Create(NewContract());
  workflow_.LoseAnswers(true);
  EXPECT_EQ(Reason(Submit(contract->name()).status()), "WORKFLOW_SVC_DOWN");
  workflow_.LoseAnswers(false);
  workflow_.AnswerWith(FailedPrecondition("NO_APPROVAL_POLICY", contract->name(), "none holds"));
  EXPECT_EQ(Reason(Submit(contract->name()).status()), "NO_APPROVAL_POLICY");
  EXPECT_EQ(ApprovalOf(contract->name()).state(), Approval::SUBMITTED);
  workflow_.AnswerWith(absl::OkStatus());
  EXPECT_THAT(Submit(contract->name()), IsOk());
}

}  // namespace
}  // namespace guanxi::lead
