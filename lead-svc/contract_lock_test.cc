// Contracts while their approval runs: what nobody changes, by whichever method, and who asks.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/approvals/fake_approvals.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "lead-svc/contract_money_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using type::v1::Approval;
using v1::Contract;

class ContractLockTest : public ContractMoneyTest {
 protected:
  ContractLockTest() {
    service_.AskForApprovalsAt(workflow_.target());
    workflow_.Lock({"amount", "owner"});
  }

  // Somebody else's call.
  rpc::Call As(const std::string& who) const {
    rpc::Call call = service_.call();
    call.principal.subject = absl::StrCat("users/", DeriveUuid("person", who).ToString());
    return call;
  }
  absl::StatusOr<Contract> Submit(const std::string& name, const rpc::Call& call,
                                  const std::string& urgent = "") {
    auto request = Named<v1::SubmitContractRequest>(name);
    if (!urgent.empty()) (*request.mutable_form()->mutable_content())["urgent"].add_values(urgent);
    return service_.contracts->SubmitContract(call, request);
  }
  Contract Submitted() {
    const auto submitted = Submit(Create(NewContract(600000))->name(), service_.call());
    EXPECT_THAT(submitted, IsOk());
    return submitted.value();
  }
  // The change of the field, by each way to write it.
  void ExpectLocked(const Contract& next, const std::string& path) {
    v1::UpdateContractRequest one;
    *one.mutable_contract() = next;
    one.mutable_contract()->clear_etag();
    one.mutable_update_mask()->add_paths(path);
    const auto& contracts = service_.catalog->Of<Contract>();
    EXPECT_THAT(contracts.Update<Contract>(service_.call(), one), HasReason("APPROVAL_LOCKED"));
    v1::BatchUpdateContractsRequest batch;
    *batch.add_requests() = one;
    EXPECT_THAT(contracts.BatchUpdate<v1::BatchUpdateContractsResponse>(service_.call(), batch),
                HasReason("APPROVAL_LOCKED"));
    one.set_allow_missing(true);
    EXPECT_THAT(contracts.Update<Contract>(service_.call(), one), HasReason("APPROVAL_LOCKED"));
  }

  approvals::FakeApprovals workflow_;
};

TEST_F(ContractLockTest, NoWayOfWritingChangesWhatTheProcessGoesBy) {
  const Contract submitted = Submitted();
  Contract next = submitted;
  *next.mutable_amount() = Yuan(1);
  ExpectLocked(next, "amount");
  // Whose it is decides as well, where the process shows it.
  next = submitted;
  next.set_owner(As("cai").principal.subject);
  ExpectLocked(next, "owner");
  EXPECT_THAT(service_.contracts->SignContract(service_.call(),
                                               Named<v1::SignContractRequest>(submitted.name())),
              HasReason("NOT_APPROVED"));
  EXPECT_FALSE(
      service_.contracts
          ->CompleteContract(service_.call(), Named<v1::CompleteContractRequest>(submitted.name()))
          .ok());
  const Contract stored = Get(submitted.name());
  EXPECT_EQ(stored.amount().units(), 600000);
  EXPECT_EQ(stored.owner(), submitted.owner());
  EXPECT_EQ(stored.state(), Contract::DRAFT);
  EXPECT_EQ(stored.approval().state(), Approval::SUBMITTED);
}

// workflow-svc has begun it, and nobody has heard so: another one goes on.
TEST_F(ContractLockTest, WhatOneHasBegunAnotherGoesOnWith) {
  const std::string name = Create(NewContract())->name();
  workflow_.LoseAnswers(true);
  EXPECT_THAT(Submit(name, As("an")), HasReason("WORKFLOW_SVC_DOWN"));
  workflow_.LoseAnswers(false);
  const auto resumed = Submit(name, As("cai"));
  ASSERT_THAT(resumed, IsOk());
  EXPECT_EQ(resumed->approval().instance(), workflow_.InstanceOf(name));
  EXPECT_EQ(resumed->approval().requester(), As("an").principal.subject);
  EXPECT_EQ(resumed->approval().locked_paths_size(), 2);
  EXPECT_EQ(workflow_.requests().size(), 1u);
}

TEST_F(ContractLockTest, AnotherFormIsNotTakenForTheFirst) {
  const std::string name = Create(NewContract())->name();
  workflow_.LoseAnswers(true);
  EXPECT_THAT(Submit(name, As("an"), "true"), HasReason("WORKFLOW_SVC_DOWN"));
  workflow_.LoseAnswers(false);
  const std::string running = workflow_.InstanceOf(name);
  const auto other = Submit(name, As("cai"), "false");
  EXPECT_THAT(other, HasReason("APPROVAL_RUNNING"));
  // He need not be allowed to read that one.
  EXPECT_THAT(other.status().ToString(), Not(HasSubstr(running)));
  EXPECT_THAT(Submit(name, As("cai"), "true"), IsOk());
}

// What workflow-svc is told of a record it believes of the record's service alone.
TEST_F(ContractLockTest, TheServiceAsksOnBehalfOfWhoSubmits) {
  const Contract submitted = Submitted();
  EXPECT_EQ(submitted.approval().requester(), service_.call().principal.subject);
  rpc::Call program = service_.call();
  program.principal.subject = "clients/018f0000-0000-7000-8000-000000000001";
  EXPECT_THAT(Submit(Create(NewContract())->name(), program).status(), HasReason("NOT_A_USER"));
}

}  // namespace
}  // namespace guanxi::lead
