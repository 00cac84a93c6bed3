// Which policy decides, and who may tell a process of its record.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using v1::ProcessInstance;

constexpr char kAmount[] =
    " fields { id: 'amount' display_name: 'amount' type: MONEY subject_path: 'amount' }";
constexpr char kUrgent[] = " fields { id: 'urgent' display_name: 'urgent' type: BOOL }";
constexpr char kUrgentNumber[] = " fields { id: 'urgent' display_name: 'urgent' type: NUMBER }";

class ProcessPolicyTest : public ::testing::Test {
 protected:
  // Whose process `letter` decides, with these fields.
  std::string Define(const std::string& letter, const std::string& fields) {
    return world_.Active(world_.Approve(letter, {letter}) + fields, ProcessWorld::kSubjectType);
  }
  void AddPolicy(const std::string& definition, const std::string& condition, int priority) {
    v1::CreateApprovalPolicyRequest request;
    auto& policy = *request.mutable_approval_policy();
    policy.set_display_name(absl::StrCat("policy ", priority));
    policy.set_subject_type(ProcessWorld::kSubjectType);
    policy.set_definition(definition);
    policy.set_condition(condition);
    policy.set_priority(priority);
    policy.set_enabled(true);
    ASSERT_THAT(world_.service.catalog->Of<v1::ApprovalPolicy>().Create<v1::ApprovalPolicy>(
                    world_.As("admin"), request),
                IsOk());
  }
  void Retire(const std::string& definition) {
    v1::RetireProcessDefinitionRequest request;
    request.set_name(definition);
    ASSERT_THAT(
        world_.service.processes->definitions.RetireProcessDefinition(world_.As("admin"), request),
        IsOk());
  }
  absl::StatusOr<ProcessInstance> Ask(const std::string& amount, const std::string& urgent = "") {
    v1::RequestApprovalRequest request;
    request.set_subject(subject_);
    request.set_subject_type(ProcessWorld::kSubjectType);
    (*request.mutable_snapshot())["amount"].add_values(amount);
    if (!urgent.empty()) (*request.mutable_content())["urgent"].add_values(urgent);
    request.set_request_id(world_.NewId());
    return world_.service.processes->instances.RequestApproval(world_.ActingFor("an"), request);
  }
  // Somebody's call whose reach is himself.
  rpc::Call Alone(const std::string& letter) const {
    rpc::Call call = world_.As(letter);
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    role->set_name("roles/r");
    auto* const own = role->add_permissions();
    own->set_pattern("*");
    own->set_scope(access::v1::SELF);
    auto* const user = snapshot.add_users();
    user->set_name(call.principal.subject);
    user->set_active(true);
    user->add_roles("roles/r");
    call.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                ->Decide(call.principal, "processInstances.update")
                                .value();
    return call;
  }
  absl::Status Tell(const rpc::Call& call, const std::string& amount) {
    v1::ReportSubjectChangeRequest request;
    request.set_subject(subject_);
    (*request.mutable_snapshot())["amount"].add_values(amount);
    request.set_request_id(world_.NewId());
    return world_.service.processes->instances
        .ReportSubjectChange(ProcessWorld::Acting(call), request)
        .status();
  }

  ProcessWorld world_;
  const std::string subject_ = "contracts/018f0000-0000-7000-8000-000000000001";
};

// An approval of what no service locks would bind nobody.
TEST_F(ProcessPolicyTest, RecordsThatNobodySubmitsHaveNoPolicy) {
  v1::CreateApprovalPolicyRequest request;
  auto& policy = *request.mutable_approval_policy();
  policy.set_display_name("leads");
  policy.set_subject_type("guanxi.dev/Lead");
  policy.set_definition(
      world_.Active(world_.Approve("li", {"li"}) + kAmount, policy.subject_type()));
  const auto& policies = world_.service.catalog->Of<v1::ApprovalPolicy>();
  const auto refused = policies.Create<v1::ApprovalPolicy>(world_.As("admin"), request);
  EXPECT_THAT(refused, HasReason("INVALID_FIELD"));
  EXPECT_THAT(refused.status().message(), ::testing::HasSubstr("guanxi.dev/Lead"));
  for (const char* type : {"guanxi.dev/Quote", "guanxi.dev/DataAccessRequest"}) {
    policy.set_subject_type(type);
    policy.set_definition(world_.Active(world_.Approve("li", {"li"}) + kAmount, type));
    EXPECT_THAT(policies.Create<v1::ApprovalPolicy>(world_.As("admin"), request), IsOk()) << type;
  }
}

