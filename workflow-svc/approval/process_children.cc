// Processes that others start: a part of ProcessRunner.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "guanxi/workflow/v1/process_content.pb.h"
#include "guanxi/workflow/v1/process_definition.pb.h"
#include "workflow-svc/approval/process_runner.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::ProcessInstance;

// Within one command. One that starts itself at once would never come to an end.
constexpr int kMaxStarted = 50;

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

bool Waits(const Model& model, const Effect& effect) {
  const ModelNode* const node = model.Find(effect.node);
  return node != nullptr && node->node->sub_process().wait();
}

}  // namespace

absl::StatusOr<NewProcess> ProcessRunner::ChildOf(UnitOfWork& work, const Model& model,
                                                  const ProcessInstance& instance,
                                                  const ProcessState& state,
                                                  const Effect& effect) const {
  GUANXI_ASSIGN_OR_RETURN(
      const ResourceName name,
      resource::ParseName(parts_.definitions->type(), effect.definition, "definition"));
  GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(*parts_.definitions, name));
  const auto* const definition =
      row.has_value() ? static_cast<const v1::ProcessDefinition*>(row->message.get()) : nullptr;
  if (definition == nullptr || definition->state() != v1::ProcessDefinition::ACTIVE) {
    return FailedPrecondition("PROCESS_NOT_ACTIVE", effect.definition,
                              "the process that is to be started within this one is not active");
  }
  NewProcess child;
  child.definition = effect.definition;
  child.revision = definition->revision();
  child.subject = instance.subject();
  child.initiator = instance.initiator();
  child.department = instance.department();
  child.start.content = effect.content;
  child.parent_pass = effect.pass;
  child.parent_waits = Waits(model, effect);
  if (child.subject.empty()) return child;
  GUANXI_ASSIGN_OR_RETURN(const auto shown, models_.Get(work, child.definition, child.revision));
  ShowSubject(model, state, *shown, &child.start.content);
  return child;
}

absl::Status ProcessRunner::TryChild(UnitOfWork& work, const Staff& staff,
                                     const NewProcess& child) const {
  GUANXI_ASSIGN_OR_RETURN(const auto model, models_.Get(work, child.definition, child.revision));
  const StaffDirectory directory = DirectoryIn(work, staff, child.definition);
  // What it starts itself, in turn, is its own to stop at.
  GUANXI_ASSIGN_OR_RETURN(const Surroundings surroundings,
                          SurroundingsIn(work, *model, &directory, Stage::kStarts));
  const absl::Status tried =
      Step(*model, ProcessState(), Command{child.initiator, false, child.start}, surroundings)
          .status();
  GUANXI_RETURN_IF_ERROR(directory.status());
  return tried;
}

std::function<absl::Status(const ProcessState&, const Effect&)> ProcessRunner::MayStartIn(
    UnitOfWork& work, const Staff& staff, const Model& model, const ProcessInstance& instance,
    absl::Status* failed) const {
  return [this, &work, &staff, &model, &instance, failed](const ProcessState& state,
                                                          const Effect& effect) -> absl::Status {
    const auto child = ChildOf(work, model, instance, state, effect);
    const absl::Status tried = child.ok() ? TryChild(work, staff, *child) : child.status();
    const bool is_fault = IsPassing(tried) || absl::IsInternal(tried);
    if (!is_fault) return tried;
    failed->Update(tried);
    return absl::OkStatus();
  };
}

absl::Status ProcessRunner::StartChild(const Made& made, const Effect& effect) const {
  if (++*made.started > kMaxStarted) {
    return FailedPrecondition(
        "TOO_MANY_PROCESSES", effect.definition,
        absl::StrCat("it would start more than ", kMaxStarted, " processes within others at once"));
  }
  GUANXI_ASSIGN_OR_RETURN(
      NewProcess child, ChildOf(made.work, made.model, *made.instance, made.result.state, effect));
  child.parent = made.id;
  child.started = made.started;
  child.is_apart = !child.parent_waits || made.kept->process.is_apart();
  ProcessInstance started;
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

absl::Status ProcessRunner::WriteSubject(const Made& made, const Written& written) const {
  if (made.instance->subject().empty() || written.empty()) return absl::OkStatus();
  approval::StoredProcess& process = made.kept->process;
  if (process.is_apart()) {
    return Error(absl::StatusCode::kPermissionDenied, "FIELD_NOT_WRITABLE",
                 absl::StrCat(written.begin()->first,
                              ": a process that nobody waits for writes nothing to the record"),
                 {{"field", written.begin()->first}});
  }
  // The record knows one approval, which is that of the outermost one.
  if (!process.parent().empty()) {
    for (const auto& [path, value] : written) (*process.mutable_written())[path] = value;
    return absl::OkStatus();
  }
  v1::ProcessSubjectWrite write;
  write.set_subject(made.instance->subject());
  *write.mutable_values() = written;
  GUANXI_ASSIGN_OR_RETURN(const Stored row,
                          made.work.Get(*parts_.instances, ResourceName{Uuid(), made.id}));
  return made.work.Emit(*parts_.instances, row, "approval.subject_written", write);
}

absl::StatusOr<ProcessRunner::Written> ProcessRunner::TakeWritten(UnitOfWork& work,
                                                                  const Model& model,
                                                                  const KeptProcess& kept,
                                                                  SubProcessDone* done) const {
  const auto found = kept.process.children().find(done->pass);
  if (found == kept.process.children().end()) return Written();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(found->second));
  GUANXI_ASSIGN_OR_RETURN(const KeptProcess child,
                          ReadProcess(work.tx(), work.principal().tenant, id));
  const auto phase = child.process.state().phase();
  // What was broken off has written nothing.
  if (phase != ProcessState::APPROVED && phase != ProcessState::REJECTED) return Written();
  for (const v1::ProcessField& field : model.proto().fields()) {
    const auto value = child.process.written().find(field.subject_path());
    if (value == child.process.written().end()) continue;
    ProcessContent shown = {{field.id(), value->second}};
    Violations violations;
    model.content().Normalize("", &shown, &violations);
    if (violations.empty()) done->content.merge(shown);
  }
  return child.process.written();
}

}  // namespace guanxi::workflow
