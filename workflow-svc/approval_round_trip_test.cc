// A contract of lead-svc on its way through processes of workflow-svc: both are real, with gRPC in
// between; what their logs would tell is handed over.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/approvals/approval_events.h"
#include "common/approvals/fake_approvals.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/contract_service.pb.h"
#include "guanxi/workflow/v1/process_instance_service.adapter.h"
#include "lead-svc/test_service.h"
#include "prometheus/registry.h"
#include "workflow-svc/approval/subject_events.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using event::v1::LogEvent;
using lead::v1::Contract;
using ::testing::UnorderedElementsAre;
using type::v1::Approval;
using v1::ProcessInstance;

constexpr char kContract[] = "guanxi.dev/Contract";

class RoundTripTest : public ::testing::Test {
 protected:
  RoundTripTest()
      : registry_(std::make_shared<prometheus::Registry>()),
        pipeline_(
            rpc::PipelineOptions(),
            [this](absl::string_view token) -> absl::StatusOr<Principal> {
              Principal principal = world_.service.call().principal;
              const std::string user = approvals::ActedFor(token);
              if (user.empty()) return principal;
              principal.subject = user;
              principal.actor = absl::StrCat("clients/", DeriveUuid("service", "lead").ToString());
              return principal;
            },
            &world_.service.authorizer, registry_),
        adapter_(&pipeline_, *world_.service.catalog, &world_.service.processes->instances),
        server_(rpc::Server::Start(rpc::ServerOptions(), {&adapter_}, {}, registry_).value()) {
    lead_.AskForApprovalsAt(absl::StrCat("127.0.0.1:", server_->ports().grpc));
  }

  // Legal, and above half a million the boss.
  void AddPolicy() {
    const std::string fields =
        " fields { id: 'amount' display_name: '金额' type: MONEY subject_path: 'amount' }"
        " fields { id: 'kind' display_name: '类型' type: CHOICE options: 'SALES' options: 'SERVICE'"
        " subject_path: 'type' }";
    const std::string nodes = absl::StrCat(
        fields, world_.Approve("legal", {"li"}),
        " nodes { id: 'size' display_name: '金额' condition {"
        " branches { id: 'large' condition: 'amount >= \"500000 CNY\"' ",
        world_.Approve("boss", {"zong"}), " } branches { id: 'small' is_default: true } } }");
    v1::CreateApprovalPolicyRequest request;
    auto& policy = *request.mutable_approval_policy();
    policy.set_display_name("合同");
    policy.set_subject_type(kContract);
    policy.set_definition(world_.Active(nodes, kContract));
    policy.set_enabled(true);
    ASSERT_THAT(world_.service.catalog->Of<v1::ApprovalPolicy>().Create<v1::ApprovalPolicy>(
                    world_.As("admin"), request),
                IsOk());
  }
  Contract NewContract(int64_t amount) {
    lead::v1::CreateContractRequest request;
    Contract& contract = *request.mutable_contract();
    contract.set_display_name("灵动传媒 2027 框架");
    contract.set_customer(lead_.CreateCustomer());
    contract.set_type(Contract::SALES);
    contract.mutable_amount()->set_currency_code("CNY");
    contract.mutable_amount()->set_units(amount);
    return lead_.catalog->Of<Contract>().Create<Contract>(lead_.call(), request).value();
  }
  absl::StatusOr<Contract> Submit(const std::string& name) {
    lead::v1::SubmitContractRequest request;
    request.set_name(name);
    return lead_.contracts->SubmitContract(lead_.call(), request);
  }
  absl::StatusOr<Contract> Sign(const std::string& name) {
    lead::v1::SignContractRequest request;
    request.set_name(name);
    return lead_.contracts->SignContract(lead_.call(), request);
  }
  Contract Read(const std::string& name) {
    lead::v1::GetContractRequest request;
    request.set_name(name);
    return lead_.catalog->Of<Contract>().Get<Contract>(lead_.call(), request).value();
  }
  // What workflow-svc's log says of an end.
  void TellLead(const std::string& instance, const Contract& contract, const std::string& fact) {
    const LogEvent event = approvals::FakeApprovals::Fact(instance, contract.name(), fact);
    ASSERT_THAT(
        lead_.engine->Write(events::WriterIn(lead_.call().principal.tenant, "services/lead-svc"),
                            {}, resource::WriteContext(),
                            [&](resource::UnitOfWork& work) { return hears_.Apply(work, event); }),
        IsOk());
  }
  // What lead-svc's log says of a change of the contract.
  void TellWorkflow(const Contract& contract) {
    Contract changed;
    *changed.mutable_approval() = contract.approval();
    LogEvent event;
    event.set_tenant_id(std::string(world_.service.call().principal.tenant.bytes()));
    event.set_resource_type("contract");
    event.set_kind(metadata::v1::Change::UPDATED);
    event.add_changed_fields("approval");
    event.set_after_body(changed.SerializeAsString());
    ASSERT_THAT(subjects_.Apply({event}, [](db::Transaction&) { return absl::OkStatus(); }),
                IsOk());
  }

