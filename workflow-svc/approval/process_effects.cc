// What steps want done besides: the part of ProcessRunner that acts on effects.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "guanxi/workflow/v1/process_content.pb.h"
#include "guanxi/workflow/v1/process_definition.pb.h"
#include "workflow-svc/approval/process_notices.h"
#include "workflow-svc/approval/process_runner.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;
using resource::ResourceName;
using resource::Stored;
using v1::ProcessTask;

// What was written, by the paths of the subject.
v1::ProcessSubjectWrite WrittenBy(const Model& model, const std::string& subject,
                                  const ProcessContent& content) {
  v1::ProcessSubjectWrite write;
  write.set_subject(subject);
  for (const auto& [id, value] : content) {
    const v1::ProcessField* const field = model.content().Find(id);
    if (field != nullptr && !field->subject_path().empty()) {
      (*write.mutable_values())[field->subject_path()] = value;
    }
  }
  return write;
}

// What the subject has shows in another process about it as it does in this one.
void ShowSubject(const Model& from, const ProcessState& state, const Model& model,
                 ProcessContent* content) {
  for (const v1::ProcessField& field : model.proto().fields()) {
    if (field.subject_path().empty() || content->count(field.id()) != 0) continue;
    for (const v1::ProcessField& shown : from.proto().fields()) {
      const auto found = state.content().find(shown.id());
      const bool is_same = shown.subject_path() == field.subject_path() &&
                           shown.type() == field.type() && shown.repeated() == field.repeated();
      if (is_same && found != state.content().end()) (*content)[field.id()] = found->second;
    }
  }
}

// Within one command. One that starts itself at once would never come to an end.
constexpr int kMaxStarted = 50;

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
      if (made.instance->subject().empty()) return absl::OkStatus();
      return made.work.Emit(*parts_.instances, row, "approval.subject_written",
                            WrittenBy(made.model, made.instance->subject(), effect.content));
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

absl::Status ProcessRunner::StartChild(const Made& made, const Effect& effect) const {
  if (++*made.started > kMaxStarted) {
    return FailedPrecondition(
        "TOO_MANY_PROCESSES", effect.definition,
        absl::StrCat("it would start more than ", kMaxStarted, " processes within others at once"));
  }
  GUANXI_ASSIGN_OR_RETURN(
      const ResourceName name,
      resource::ParseName(parts_.definitions->type(), effect.definition, "definition"));
  GUANXI_ASSIGN_OR_RETURN(const auto row, made.work.Peek(*parts_.definitions, name));
  const auto* const definition =
      row.has_value() ? static_cast<const v1::ProcessDefinition*>(row->message.get()) : nullptr;
  if (definition == nullptr || definition->state() != v1::ProcessDefinition::ACTIVE) {
    return FailedPrecondition("PROCESS_NOT_ACTIVE", effect.definition,
                              "the process that is to be started beside this one is not active");
  }
  const ModelNode* const node = made.model.Find(effect.node);
  NewProcess child;
  child.definition = effect.definition;
  child.revision = definition->revision();
  child.subject = made.instance->subject();
  child.initiator = made.instance->initiator();
  child.department = made.instance->department();
  child.start.content = effect.content;
  if (!child.subject.empty()) {
    GUANXI_ASSIGN_OR_RETURN(const auto model,
                            models_.Get(made.work, child.definition, child.revision));
    ShowSubject(made.model, made.result.state, *model, &child.start.content);
  }
  child.parent = made.id;
  child.parent_pass = effect.pass;
  child.started = made.started;
  child.parent_waits =
      node != nullptr && node->node->has_sub_process() && node->node->sub_process().wait();
  v1::ProcessInstance started;
  GUANXI_RETURN_IF_ERROR(Start(made.work, made.staff, child, &started));
  GUANXI_ASSIGN_OR_RETURN(const Uuid id,
                          resource::ParseReference("processInstances", started.name()));
  (*made.kept->process.mutable_children())[effect.pass] = std::string(id.bytes());
  return absl::OkStatus();
}

absl::Status ProcessRunner::CancelChild(const Made& made, const Effect& effect) const {
  const auto& children = made.kept->process.children();
  const auto found = children.find(effect.pass);
  if (found == children.end()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid child, Uuid::FromBytes(found->second));
  // By a timer: two instances that are held at once, in either order, would deadlock.
  return Arm(made, kProcessCancelTimer, 0, "", &child);
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
