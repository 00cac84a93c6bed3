// Many who act in processes at once: of one task one decides, and nobody is told of a deadlock.
#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/errors/metadata.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using v1::ProcessInstance;
using v1::ProcessTask;
using Answer = absl::StatusOr<ProcessTask>;

constexpr int kRounds = 1000;
constexpr int kCrowd = 8;

// Runs `act` of 0, 1, ... at the same moment, each in a thread of its own.
std::vector<Answer> AtOnce(int count, const std::function<Answer(int)>& act) {
  std::vector<Answer> answers(static_cast<size_t>(count), absl::UnknownError("no answer"));
  std::atomic<int> waiting{count};
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      --waiting;
      while (waiting > 0) std::this_thread::yield();
      answers[static_cast<size_t>(i)] = act(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return answers;
}

class ProcessRaceTest : public ::testing::Test {
 protected:
  // A task that both li and cai may claim.
  std::string Shared() {
    const ProcessInstance started = world_.Start("an", definition_);
    v1::ListProcessTasksRequest request;
    request.set_filter(absl::StrCat("instance = \"", started.name(), "\""));
    const auto page = world_.service.catalog->Of<ProcessTask>().List<v1::ListProcessTasksResponse>(
        world_.As("an"), request);
    EXPECT_THAT(page, IsOk());
    EXPECT_EQ(page->process_tasks_size(), 1);
    instance_ = started.name();
    return page->process_tasks(0).name();
  }

  // One has won, and is who the other is told of.
  void Judge(const std::vector<Answer>& answers) {
    const int winner = answers[0].ok() ? 0 : 1;
    const Answer& won = answers[static_cast<size_t>(winner)];
    const Answer& lost = answers[static_cast<size_t>(1 - winner)];
    ASSERT_THAT(won, IsOk());
    ASSERT_EQ(Reason(lost.status()), "ALREADY_DECIDED") << lost.status();
    const ErrorMetadata told = MetadataOf(lost.status());
    EXPECT_EQ(told.at("decider"), world_.User(people_[winner]));
    // li says yes, cai says no.
    EXPECT_EQ(told.at("decision"), winner == 0 ? "APPROVED" : "REJECTED");
    EXPECT_EQ(won->assignee(), world_.User(people_[winner]));
    EXPECT_EQ(world_.Instance(instance_).state(),
              winner == 0 ? ProcessInstance::APPROVED : ProcessInstance::REJECTED);
    ++(winner == 0 ? approved_ : rejected_);
  }

  ProcessWorld world_;
  const char* const people_[2] = {"li", "cai"};
  const std::string definition_ =
      world_.Active(world_.Approve("legal", {"li", "cai"}, "claim: true"));
  std::string instance_;
  int approved_ = 0, rejected_ = 0;
};

TEST_F(ProcessRaceTest, OfTwoWhoDecideOneTaskAtOnceOneWinsAndTheOtherHearsWho) {
  for (int i = 0; i < kRounds; ++i) {
    const std::string task = Shared();
    ASSERT_NO_FATAL_FAILURE(Judge(
        AtOnce(2, [&](int person) { return world_.Say(people_[person], task, person == 0); })))
        << "round " << i;
  }
  EXPECT_EQ(approved_ + rejected_, kRounds);
  EXPECT_EQ(world_.Facts("approval.approved"), approved_);
  EXPECT_EQ(world_.Facts("approval.rejected"), rejected_);
}

TEST_F(ProcessRaceTest, AnImpatientDoubleClickIsOneDecision) {
  const std::string task = Shared();
  int won = 0;
  for (const Answer& answer : AtOnce(kCrowd, [&](int) { return world_.Say("li", task, true); })) {
    won += answer.ok() ? 1 : 0;
    if (answer.ok()) continue;
    EXPECT_EQ(Reason(answer.status()), "ALREADY_DECIDED") << answer.status();
    EXPECT_EQ(MetadataOf(answer.status())["decider"], world_.User("li"));
  }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(world_.Facts("approval.approved"), 1);
}

TEST_F(ProcessRaceTest, StartsAndDecisionsSideBySideAllComeThrough) {
  const std::string alone =
      world_.Active(world_.Approve("a", {"bai"}) + world_.Approve("b", {"bai"}));
  constexpr int kEach = 10;
  const auto answers = AtOnce(kCrowd, [&](int) -> Answer {
    for (int i = 0; i < kEach; ++i) {
      const auto started = world_.TryStart("an", alone);
      if (!started.ok()) return started.status();
    }
    return ProcessTask();
  });
  for (const Answer& answer : answers) EXPECT_THAT(answer, IsOk());
  for (int step = 0; step < 2; ++step) {
    const auto open = world_.Tasks("bai");
    ASSERT_EQ(open.size(), static_cast<size_t>(std::min(kCrowd * kEach, 50)));
    std::atomic<size_t> next{0};
    const auto decided = AtOnce(kCrowd, [&](int) -> Answer {
      for (size_t i = next++; i < open.size(); i = next++) {
        const Answer said = world_.Say("bai", open[i].name(), true);
        if (!said.ok()) return said;
      }
      return ProcessTask();
    });
    for (const Answer& answer : decided) EXPECT_THAT(answer, IsOk());
  }
}

}  // namespace
}  // namespace guanxi::workflow