  lead::TestService lead_;
  ProcessWorld world_;
  const std::shared_ptr<prometheus::Registry> registry_;
  rpc::Pipeline pipeline_;
  v1::ProcessInstanceServiceAdapter adapter_;
  std::unique_ptr<rpc::Server> server_;
  const approvals::ApprovalEvents hears_{lead_.engine.get(), lead::ApprovedTypes(*lead_.resources),
                                         "services/lead-svc"};
  const SubjectEvents subjects_{world_.service.engine.get(), &world_.service.processes->runner,
                                &world_.service.processes->staff, SubjectTypesOf("lead-svc")};
};

TEST_F(RoundTripTest, AContractTakesThePathOfItsAmount) {
  AddPolicy();
  const auto submitted = Submit(NewContract(600000).name());
  ASSERT_THAT(submitted, IsOk());
  EXPECT_THAT(submitted->approval().locked_paths(), UnorderedElementsAre("amount", "type"));
  EXPECT_EQ(world_.Instance(submitted->approval().instance()).subject(), submitted->name());
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_EQ(Reason(Sign(submitted->name()).status()), "NOT_APPROVED");
  ASSERT_THAT(world_.ApproveAs("zong"), IsOk());
  EXPECT_EQ(world_.Instance(submitted->approval().instance()).state(), ProcessInstance::APPROVED);
  TellLead(submitted->approval().instance(), *submitted, "approval.approved");
  EXPECT_THAT(Sign(submitted->name()), IsOk());

  const auto small = Submit(NewContract(1000).name());
  ASSERT_THAT(small, IsOk());
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_EQ(world_.Instance(small->approval().instance()).state(), ProcessInstance::APPROVED);
}

TEST_F(RoundTripTest, WithoutAPolicyItIsRefusedAndStaysFree) {
  const Contract contract = NewContract(600000);
  EXPECT_EQ(Reason(Submit(contract.name()).status()), "NO_APPROVAL_POLICY");
  EXPECT_FALSE(Read(contract.name()).has_approval());
  AddPolicy();
  EXPECT_THAT(Submit(contract.name()), IsOk());
}

TEST_F(RoundTripTest, AChangeHereEndsTheProcessThere) {
  AddPolicy();
  const auto submitted = Submit(NewContract(600000).name());
  ASSERT_THAT(submitted, IsOk());
  lead::v1::UpdateContractRequest request;
  request.mutable_contract()->set_name(submitted->name());
  request.mutable_contract()->set_display_name("另一个名字");
  request.mutable_update_mask()->add_paths("display_name");
  ASSERT_THAT(lead_.catalog->Of<Contract>().Update<Contract>(lead_.call(), request), IsOk());
  TellWorkflow(Read(submitted->name()));
  EXPECT_EQ(world_.Instance(submitted->approval().instance()).state(), ProcessInstance::WITHDRAWN);
  EXPECT_TRUE(world_.Tasks("li").empty());
  TellLead(submitted->approval().instance(), *submitted, "approval.withdrawn");
  EXPECT_EQ(Read(submitted->name()).approval().reason(), "CONTENT_CHANGED");
  EXPECT_THAT(Submit(submitted->name()), IsOk());
}

// Nobody but lead-svc says what a contract holds, or keeps its approval from it.
TEST_F(RoundTripTest, NobodyAsksBesideLeadSvc) {
  AddPolicy();
  const Contract contract = NewContract(600000);
  v1::RequestApprovalRequest request;
  request.set_subject(contract.name());
  request.set_subject_type(kContract);
  (*request.mutable_snapshot())["amount"].add_values("1 CNY");
  request.set_request_id(world_.NewId());
  auto& instances = world_.service.processes->instances;
  EXPECT_THAT(instances.RequestApproval(world_.As("an"), request), HasReason("SERVICES_ONLY"));
  const auto submitted = Submit(contract.name());
  ASSERT_THAT(submitted, IsOk());
  v1::ReportSubjectChangeRequest change;
  change.set_subject(contract.name());
  (*change.mutable_snapshot())["amount"].add_values("1 CNY");
  change.set_request_id(world_.NewId());
  EXPECT_THAT(instances.ReportSubjectChange(world_.As("an"), change), HasReason("SERVICES_ONLY"));
  EXPECT_EQ(world_.Instance(submitted->approval().instance()).state(), ProcessInstance::RUNNING);
}

}  // namespace
}  // namespace guanxi::workflow
