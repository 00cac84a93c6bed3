#include "workflow-svc/process/changes.h"

#include <map>
#include <utility>

#include "google/protobuf/util/message_differencer.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::MessageDifferencer;

template <typename Change, typename Items>
std::vector<Change> ChangesOf(const Items& before, const Items& after) {
  std::map<int64_t, Change> by_id;
  for (const auto& item : before) by_id[item.id()].before = &item;
  for (const auto& item : after) by_id[item.id()].after = &item;
  std::vector<Change> changes;
  for (const auto& [id, change] : by_id) {
    const bool both = change.before != nullptr && change.after != nullptr;
    if (both && MessageDifferencer::Equals(*change.before, *change.after)) continue;
    changes.push_back(change);
  }
  return changes;
}

}  // namespace

std::vector<TaskChange> TaskChanges(const process::ProcessState& before,
                                    const process::ProcessState& after) {
  return ChangesOf<TaskChange>(before.tasks(), after.tasks());
}

std::vector<ProcessTimerChange> TimerChanges(const process::ProcessState& before,
                                             const process::ProcessState& after) {
  return ChangesOf<ProcessTimerChange>(before.timers(), after.timers());
}

}  // namespace guanxi::workflow
