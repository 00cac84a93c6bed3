#include "workflow-svc/approval/process_trail.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using approval::StoredProcess;
using process::ProcessState;
using process::Task;

constexpr char kLi[] = "users/0196b0a0-0000-7000-8000-000000000001";
constexpr char kCai[] = "users/0196b0a0-0000-7000-8000-000000000002";

class ProcessTrailTest : public ::testing::Test {
 protected:
  // Started by li, who approves his own task, which a timer has reminded him of.
  ProcessTrailTest() {
    ProcessState state;
    state.set_phase(ProcessState::RUNNING);
    Task& task = *state.add_tasks();
    task.set_id(7);
    task.set_state(Task::OPEN);
    task.set_assignee(kLi);
    process::Timer& timer = *state.add_timers();
    timer.set_id(8);
    timer.set_task(7);
    Note({kLi, false, StartProcess{}}, 0, "", state);
    state.mutable_timers(0)->set_fired(1);
    Note({"", false, FireTimer{8}}, 0, "", state);
    state.clear_timers();
    state.mutable_tasks(0)->set_state(Task::APPROVED);
    state.mutable_tasks(0)->set_decider(kLi);
    Note({kLi, false, DecideTask{7}}, 7, "同意", state);
    state.set_phase(ProcessState::TERMINATED);
    Note({kCai, true, Terminate{}}, 0, "", state);
  }
  void Note(const Command& command, int64_t task, absl::string_view text,
            const ProcessState& state) {
    NoteStep(seal_, {command, task, text, absl::FromUnixSeconds(1790000000), "abc"}, state,
             &process_);
    SealWhole(seal_, &process_);
  }
  // What is found once somebody has done that to what is stored.
  std::string FaultAfter(const std::function<void(StoredProcess*)>& change) const {
    StoredProcess changed = process_;
    change(&changed);
    return FaultOf(seal_, changed);
  }

  const Uuid tenant_ = DeriveUuid("tenant", "a"), instance_ = DeriveUuid("instance", "a");
  const TrailSeal seal_{std::string(32, 'k'), tenant_, instance_};
  StoredProcess process_;
};

TEST_F(ProcessTrailTest, NotesWhatHasMovedItByWhomAndWithWhatOutcome) {
  EXPECT_EQ(FaultOf(seal_, process_), "");
  // The reminder is none.
  ASSERT_EQ(process_.trail_size(), 3);
  EXPECT_EQ(process_.state().phase(), ProcessState::TERMINATED);
  EXPECT_EQ(process_.trail(0).command(), "StartProcess");
  EXPECT_EQ(process_.trail(0).outcome(), "RUNNING");
  EXPECT_EQ(process_.trail(1).command(), "DecideTask");
  EXPECT_EQ(process_.trail(1).actor(), kLi);
  EXPECT_EQ(process_.trail(1).task(), 7);
  EXPECT_EQ(process_.trail(1).outcome(), "APPROVED");
  EXPECT_EQ(process_.trail(1).text_seal(), seal_.OfText(7, "同意"));
  EXPECT_EQ(process_.trail(2).command(), "Terminate");
  EXPECT_EQ(process_.trail(2).outcome(), "TERMINATED");
  EXPECT_EQ(process_.trail(2).text_seal(), "");
}

TEST_F(ProcessTrailTest, ATimerIsAStepOnceItHasMovedSomething) {
  ProcessState state = process_.state();
  state.set_phase(ProcessState::RUNNING);
  state.add_timers()->set_id(9);
  state.mutable_timers(0)->set_task(7);
  Note({"", false, TriggerDone{}}, 0, "", state);
  state.clear_timers();
  state.mutable_tasks(0)->set_state(Task::REJECTED);
  Note({"", false, FireTimer{9}}, 0, "", state);
  ASSERT_EQ(process_.trail_size(), 5);
  EXPECT_EQ(process_.trail(4).actor(), "");
  EXPECT_EQ(process_.trail(4).task(), 7);
  EXPECT_EQ(process_.trail(4).outcome(), "REJECTED");
  EXPECT_EQ(FaultOf(seal_, process_), "");
}

TEST_F(ProcessTrailTest, WhateverIsChangedIsFoundOut) {
  const std::vector<std::pair<std::string, std::function<void(StoredProcess*)>>> changes = {
      {"step 2 was changed", [](auto* p) { p->mutable_trail(1)->set_actor(kCai); }},
      {"step 2 was changed", [](auto* p) { p->mutable_trail(1)->set_outcome("REJECTED"); }},
      {"step 1 was changed", [](auto* p) { p->mutable_trail(0)->set_time_micros(1); }},
      {"step 2 was changed", [](auto* p) { p->mutable_trail(1)->clear_text_seal(); }},
      {"step 2 was changed", [](auto* p) { p->mutable_trail()->SwapElements(1, 2); }},
      {"step 2 was changed", [](auto* p) { p->mutable_trail()->DeleteSubrange(1, 1); }},
      {"the trail has no beginning", [](auto* p) { p->mutable_trail()->DeleteSubrange(0, 1); }},
      {"the trail has no beginning", [](auto* p) { p->clear_trail(); }},
      {"step 4 was changed", [](auto* p) { *p->add_trail() = p->trail(2); }},
      {"where it stands was changed", [](auto* p) { p->mutable_trail()->RemoveLast(); }},
      {"where it stands was changed",
       [](auto* p) { p->mutable_state()->mutable_tasks(0)->set_decider(kCai); }},
      {"where it stands was changed",
       [](auto* p) { p->mutable_state()->set_phase(ProcessState::APPROVED); }},
      {"where it stands was changed",
       [](auto* p) { (*p->mutable_written())["amount"].add_values("1 CNY"); }},
      {"where it stands was changed", [](auto* p) { p->clear_state_seal(); }}};
  for (size_t i = 0; i < changes.size(); ++i) {
    EXPECT_EQ(FaultAfter(changes[i].second), changes[i].first) << i;
  }
}

TEST_F(ProcessTrailTest, AnotherKeyAnotherTenantOrAnotherProcessHasOtherSeals) {
  EXPECT_NE(FaultOf({std::string(32, 'x'), tenant_, instance_}, process_), "");
  EXPECT_NE(FaultOf({std::string(32, 'k'), instance_, tenant_}, process_), "");
  EXPECT_NE(FaultOf({std::string(32, 'k'), tenant_, DeriveUuid("instance", "b")}, process_), "");
}

}  // namespace
}  // namespace guanxi::workflow
