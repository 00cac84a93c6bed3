// What steps want done besides: the part of ProcessRunner that acts on effects.
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "google/protobuf/map.h"
#include "workflow-svc/approval/process_notices.h"
#include "workflow-svc/approval/process_runner.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;
using resource::ResourceName;
using resource::Stored;
using v1::ProcessTask;

// What was written, by the paths of the subject.
google::protobuf::Map<std::string, v1::ProcessValue> WrittenBy(const Model& model,
                                                               const ProcessContent& content) {
  google::protobuf::Map<std::string, v1::ProcessValue> written;
  for (const auto& [id, value] : content) {
    const v1::ProcessField* const field = model.content().Find(id);
    if (field != nullptr && !field->subject_path().empty()) {
      written[field->subject_path()] = value;
    }
  }
  return written;
}

const char* FactOf(const ProcessState& state) {
  if (state.phase() == ProcessState::APPROVED) return "approval.approved";
  return state.phase() == ProcessState::REJECTED ? "approval.rejected" : "approval.withdrawn";
}

}  // namespace

absl::Status ProcessRunner::DoEffects(const Made& made) const {
  for (const Effect& effect : made.result.effects) {
    GUANXI_RETURN_IF_ERROR(DoEffect(made, effect));
  }
  return absl::OkStatus();
}

absl::Status ProcessRunner::DoEffect(const Made& made, const Effect& effect) const {
  GUANXI_ASSIGN_OR_RETURN(const Stored row,
                          made.work.Get(*parts_.instances, ResourceName{Uuid(), made.id}));
  switch (effect.kind) {
    case Effect::Kind::kCopy:
      return SendCopies(made, effect);
    case Effect::Kind::kRemind:
      return TellUsers(made.work, v1::Notification::PROCESS_REMINDER, *made.instance, effect.users);
    case Effect::Kind::kUrge:
      return TellUsers(made.work, v1::Notification::PROCESS_URGED, *made.instance, effect.users);
    case Effect::Kind::kTrigger:
      return Arm(made, kProcessTriggerTimer, effect.pass, effect.node);
    case Effect::Kind::kStartSub:
      return StartChild(made, effect);
    case Effect::Kind::kCancelSub:
      return CancelChild(made, effect);
    case Effect::Kind::kWriteSubject:
      return WriteSubject(made, WrittenBy(made.model, effect.content));
    case Effect::Kind::kIncident:
      return TellUsers(made.work, v1::Notification::PROCESS_STOPPED, *made.instance,
                       made.staff.administrators());
    case Effect::Kind::kRunsAgain:
      return made.work.Emit(*parts_.instances, row, "process.runs_again", *made.instance);
    case Effect::Kind::kFinished:
      return TellEnd(made, row);
  }
  return absl::InternalError("an effect of no known kind");
}

absl::Status ProcessRunner::SendCopies(const Made& made, const Effect& effect) const {
  const ModelNode* const node = made.model.Find(effect.node);
  for (const std::string& user : effect.users) {
    ProcessTask copy;
    copy.set_state(ProcessTask::COPIED);
    copy.set_assignee(user);
    copy.set_node(effect.node);
    if (node != nullptr) copy.set_node_title(node->node->display_name());
    Uuid id;
    GUANXI_RETURN_IF_ERROR(AddTask(made, std::move(copy), &id));
  }
  return absl::OkStatus();
}

absl::Status ProcessRunner::TellEnd(const Made& made, const Stored& row) const {
  GUANXI_RETURN_IF_ERROR(
      made.work.Emit(*parts_.instances, row, FactOf(made.result.state), *made.instance));
  const approval::StoredProcess& process = made.kept->process;
  if (process.parent_waits()) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid parent, Uuid::FromBytes(process.parent()));
    const bool approved = made.result.state.phase() == ProcessState::APPROVED;
    GUANXI_RETURN_IF_ERROR(Arm(made, kProcessChildTimer, process.parent_pass(),
                               approved ? "approved" : "rejected", &parent));
  }
  return TellUsers(made.work, v1::Notification::PROCESS_ENDED, *made.instance,
                   {made.instance->initiator()});
}

}  // namespace guanxi::workflow
