// The rows of tasks: the part of ProcessRunner that keeps them as the state has them.
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "workflow-svc/approval/process_notices.h"
#include "workflow-svc/approval/process_rows.h"
#include "workflow-svc/approval/process_runner.h"
#include "workflow-svc/process/changes.h"

namespace guanxi::workflow {
namespace {

using resource::ResourceName;
using resource::Stored;
using v1::ProcessTask;

ResourceName NameOfId(const Uuid& id) { return ResourceName{Uuid(), id}; }

// Whom to tell of it: whose it has become, or who may claim it now and could not before.
ProcessTask ToBeTold(const ProcessTask& old, const ProcessTask& next) {
  ProcessTask told = next;
  const bool is_new = old.state() != ProcessTask::OPEN || old.assignee() != next.assignee();
  if (is_new) return told;
  told.clear_assignee();
  told.clear_candidates();
  const std::set<std::string> known(old.candidates().begin(), old.candidates().end());
  for (const std::string& user : next.candidates()) {
    if (known.count(user) == 0) told.add_candidates(user);
  }
  return told;
}

}  // namespace

absl::Status ProcessRunner::StoreTasks(const Made& made) const {
  bool said = made.said.task == 0 || made.said.text.empty();
  const std::vector<TaskChange> changes =
      TaskChanges(made.kept->process.state(), made.result.state);
  GUANXI_RETURN_IF_ERROR(HoldRows(made, changes));
  for (const TaskChange& change : changes) {
    const int64_t key = change.after != nullptr ? change.after->id() : change.before->id();
    said |= key == made.said.task;
    GUANXI_RETURN_IF_ERROR(StoreTask(made, key, change.after));
  }
  if (said) return absl::OkStatus();
  // What was said with a command that has left the task as it was.
  for (const process::Task& task : made.result.state.tasks()) {
    if (task.id() == made.said.task) return StoreTask(made, task.id(), &task);
  }
  return absl::OkStatus();
}

absl::Status ProcessRunner::HoldRows(const Made& made,
                                     const std::vector<TaskChange>& changes) const {
  std::set<ResourceName> names;
  for (const TaskChange& change : changes) {
    const int64_t key = change.after != nullptr ? change.after->id() : change.before->id();
    const auto known = made.kept->process.task_rows().find(key);
    if (known == made.kept->process.task_rows().end()) continue;
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(known->second));
    names.insert(NameOfId(id));
  }
  if (names.size() < 2) return absl::OkStatus();
  return made.work.HoldLive(*parts_.tasks, names, resource::Lock::kExclusive).status();
}

absl::Status ProcessRunner::StoreTask(const Made& made, int64_t key,
                                      const process::Task* task) const {
  auto& rows = *made.kept->process.mutable_task_rows();
  const auto known = rows.find(key);
  if (known == rows.end()) {
    if (task == nullptr || !HasRow(*task)) return absl::OkStatus();
    ProcessTask next;
    FillTask(made.model, made.result.state, task, &next);
    Uuid id;
    GUANXI_RETURN_IF_ERROR(AddTask(made, std::move(next), &id));
    rows[key] = std::string(id.bytes());
    return absl::OkStatus();
  }
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(known->second));
  GUANXI_ASSIGN_OR_RETURN(const Stored row, made.work.Get(*parts_.tasks, NameOfId(id)));
  const auto& old = static_cast<const ProcessTask&>(*row.message);
  ProcessTask next = old;
  FillTask(made.model, made.result.state, task, &next);
  if (key == made.said.task && !made.said.text.empty()) next.set_opinion(made.said.text);
  if (next.state() != ProcessTask::OPEN && next.state() != ProcessTask::WAITING) {
    next.clear_draft();
  }
  if (old.assignee() != next.assignee()) {
    next.clear_read_time();
    next.clear_draft();
  }
  GUANXI_RETURN_IF_ERROR(made.work.Update(*parts_.tasks, row, &next).status());
  if (next.state() != ProcessTask::OPEN) return absl::OkStatus();
  return TellTask(made.work, ToBeTold(old, next));
}

absl::Status ProcessRunner::AddTask(const Made& made, ProcessTask task, Uuid* id) const {
  task.set_instance(resource::FormatName(parts_.instances->type(), NameOfId(made.id)));
  task.set_definition(made.instance->definition());
  task.set_title(made.instance->title());
  task.set_initiator(made.instance->initiator());
  task.set_subject(made.instance->subject());
  *id = made.work.environment().uuids().Next();
  GUANXI_RETURN_IF_ERROR(made.work.Insert(*parts_.tasks, NameOfId(*id), &task));
  const bool is_to_be_seen =
      task.state() == ProcessTask::OPEN || task.state() == ProcessTask::COPIED;
  return is_to_be_seen ? TellTask(made.work, task) : absl::OkStatus();
}

}  // namespace guanxi::workflow
