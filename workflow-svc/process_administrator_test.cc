// What those who administer processes do with others' tasks, by the methods that they call.
#include <string>

#include "absl/status/statusor.h"
#include "common/errors/errors.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy_store.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "workflow-svc/process_parts.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using v1::ProcessTask;
using Answer = absl::StatusOr<ProcessTask>;

// Everybody sees everything; boss alone may manage processes.
class ProcessAdministratorTest : public ::testing::Test {
 protected:
  absl::StatusOr<access::v1::GetPolicySnapshotResponse> Snapshot() const {
    access::v1::GetPolicySnapshotResponse response;
    auto& snapshot = *response.mutable_snapshot();
    snapshot.set_version(1);
    snapshot.set_tenant(world_.service.call().principal.tenant.ToString());
    auto& role = *snapshot.add_roles();
    role.set_name("roles/boss");
    role.add_permissions()->set_pattern("processInstances.manage");
    role.mutable_permissions(0)->set_scope(access::v1::ALL);
    for (const char* letter : {"an", "bai", "cai", "li", "boss"}) {
      auto& user = *snapshot.add_users();
      user.set_name(world_.User(letter));
      user.set_active(true);
      if (std::string(letter) == "boss") user.add_roles(role.name());
    }
    return response;
  }

  Answer Transfer(const std::string& who, const std::string& task, const std::string& to) {
    v1::TransferProcessTaskRequest request;
    request.set_name(task);
    request.set_user(world_.User(to));
    return processes_.tasks.TransferProcessTask(world_.As(who), request);
  }
  Answer Remove(const std::string& who, const std::string& task) {
    v1::RemoveProcessTaskSignerRequest request;
    request.set_name(task);
    return processes_.tasks.RemoveProcessTaskSigner(world_.As(who), request);
  }
  Answer Unclaim(const std::string& who, const std::string& task) {
    v1::UnclaimProcessTaskRequest request;
    request.set_name(task);
    return processes_.tasks.UnclaimProcessTask(world_.As(who), request);
  }

  ProcessWorld world_;
  policy::PolicyStore store_{[this](const Uuid&, int64_t) { return Snapshot(); },
                             policy::PolicyStore::Options()};
  const policy::Authorizer authorizer_{&store_};
  ProcessPart processes_{world_.service.engine.get(), world_.service.catalog.get(), &authorizer_,
                         ProcessPartsOf(*world_.service.resources, &world_.service.timers)};
};

TEST_F(ProcessAdministratorTest, GivesAwayWhatTheNodeLetsNobodyGiveAway) {
  world_.Start("an", world_.Active(world_.Approve("legal", {"li"}, "forbidden: TRANSFER")));
  const std::string task = world_.TaskOf("li");
  EXPECT_EQ(Reason(Transfer("cai", task, "bai").status()), "NOT_YOUR_TASK");
  EXPECT_EQ(Reason(Transfer("li", task, "bai").status()), "ACTION_FORBIDDEN");
  ASSERT_THAT(Transfer("boss", task, "bai"), IsOk());
  EXPECT_THAT(world_.Tasks("li"), IsEmpty());
  ASSERT_EQ(world_.Tasks("bai").size(), 1u);
  EXPECT_EQ(world_.Tasks("bai")[0].delegated_from(), world_.User("li"));
}

TEST_F(ProcessAdministratorTest, DecidesNothingForOthers) {
  world_.Start("an", world_.Active(world_.Approve("legal", {"li"})));
  v1::ApproveProcessTaskRequest request;
  request.set_name(world_.TaskOf("li"));
  EXPECT_EQ(Reason(processes_.tasks.ApproveProcessTask(world_.As("boss"), request).status()),
            "NOT_YOUR_TASK");
}

TEST_F(ProcessAdministratorTest, TakesSignersAwayButNotTheLastWhoIsNeeded) {
  const auto started = world_.Start("an", world_.Active(world_.Approve("legal", {"li"})));
  v1::AddProcessTaskSignersRequest add;
  add.set_name(world_.TaskOf("li"));
  add.add_users(world_.User("bai"));
  add.add_users(world_.User("cai"));
  add.set_position(v1::AddProcessTaskSignersRequest::BESIDE);
  ASSERT_THAT(processes_.tasks.AddProcessTaskSigners(world_.As("li"), add), IsOk());
  EXPECT_EQ(Reason(Remove("bai", world_.TaskOf("cai")).status()), "NOT_YOUR_TASK");
  // Who has added him, and who administers.
  ASSERT_THAT(Remove("li", world_.TaskOf("bai")), IsOk());
  ASSERT_THAT(Remove("boss", world_.TaskOf("cai")), IsOk());
  EXPECT_EQ(Reason(Remove("boss", world_.TaskOf("li")).status()), "LAST_SIGNER");
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_EQ(world_.Instance(started.name()).state(), v1::ProcessInstance::APPROVED);
}

TEST_F(ProcessAdministratorTest, PutsBackWhatSomebodyHasClaimed) {
  world_.Start("an", world_.Active(world_.Approve("legal", {"li", "cai"}, "claim: true")));
  v1::ListProcessTasksRequest list;
  list.set_filter("state = OPEN");
  const auto open = world_.service.catalog->Of<ProcessTask>().List<v1::ListProcessTasksResponse>(
      world_.As("admin"), list);
  ASSERT_THAT(open, IsOk());
  ASSERT_EQ(open->process_tasks_size(), 1);
  v1::ClaimProcessTaskRequest claim;
  claim.set_name(open->process_tasks(0).name());
  const auto claimed = processes_.tasks.ClaimProcessTask(world_.As("li"), claim);
  ASSERT_THAT(claimed, IsOk());
  EXPECT_EQ(claimed->assignee(), world_.User("li"));
  EXPECT_THAT(claimed->candidates(), IsEmpty());
  EXPECT_EQ(Reason(processes_.tasks.ClaimProcessTask(world_.As("cai"), claim).status()),
            "NOT_YOUR_TASK");
  EXPECT_EQ(Reason(Unclaim("cai", claim.name()).status()), "NOT_YOUR_TASK");
  const auto back = Unclaim("boss", claim.name());
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->assignee(), "");
  EXPECT_THAT(back->candidates(), UnorderedElementsAre(world_.User("li"), world_.User("cai")));
  ASSERT_THAT(processes_.tasks.ClaimProcessTask(world_.As("cai"), claim), IsOk());
  EXPECT_EQ(world_.Tasks("cai").size(), 1u);
}

}  // namespace
}  // namespace guanxi::workflow
