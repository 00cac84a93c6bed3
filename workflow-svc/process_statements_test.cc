// How many statements commands take, however many rows they are about.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using v1::ProcessInstance;

class ProcessStatementsTest : public ::testing::Test {
 protected:
  int64_t Ran(const std::string& query) const { return world_.service.Ran(query); }

  ProcessWorld world_;
};

TEST_F(ProcessStatementsTest, LimitsThatAreDueTakeTheirInstancesTogether) {
  const std::string definition = world_.Active(
      world_.Approve("legal", {"li"}, "limits { after { seconds: 3600 } action: PASS }"));
  for (int i = 0; i < 20; ++i) world_.Start("an", definition);
  const int64_t alone = Ran("processInstance.lock_by_id");
  const int64_t disarmed = Ran("timer.disarm");
  world_.service.Advance(absl::Hours(2));
  EXPECT_EQ(world_.Tasks("li", "DONE").size(), 20u);
  EXPECT_EQ(Ran("processInstance.lock_by_id"), alone);
  // What has fired is not there any more.
  EXPECT_EQ(Ran("timer.disarm"), disarmed);
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM timers"), 0);
}

TEST_F(ProcessStatementsTest, ADecisionTakesTheInstanceOnceAndTheTasksTogether) {
  const std::vector<std::string> many = {"a", "b", "c", "d", "e", "f", "g"};
  const std::string definition = world_.Active(world_.Approve(
      "legal", many,
      "quorum { mode: ANY } limits { after { seconds: 3600 } action: REMIND } limits { after { "
      "seconds: 7200 } action: PASS }"));
  const ProcessInstance started = world_.Start("an", definition);
  const std::string task = world_.TaskOf("a");
  const int64_t instances = Ran("processInstance.lock_by_id");
  const int64_t tasks = Ran("processTask.lock_by_id");
  const int64_t disarmed = Ran("timer.disarm");
  ASSERT_THAT(world_.Say("a", task, true), IsOk());
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::APPROVED);
  EXPECT_EQ(Ran("processInstance.lock_by_id"), instances);
  EXPECT_EQ(Ran("processTask.lock_by_id"), tasks);
  EXPECT_EQ(Ran("timer.disarm"), disarmed);
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM timers"), 0);
}

TEST_F(ProcessStatementsTest, TasksAreReadAndMarkedTogether) {
  const std::string definition = world_.Active(world_.Approve("legal", {"li"}));
  v1::MarkProcessTasksReadRequest request;
  for (int i = 0; i < 8; ++i) world_.Start("an", definition);
  for (const auto& task : world_.Tasks("li")) request.add_names(task.name());
  ASSERT_EQ(request.names_size(), 8);
  const int64_t read = Ran("processTask.select_by_id");
  const int64_t locked = Ran("processTask.lock_by_id");
  const auto marked =
      world_.service.processes->tasks.MarkProcessTasksRead(world_.As("li"), request);
  ASSERT_THAT(marked, IsOk());
  ASSERT_EQ(marked->process_tasks_size(), 8);
  EXPECT_EQ(marked->process_tasks(7).name(), request.names(7));
  EXPECT_TRUE(marked->process_tasks(7).has_read_time());
  EXPECT_EQ(Ran("processTask.select_by_id"), read);
  EXPECT_EQ(Ran("processTask.lock_by_id"), locked);
  *request.add_names() = request.names(0);
  EXPECT_THAT(world_.service.processes->tasks.MarkProcessTasksRead(world_.As("li"), request),
              StatusIs(absl::StatusCode::kInvalidArgument, ::testing::HasSubstr("names[8]")));
}

}  // namespace
}  // namespace guanxi::workflow
