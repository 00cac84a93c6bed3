#include "workflow-svc/approval/process_rows.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/crypto/digest.h"
#include "google/protobuf/util/time_util.h"
#include "workflow-svc/approval/participants.h"
#include "workflow-svc/approval/process_due.h"
#include "workflow-svc/process/content_rights.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::TimeUtil;
using process::ProcessState;
using process::Task;
using v1::ProcessInstance;
using v1::ProcessTask;

constexpr size_t kMaxTitle = 256;
constexpr size_t kMaxIncident = 1024;

ProcessTask::State StateOf(const Task& task) {
  switch (task.state()) {
    case Task::WAITING:
      return ProcessTask::WAITING;
    case Task::OPEN:
      return ProcessTask::OPEN;
    case Task::APPROVED:
    case Task::REJECTED:
    case Task::ADVISED:
      return ProcessTask::DONE;
    default:
      return ProcessTask::CANCELLED;
  }
}

ProcessTask::Outcome OutcomeOf(const Task& task) {
  const bool by_itself = task.automatic() != Task::AUTOMATIC_UNSPECIFIED;
  switch (task.state()) {
    case Task::APPROVED:
      return by_itself ? ProcessTask::PASSED_BY_ITSELF : ProcessTask::APPROVED;
    case Task::REJECTED:
      return by_itself ? ProcessTask::REJECTED_BY_ITSELF : ProcessTask::REJECTED;
    case Task::ADVISED:
      return ProcessTask::ADVISED;
    default:
      return ProcessTask::OUTCOME_UNSPECIFIED;
  }
}

// The first `most` bytes, without half a character.
std::string Cut(std::string text, size_t most) {
  if (text.size() <= most) return text;
  size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text;
}

ProcessInstance::State StateOf(const ProcessState& state) {
  switch (state.phase()) {
    case ProcessState::APPROVED:
      return ProcessInstance::APPROVED;
    case ProcessState::REJECTED:
      return ProcessInstance::REJECTED;
    case ProcessState::WITHDRAWN:
      return ProcessInstance::WITHDRAWN;
    case ProcessState::TERMINATED:
      return ProcessInstance::TERMINATED;
    default:
      break;
  }
  const bool stopped =
      std::any_of(state.tokens().begin(), state.tokens().end(),
                  [](const process::Token& token) { return !token.incident().empty(); });
  return stopped ? ProcessInstance::STOPPED : ProcessInstance::RUNNING;
}

}  // namespace

bool HasRow(const Task& task) {
  return task.state() == Task::OPEN || OutcomeOf(task) != ProcessTask::OUTCOME_UNSPECIFIED;
}

void FillTask(const Model& model, const ProcessState& state, const Task* task, ProcessTask* row) {
  row->clear_due_time();
  row->clear_candidates();
  if (task == nullptr) {
    row->set_state(ProcessTask::CANCELLED);
    row->set_outcome(ProcessTask::OUTCOME_UNSPECIFIED);
    return;
  }
  row->set_node(task->node());
  row->set_key(absl::StrCat(task->id()));
  const ModelNode* const node = model.Find(task->node());
  if (node != nullptr) row->set_node_title(node->node->display_name());
  row->set_assignee(task->assignee());
  row->set_delegated_from(task->owner());
  row->set_state(StateOf(*task));
  row->set_outcome(OutcomeOf(*task));
  // Of what is over there is nothing left to claim.
  const bool can_be_claimed =
      task->assignee().empty() && (task->state() == Task::OPEN || task->state() == Task::WAITING);
  if (can_be_claimed) *row->mutable_candidates() = task->candidates();
  row->clear_complete_time();
  if (task->decide_micros() != 0 && row->state() == ProcessTask::DONE) {
    *row->mutable_complete_time() = TimeUtil::MicrosecondsToTimestamp(task->decide_micros());
  }
  const auto due = DueOf(node, state, *task);
  if (due.has_value()) *row->mutable_due_time() = TimeUtil::MicrosecondsToTimestamp(*due);
}

void FillInstance(const Model& model, const ProcessState& state, ProcessInstance* instance) {
  instance->set_state(StateOf(state));
  instance->clear_incident();
  for (const process::Token& token : state.tokens()) {
    if (token.incident().empty()) continue;
    const ModelNode* const node = model.Find(token.node());
    instance->set_incident(
        Cut(absl::StrCat(node != nullptr ? node->node->display_name() : token.node(), ": ",
                         token.incident(), " ", token.incident_text()),
            kMaxIncident));
    break;
  }
  if (instance->title().empty()) instance->set_title(TitleOf(model, state, state.initiator()));
  instance->set_content_hash(HashOfContent(model, state, !instance->subject().empty()));
  if (state.end_micros() != 0) {
    *instance->mutable_end_time() = TimeUtil::MicrosecondsToTimestamp(state.end_micros());
  }
  AddParticipants(state, instance);
}

std::string TitleOf(const Model& model, const ProcessState& state, const std::string& initiator) {
  std::map<std::string, std::string> places;
  const std::set<std::string> hidden = FieldsHiddenSomewhere(model);
  for (const v1::ProcessField& field : model.proto().fields()) {
    const auto found = state.content().find(field.id());
    const bool is_told = found != state.content().end() && hidden.count(field.id()) == 0;
    places[absl::StrCat("{{", field.id(), "}}")] =
        is_told ? absl::StrJoin(found->second.values(), ", ") : "";
  }
  places["{{initiator}}"] = initiator;
  return Cut(absl::StrReplaceAll(model.proto().title(), places), kMaxTitle);
}

std::string HashOfContent(const Model& model, const ProcessState& state, bool has_subject) {
  std::map<std::string, const v1::ProcessValue*> values;
  // Of few values that it can be a hash tells which it is.
  const std::set<std::string> hidden = FieldsHiddenSomewhere(model);
  for (const v1::ProcessField& field : model.proto().fields()) {
    const auto found = state.content().find(field.id());
    if (found == state.content().end() || hidden.count(field.id()) != 0) continue;
    if (!has_subject) {
      values[field.id()] = &found->second;
    } else if (!field.subject_path().empty()) {
      values[field.subject_path()] = &found->second;
    }
  }
  std::string text;
  const auto add = [&](const std::string& part) { absl::StrAppend(&text, part.size(), ":", part); };
  for (const auto& [path, value] : values) {
    add(path);
    absl::StrAppend(&text, value->values_size(), "=");
    for (const std::string& one : value->values()) add(one);
  }
  return absl::BytesToHexString(crypto::Sha256(text));
}

}  // namespace guanxi::workflow
