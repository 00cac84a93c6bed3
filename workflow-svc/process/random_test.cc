// Random models, people and commands: what holds of every process (invariants.h), and that a
// preview is the path that is then walked.
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/invariants.h"
#include "workflow-svc/process/model_json.h"
#include "workflow-svc/process/preview.h"
#include "workflow-svc/process/random_models.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::MessageDifferencer;
using process::ProcessState;
using process::Task;

// 100,000 models in all.
constexpr int kBlocks = 20;
constexpr int kModelsInBlock = 5000;
constexpr int kCommands = 12;

// Everybody says yes, branches in any order, each node's people in theirs. False: nothing is left
// to say yes to.
bool SayYes(RandomModels* random, Walkthrough* walk) {
  std::vector<const Task*> next;  // of each pass the first
  for (const Task& task : walk->state.tasks()) {
    // Where nobody is left there is an incident.
    if (task.state() != Task::OPEN || !HasLivingPerson(*walk, task)) continue;
    const bool first = std::none_of(
        next.begin(), next.end(), [&](const Task* other) { return other->pass() == task.pass(); });
    if (first) next.push_back(&task);
  }
  if (!next.empty()) {
    const Task& task = *next[static_cast<size_t>(random->Below(static_cast<int>(next.size())))];
    if (!task.assignee().empty()) return walk->Do(task.assignee(), DecideTask{task.id()}).ok();
    for (const std::string& user :
         std::vector<std::string>(task.candidates().begin(), task.candidates().end())) {
      if (walk->Do(user, DecideTask{task.id()}).ok()) return true;
    }
    return false;
  }
  for (const process::Timer& timer : walk->state.timers()) {
    // Whoever says yes does so in time.
    if (timer.pass() == 0 || !timer.boundary().empty()) continue;
    walk->surroundings.moment.now =
        std::max(walk->surroundings.moment.now, absl::FromUnixMicros(timer.due_micros()));
    return walk->Do("", FireTimer{timer.id()}).ok();
  }
  for (const process::Token& token : walk->state.tokens()) {
    if (!token.incident().empty()) continue;
    const v1::ProcessNode& node = *walk->model->Find(token.node())->node;
    if (node.has_trigger()) return walk->Do("", TriggerDone{token.pass()}).ok();
    if (node.has_sub_process()) return walk->Do("", SubProcessDone{token.pass()}).ok();
  }
  return false;
}

void WalkAsForeseen(RandomModels* random, const v1::ProcessPreview& foreseen, Walkthrough walk) {
  walk.surroundings.directory = &walk.directory;
  for (int i = 0; i < 500 && walk.phase() == ProcessState::RUNNING; ++i) {
    if (!SayYes(random, &walk)) break;
    ASSERT_EQ(Broken(walk), "") << ModelToJson(walk.model->proto()) << walk.state.DebugString();
  }
  // What ends all from within a branch finds the others wherever they have come to.
  const auto& passes = walk.state.passes();
  const bool cut_off = std::any_of(passes.begin(), passes.end(), [](const process::Pass& pass) {
    return pass.outcome() == process::Pass::CUT_OFF;
  });
  if (cut_off) return;
  const v1::ProcessPreview walked = Preview(*walk.model, walk.state, walk.surroundings);
  ASSERT_TRUE(MessageDifferencer::Equals(foreseen, walked))
      << foreseen.DebugString() << "----\n"
      << walked.DebugString() << ModelToJson(walk.model->proto());
  if (walk.phase() == ProcessState::RUNNING) {
    ASSERT_NE(foreseen.stop(), "") << walk.state.DebugString() << ModelToJson(walk.model->proto());
  }
}

// What a return must leave behind it: nothing that was there before.
void CheckReturn(const Walkthrough& walk, int64_t last_id) {
  const ModelNode* target = nullptr;
  std::map<int64_t, std::string> nodes;  // by the ids of passes and tasks
  for (const process::Pass& pass : walk.state.passes()) {
    if (pass.returned() && pass.id() > last_id) target = walk.model->Find(pass.node());
    nodes[pass.id()] = pass.node();
  }
  for (const Task& task : walk.state.tasks()) nodes[task.id()] = task.node();
  ASSERT_NE(target, nullptr) << walk.state.DebugString();
  const auto remains = [&](const std::string& node, int64_t id) {
    return id <= last_id && Model::LeadsTo(*target, *walk.model->Find(node));
  };
  for (const auto& [id, node] : nodes) ASSERT_FALSE(remains(node, id)) << node << " " << id;
  for (const process::Token& token : walk.state.tokens()) {
    ASSERT_FALSE(remains(token.node(), token.id())) << token.DebugString();
  }
  for (const process::Timer& timer : walk.state.timers()) {
    const int64_t of = timer.task() != 0 ? timer.task() : timer.pass();
    ASSERT_FALSE(remains(nodes[of], timer.id())) << timer.DebugString();
  }
}

void Leave(RandomModels* random, Walkthrough* walk) {
  const std::string user = U(2 + random->Below(7));
  walk->directory.gone.insert(user);
  ASSERT_THAT(walk->Do("", PersonLeft{user}), IsOk());
}

void OneProcess(uint64_t seed) {
  RandomModels random(seed);
  Walkthrough walk(random.Make());
  random.Fill(&walk.directory);
  const ProcessContent content = random.Content();
  const auto foreseen = PreviewStart(*walk.model, U(1), {content, {}}, walk.surroundings);
  ASSERT_THAT(foreseen, IsOk());
  ASSERT_THAT(walk.Start(content), IsOk());
  ASSERT_EQ(Broken(walk), "") << ModelToJson(walk.model->proto()) << walk.state.DebugString();
  WalkAsForeseen(&random, *foreseen, walk);
  if (testing::Test::HasFatalFailure()) return;
  for (int i = 0; i < kCommands && walk.phase() == ProcessState::RUNNING; ++i) {
    const int64_t last_id = walk.state.last_id();
    if (random.OneIn(15)) {
      Leave(&random, &walk);
    } else if (random.OneIn(8)) {
      ASSERT_THAT(walk.Pass(absl::Hours(1 + random.Below(4))), IsOk());
    } else {
      const Command command = random.Next(walk);
      const bool done = walk.Do(command.actor, command.what, command.as_administrator).ok();
      const auto* back = std::get_if<ReturnTask>(&command.what);
      if (done && back != nullptr && !back->straight_back) CheckReturn(walk, last_id);
    }
    if (testing::Test::HasFatalFailure()) return;
    ASSERT_EQ(Broken(walk), "") << ModelToJson(walk.model->proto()) << walk.state.DebugString();
  }
  // From wherever that has led.
  if (walk.phase() != ProcessState::RUNNING || !random.OneIn(4)) return;
  WalkAsForeseen(&random, Preview(*walk.model, walk.state, walk.surroundings), walk);
}

class RandomTest : public testing::TestWithParam<int> {};

TEST_P(RandomTest, HoldsWhatHoldsOfEveryProcess) {
  for (int i = 0; i < kModelsInBlock; ++i) {
    const uint64_t seed = static_cast<uint64_t>(GetParam()) * kModelsInBlock + i;
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    OneProcess(seed);
    if (HasFatalFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Blocks, RandomTest, testing::Range(0, kBlocks));

}  // namespace
}  // namespace guanxi::workflow