// One mechanism for all: a record is a name, its type, and what its service says that it shows.
TEST_F(ProcessPolicyTest, ARecordOfAnyTypeThatIsSubmittedGoesByItsNameAndSnapshot) {
  const std::pair<const char*, const char*> records[] = {
      {"guanxi.dev/Contract", "contracts/018f0000-0000-7000-8000-000000000011"},
      {"guanxi.dev/Quote", "quotes/018f0000-0000-7000-8000-000000000012"},
      {"guanxi.dev/DataAccessRequest", "dataAccessRequests/018f0000-0000-7000-8000-000000000013"}};
  constexpr char kReason[] =
      " fields { id: 'reason' display_name: 'reason' type: TEXT subject_path: 'reason' }";
  for (const auto& [type, name] : records) {
    SCOPED_TRACE(type);
    v1::CreateApprovalPolicyRequest create;
    auto& policy = *create.mutable_approval_policy();
    policy.set_display_name(type);
    policy.set_subject_type(type);
    policy.set_definition(world_.Active(world_.Approve("li", {"li"}) + kReason, type));
    policy.set_condition("reason = \"年度\"");
    policy.set_enabled(true);
    ASSERT_THAT(world_.service.catalog->Of<v1::ApprovalPolicy>().Create<v1::ApprovalPolicy>(
                    world_.As("admin"), create),
                IsOk());
    v1::RequestApprovalRequest request;
    request.set_subject(name);
    request.set_subject_type(type);
    (*request.mutable_snapshot())["reason"].add_values("临时");
    request.set_request_id(world_.NewId());
    auto& instances = world_.service.processes->instances;
    // No policy is for it: refused, never passed.
    EXPECT_THAT(instances.RequestApproval(world_.ActingFor("an"), request),
                HasReason("NO_APPROVAL_POLICY"));
    *(*request.mutable_snapshot())["reason"].mutable_values(0) = "年度";
    request.set_request_id(world_.NewId());
    const auto asked = instances.RequestApproval(world_.ActingFor("an"), request);
    ASSERT_THAT(asked, IsOk());
    EXPECT_EQ(asked->subject(), name);
    EXPECT_EQ(asked->definition(), policy.definition());
  }
}

TEST_F(ProcessPolicyTest, WhatTheFormOfAnotherProcessLacksIsNoFault) {
  const std::string large = Define("zong", kAmount);
  const std::string number = Define("cai", absl::StrCat(kAmount, kUrgentNumber));
  const std::string small = Define("li", absl::StrCat(kAmount, kUrgent));
  AddPolicy(large, "amount >= \"100 CNY\"", 1);
  AddPolicy(number, "amount >= \"50 CNY\"", 2);
  AddPolicy(small, "urgent = true", 3);
  const auto asked = Ask("5 CNY", "true");
  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(asked->definition(), small);
}

TEST_F(ProcessPolicyTest, WhatDoesNotFitTheFormOfTheOneThatHoldsIsNamed) {
  AddPolicy(Define("zong", kAmount), "", 1);
  const auto asked = Ask("5 CNY", "true");
  EXPECT_EQ(Reason(asked.status()), "INVALID_FIELD");
  EXPECT_THAT(asked.status().message(), ::testing::HasSubstr("urgent"));
}

TEST_F(ProcessPolicyTest, ARetiredProcessRefusesItsOwnRecordsAlone) {
  const std::string large = Define("zong", kAmount);
  const std::string small = Define("li", kAmount);
  AddPolicy(large, "amount >= \"100 CNY\"", 1);
  AddPolicy(small, "", 2);
  ASSERT_NO_FATAL_FAILURE(Retire(large));
  EXPECT_EQ(Reason(Ask("500 CNY").status()), "PROCESS_NOT_ACTIVE");
  const auto asked = Ask("5 CNY");
  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(asked->definition(), small);
}

TEST_F(ProcessPolicyTest, WhoDoesNotReachTheProcessTellsItOfNoChange) {
  AddPolicy(Define("li", kAmount), "", 1);
  const auto asked = Ask("5 CNY");
  ASSERT_THAT(asked, IsOk());
  EXPECT_THAT(Tell(Alone("cai"), "6 CNY"), HasReason("PROCESS_INSTANCE_NOT_FOUND"));
  EXPECT_EQ(world_.Instance(asked->name()).state(), ProcessInstance::RUNNING);
  // It is the initiator's, and everybody's who has a task there.
  EXPECT_THAT(Tell(Alone("li"), "5 CNY"), IsOk());
  EXPECT_EQ(world_.Instance(asked->name()).state(), ProcessInstance::RUNNING);
  EXPECT_THAT(Tell(Alone("an"), "6 CNY"), IsOk());
  EXPECT_EQ(world_.Instance(asked->name()).state(), ProcessInstance::WITHDRAWN);
  // Of a record that nothing runs for there is nothing to tell.
  EXPECT_THAT(Tell(Alone("cai"), "7 CNY"), IsOk());
}

}  // namespace
}  // namespace guanxi::workflow
