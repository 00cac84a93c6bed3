#include "workflow-svc/process/quorum.h"

#include <cstdint>

namespace guanxi::workflow {
namespace {

using process::Task;
using Quorum = v1::ProcessQuorum;

// The votes by what they say, in numbers and in weight.
struct Count {
  int64_t yes = 0;
  int64_t no = 0;
  int64_t pending = 0;
  int64_t all() const { return yes + no + pending; }
};

struct Tally {
  Count heads;
  Count weights;
  bool vetoed = false;
};

void Note(Vote vote, int64_t weight, Count* count) {
  (vote == Vote::kYes ? count->yes : vote == Vote::kNo ? count->no : count->pending) += weight;
}

Tally TallyOf(const std::vector<Task*>& tasks) {
  Tally tally;
  for (const Task* task : tasks) {
    if (!IsVote(*task)) continue;
    const Vote vote = VoteOf(*task, tasks);
    Note(vote, 1, &tally.heads);
    Note(vote, task->weight(), &tally.weights);
    tally.vetoed = tally.vetoed || (task->veto() && vote == Vote::kNo);
  }
  return tally;
}

// How many are needed, in the unit of `CountOf`.
int64_t NeededOf(const Quorum& quorum, const Tally& tally) {
  switch (quorum.mode()) {
    case Quorum::ANY:
      return 1;
    case Quorum::RATIO:
      return (tally.heads.all() * quorum.percent() + 99) / 100;
    case Quorum::WEIGHTED:
      return quorum.votes();
    default:
      return tally.heads.all();
  }
}

const Count& CountOf(const Quorum& quorum, const Tally& tally) {
  return quorum.mode() == Quorum::WEIGHTED ? tally.weights : tally.heads;
}

bool FirstRejects(const Quorum& quorum) {
  if (quorum.rejection() != Quorum::REJECTION_UNSPECIFIED) {
    return quorum.rejection() == Quorum::FIRST;
  }
  return quorum.mode() != Quorum::RATIO && quorum.mode() != Quorum::WEIGHTED;
}

}  // namespace

bool IsVote(const Task& task) {
  return (task.bond() == Task::BOND_UNSPECIFIED || task.bond() == Task::BESIDE) &&
         task.state() != Task::REMOVED && task.state() != Task::CANCELLED;
}

Vote VoteOf(const Task& task, const std::vector<Task*>& tasks) {
  bool after_pending = false;
  for (const Task* other : tasks) {
    const bool hangs = other->bond() == Task::BEFORE || other->bond() == Task::AFTER;
    if (other->parent() != task.id() || !hangs || other->state() == Task::REMOVED) continue;
    const Vote vote = VoteOf(*other, tasks);
    if (vote == Vote::kNo) return Vote::kNo;
    if (vote == Vote::kPending && other->bond() == Task::BEFORE) return Vote::kPending;
    after_pending = after_pending || vote == Vote::kPending;
  }
  if (task.state() == Task::REJECTED) return Vote::kNo;
  if (task.state() != Task::APPROVED || after_pending) return Vote::kPending;
  return Vote::kYes;
}

Vote ResultOf(const Quorum& quorum, const std::vector<Task*>& tasks) {
  const Tally tally = TallyOf(tasks);
  if (tally.vetoed) return Vote::kNo;
  const Count& count = CountOf(quorum, tally);
  const int64_t needed = NeededOf(quorum, tally);
  if (quorum.rest() == Quorum::WAIT && tally.heads.pending > 0) return Vote::kPending;
  if (tally.heads.no > 0 && FirstRejects(quorum)) return Vote::kNo;
  if (tally.heads.all() > 0 && count.yes >= needed) return Vote::kYes;
  // Nobody has said no where only too few are left: see IsInReach.
  if (tally.heads.no > 0 && count.yes + count.pending < needed) return Vote::kNo;
  return Vote::kPending;
}

bool IsInReach(const Quorum& quorum, const std::vector<Task*>& tasks) {
  const Tally tally = TallyOf(tasks);
  return tally.heads.all() > 0 && CountOf(quorum, tally).all() >= NeededOf(quorum, tally);
}

}  // namespace guanxi::workflow
