#include "common/approvals/approval_rules.h"

#include <string>

#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/contract.pb.h"

namespace guanxi::approvals {
namespace {

using lead::v1::Contract;
using type::v1::Approval;

const absl::Time kNow = absl::FromUnixSeconds(1790000000);

class ApprovalRulesTest : public ::testing::Test {
 protected:
  static ApprovalRules::Options Options() {
    ApprovalRules::Options options;
    options.type = Contract::descriptor();
    options.snapshot = {"amount", "type", "owner"};
    options.no_content = {"owner", "department", "note"};
    options.is_draft = [](const google::protobuf::Message& record) {
      return static_cast<const Contract&>(record).state() == Contract::DRAFT;
    };
    return options;
  }
  static Contract With(Approval::State state, const std::string& instance = "processInstances/x") {
    Contract contract;
    contract.set_display_name("框架");
    contract.set_type(Contract::SALES);
    contract.set_state(Contract::DRAFT);
    contract.mutable_approval()->set_state(state);
    contract.mutable_approval()->set_instance(instance);
    contract.mutable_approval()->add_locked_paths("amount");
    return contract;
  }
  absl::Status Guard(const Contract& old, Contract* next) const {
    return rules_.Guard(kNow, &old, next);
  }

  const ApprovalRules rules_{Options()};
};

TEST_F(ApprovalRulesTest, WhatIsNewOrWasNeverSubmittedIsFree) {
  Contract next = With(Approval::STATE_UNSPECIFIED);
  EXPECT_THAT(rules_.Guard(kNow, nullptr, &next), IsOk());
  const Contract old = next;
  next.mutable_amount()->set_units(5);
  EXPECT_THAT(Guard(old, &next), IsOk());
  EXPECT_EQ(next.approval().state(), Approval::STATE_UNSPECIFIED);
}

TEST_F(ApprovalRulesTest, LockedFieldsAreNamed) {
  const Contract old = With(Approval::SUBMITTED);
  Contract next = old;
  next.mutable_amount()->set_units(5);
  const absl::Status status = Guard(old, &next);
  EXPECT_EQ(Reason(status), "APPROVAL_LOCKED");
  EXPECT_THAT(status.message(), ::testing::HasSubstr("amount"));
}

TEST_F(ApprovalRulesTest, OtherContentWithdrawsAndNotesDoNot) {
  const Contract old = With(Approval::SUBMITTED);
  Contract noted = old;
  noted.set_note("急");
  noted.set_owner("users/x");
  EXPECT_THAT(Guard(old, &noted), IsOk());
  EXPECT_EQ(noted.approval().state(), Approval::SUBMITTED);
  Contract renamed = old;
  renamed.set_display_name("别的");
  EXPECT_THAT(Guard(old, &renamed), IsOk());
  EXPECT_EQ(renamed.approval().state(), Approval::WITHDRAWN);
  EXPECT_EQ(renamed.approval().reason(), kContentChanged);
  EXPECT_TRUE(renamed.approval().has_end_time());
}

TEST_F(ApprovalRulesTest, WhatGoesOnGoesOn) {
  Contract old = With(Approval::SUBMITTED);
  old.mutable_approval()->set_goes_on(true);
  Contract renamed = old;
  renamed.set_display_name("别的");
  EXPECT_THAT(Guard(old, &renamed), IsOk());
  EXPECT_EQ(renamed.approval().state(), Approval::SUBMITTED);
}

// As long as nobody knows what the process goes by, everything that it was told stays.
TEST_F(ApprovalRulesTest, UntilItIsAnsweredAllContentIsLocked) {
  const Contract old = With(Approval::SUBMITTED, "");
  Contract next = old;
  next.set_display_name("别的");
  EXPECT_EQ(Reason(Guard(old, &next)), "APPROVAL_LOCKED");
  next = old;
  next.set_owner("users/x");
  EXPECT_EQ(Reason(Guard(old, &next)), "APPROVAL_LOCKED");
  next = old;
  next.set_state(Contract::TERMINATED);
  EXPECT_EQ(Reason(Guard(old, &next)), "APPROVAL_LOCKED");
  next = old;
  next.set_note("急");
  EXPECT_THAT(Guard(old, &next), IsOk());
}

TEST_F(ApprovalRulesTest, WhatIsOverWithdraws) {
  const Contract old = With(Approval::SUBMITTED);
  Contract next = old;
  next.set_state(Contract::TERMINATED);
  EXPECT_THAT(Guard(old, &next), IsOk());
  EXPECT_EQ(next.approval().state(), Approval::WITHDRAWN);
}

TEST_F(ApprovalRulesTest, AnApprovalIsOfWhatThereWas) {
  const Contract old = With(Approval::APPROVED);
  Contract next = old;
  next.mutable_amount()->set_units(5);
  EXPECT_THAT(Guard(old, &next), IsOk());
  EXPECT_EQ(next.approval().state(), Approval::WITHDRAWN);
  // What is in force changes by supplements.
  Contract in_force = old;
  in_force.set_state(Contract::ACTIVE);
  next = in_force;
  next.mutable_amount()->set_units(5);
  EXPECT_THAT(Guard(in_force, &next), IsOk());
  EXPECT_EQ(next.approval().state(), Approval::APPROVED);
}

TEST_F(ApprovalRulesTest, WhatTheServiceWritesItselfIsLetThrough) {
  const Contract old = With(Approval::SUBMITTED);
  Contract next = old;
  next.mutable_amount()->set_units(5);
  next.mutable_approval()->set_write_count(1);
  EXPECT_THAT(Guard(old, &next), IsOk());
  EXPECT_EQ(next.approval().state(), Approval::SUBMITTED);
}

}  // namespace
}  // namespace guanxi::approvals
