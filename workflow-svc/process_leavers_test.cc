// What becomes of processes whose people leave the company.
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "workflow-svc/approval/leavers.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::ProcessInstance;
using v1::ProcessTask;

class LeaversTest : public ::testing::Test {
 protected:
  // The directory, in which everybody's manager is `boss` ("": nobody's), and some are disabled.
  // Whoever is in none of both is not there any more.
  Staff Directory(const std::vector<std::string>& active, const std::vector<std::string>& disabled,
                  const std::string& boss) const {
    access::v1::PolicySnapshot snapshot;
    const auto add = [&](const std::string& letter, bool is_active) {
      auto& user = *snapshot.add_users();
      user.set_name(world_.User(letter));
      user.set_active(is_active);
      user.set_display_name(letter);
      if (!boss.empty() && letter != boss) user.set_manager(world_.User(boss));
    };
    for (const std::string& letter : active) add(letter, true);
    for (const std::string& letter : disabled) add(letter, false);
    return Staff(policy::Policy::Compile(std::move(snapshot)));
  }
  absl::StatusOr<int> Look(const Staff& staff) {
    return leavers_.Look(world_.service.call().principal.tenant, staff);
  }

  ProcessWorld world_;
  StaffBook book_{&world_.service.authorizer};
  Leavers leavers_{&world_.service.clock, world_.service.database.get(),
                   world_.service.engine.get(), &world_.service.processes->runner, &book_};
};

TEST_F(LeaversTest, AnOpenTaskGoesToTheManagerAtOnce) {
  const auto started = world_.Start("an", world_.Active(world_.Approve("legal", {"li"})));
  EXPECT_EQ(Look(Directory({"an", "li", "boss"}, {}, "boss")).value(), 0);
  EXPECT_EQ(Look(Directory({"an", "boss"}, {"li"}, "boss")).value(), 1);
  EXPECT_THAT(world_.Tasks("li"), IsEmpty());
  ASSERT_THAT(world_.ApproveAs("boss"), IsOk());
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::APPROVED);
}

TEST_F(LeaversTest, LookingAgainChangesNothing) {
  const auto started = world_.Start("an", world_.Active(world_.Approve("legal", {"li"})));
  const Staff staff = Directory({"an", "boss"}, {"li"}, "boss");
  EXPECT_EQ(Look(staff).value(), 1);
  const std::string etag = world_.Instance(started.name()).etag();
  EXPECT_EQ(Look(staff).value(), 0);
  EXPECT_EQ(world_.Instance(started.name()).etag(), etag);
}

TEST_F(LeaversTest, WithNobodyLeftToAskItStopsOnce) {
  const auto started = world_.Start("an", world_.Active(world_.Approve("legal", {"li"})));
  const Staff staff = Directory({"an"}, {"li"}, "");
  EXPECT_EQ(Look(staff).value(), 1);
  const ProcessInstance stopped = world_.Instance(started.name());
  EXPECT_EQ(stopped.state(), ProcessInstance::STOPPED);
  EXPECT_THAT(stopped.incident(), HasSubstr("NOBODY"));
  // Its administrators have been told.
  EXPECT_EQ(Look(staff).value(), 0);
}

TEST_F(LeaversTest, WhoIsNotInTheDirectoryAnyMoreHasLeft) {
  world_.Start("an", world_.Active(world_.Approve("legal", {"li", "wu"}, "quorum { mode: ANY }")));
  EXPECT_EQ(Look(Directory({"an", "wu"}, {}, "")).value(), 1);
  EXPECT_THAT(world_.Tasks("li"), IsEmpty());
  EXPECT_EQ(world_.Tasks("wu").size(), 1u);
}

TEST_F(LeaversTest, WhoseTurnHasNotComeYetIsReplacedBeforeItDoes) {
  world_.Start("an",
               world_.Active(world_.Approve("legal", {"li", "wu"}, "quorum { mode: IN_ORDER }")));
  EXPECT_EQ(Look(Directory({"an", "li", "boss"}, {"wu"}, "boss")).value(), 1);
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_THAT(world_.Tasks("wu"), IsEmpty());
  EXPECT_EQ(world_.Tasks("boss").size(), 1u);
}

TEST_F(LeaversTest, OfThoseWhoMayClaimTheOthersStay) {
  world_.Start("an", world_.Active(world_.Approve("legal", {"li", "wu"}, "claim: true")));
  EXPECT_EQ(Look(Directory({"an", "wu"}, {"li"}, "")).value(), 1);
  v1::ListProcessTasksRequest request;
  const auto page = world_.service.catalog->Of<ProcessTask>().List<v1::ListProcessTasksResponse>(
      world_.As("admin"), request);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->process_tasks_size(), 1);
  const ProcessTask& task = page->process_tasks(0);
  std::set<std::string> may(task.candidates().begin(), task.candidates().end());
  if (!task.assignee().empty()) may.insert(task.assignee());
  EXPECT_EQ(may, std::set<std::string>{world_.User("wu")});
}

TEST_F(LeaversTest, WhatHasEndedIsLeftAsItIs) {
  const auto started = world_.Start("an", world_.Active(world_.Approve("legal", {"li"})));
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  const std::string etag = world_.Instance(started.name()).etag();
  EXPECT_EQ(Look(Directory({"an"}, {"li"}, "")).value(), 0);
  EXPECT_EQ(world_.Instance(started.name()).etag(), etag);
}

// Here everybody is active: there is no directory.
TEST_F(LeaversTest, TheLoopLooksAtAllTenantsByTheirPolicies) {
  world_.Start("an", world_.Active(world_.Approve("legal", {"li"})));
  leavers_.Run();
  EXPECT_EQ(world_.Tasks("li").size(), 1u);
}

}  // namespace
}  // namespace guanxi::workflow
