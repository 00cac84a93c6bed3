// Which process decides about a record goes by the department of who asks, too.
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using v1::ProcessInstance;

class ProcessDepartmentTest : public ::testing::Test {
 protected:
  static std::string Department(const std::string& letter) {
    return absl::StrCat("departments/", DeriveUuid("department", letter).ToString());
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
  // Of a record of his own by somebody of a department ("": of none).
  absl::StatusOr<ProcessInstance> Ask(const std::string& letter, const std::string& department) {
    rpc::Call call = world_.As(letter);
    access::v1::PolicySnapshot snapshot;
    auto& role = *snapshot.add_roles();
    role.set_name("roles/r");
    role.add_permissions()->set_pattern("*");
    role.mutable_permissions(0)->set_scope(access::v1::ALL);
    auto& user = *snapshot.add_users();
    user.set_name(call.principal.subject);
    user.set_active(true);
    user.add_roles(role.name());
    if (!department.empty()) {
      auto& node = *snapshot.add_departments();
      node.set_name(Department(department));
      node.set_active(true);
      user.set_department(node.name());
    }
    call.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                ->Decide(call.principal, "processInstances.create")
                                .value();
    v1::RequestApprovalRequest request;
    request.set_subject(absl::StrCat("contracts/", DeriveUuid("contract", letter).ToString()));
    request.set_subject_type(ProcessWorld::kSubjectType);
    request.set_request_id(world_.NewId());
    return world_.service.processes->instances.RequestApproval(ProcessWorld::Acting(call), request);
  }

  ProcessWorld world_;
};

TEST_F(ProcessDepartmentTest, EachDepartmentHasItsProcessAndTheOthersTheUsualOne) {
  const std::string east = world_.Active(world_.Approve("a", {"li"}), ProcessWorld::kSubjectType);
  const std::string usual = world_.Active(world_.Approve("a", {"cai"}), ProcessWorld::kSubjectType);
  AddPolicy(east, absl::StrCat("initiator_department = \"", Department("east"), "\""), 1);
  AddPolicy(usual, "", 2);
  const auto first = Ask("an", "east");
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->definition(), east);
  EXPECT_EQ(first->department(), Department("east"));
  const auto second = Ask("bai", "south");
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->definition(), usual);
  // Whether it is his department cannot be said of who has none: nobody is passed over.
  EXPECT_THAT(Ask("wu", ""), HasReason("APPROVAL_UNDECIDABLE"));
}

}  // namespace
}  // namespace guanxi::workflow
