#include "workflow-svc/approval/process_runner.h"

#include <optional>
#include <utility>
#include <variant>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "guanxi/workflow/v1/process_definition.pb.h"
#include "guanxi/workflow/v1/work_calendar.pb.h"
#include "workflow-svc/approval/delegations.h"
#include "workflow-svc/approval/process_rows.h"
#include "workflow-svc/approval/process_trail.h"
#include "workflow-svc/work_calendar_rules.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::Message;
using process::ProcessState;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::ProcessInstance;

ResourceName NameOfId(const Uuid& id) { return ResourceName{Uuid(), id}; }

void KeepStart(const NewProcess& process, approval::StoredProcess* stored) {
  for (const auto& [field, value] : process.start.content) {
    (*stored->mutable_start_content())[field] = value;
  }
  for (const auto& [node, users] : process.start.picks) {
    auto& picked = *stored->add_start_picks();
    picked.set_node(node);
    for (const std::string& user : users) picked.add_users(user);
  }
  stored->set_attempt(process.attempt);
  stored->set_form_hash(process.form_hash);
  if (process.parent.IsNil()) return;
  stored->set_parent(std::string(process.parent.bytes()));
  stored->set_parent_pass(process.parent_pass);
  stored->set_parent_waits(process.parent_waits);
  stored->set_is_apart(process.is_apart);
}

}  // namespace

StaffDirectory ProcessRunner::DirectoryIn(UnitOfWork& work, const Staff& staff,
                                          const std::string& definition) const {
  return StaffDirectory(&staff, definition, [this, &work](const std::string& user) {
    return ReadDelegations(work, *parts_.delegations, user);
  });
}

absl::StatusOr<SlaTime> ProcessRunner::TimeIn(UnitOfWork& work, const Model& model,
                                              Stage stage) const {
  const std::string& calendar = model.proto().work_calendar();
  if (calendar.empty()) return SlaTime();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(parts_.calendars->type(), calendar, "work_calendar"));
  GUANXI_ASSIGN_OR_RETURN(const auto found,
                          work.GetMany(*parts_.calendars, {name.id}, resource::Lock::kNone));
  // What runs goes on by the hours that there were: else nobody could end it any more.
  const bool is_there = !found.empty() && (found.begin()->second.live || stage == Stage::kRuns);
  if (!is_there) {
    return FailedPrecondition("WORK_CALENDAR_GONE", calendar,
                              "the model's work_calendar was deleted: bring it back, or publish "
                              "another revision");
  }
  const Message& row = *found.begin()->second.message;
  GUANXI_ASSIGN_OR_RETURN(worktime::WorkTime work_time,
                          WorkTimeOf(static_cast<const v1::WorkCalendar&>(row)));
  return SlaTime(std::move(work_time));
}

absl::StatusOr<Surroundings> ProcessRunner::SurroundingsIn(UnitOfWork& work, const Model& model,
                                                           const Directory* directory,
                                                           Stage stage) const {
  GUANXI_ASSIGN_OR_RETURN(SlaTime time, TimeIn(work, model, stage));
  filter::Moment moment = work.environment().MomentOf(work.principal().tenant);
  moment.now = work.now();
  return Surroundings{directory, std::move(moment), std::move(time)};
}

absl::StatusOr<StepResult> ProcessRunner::Decide(UnitOfWork& work, const Staff& staff,
                                                 const Model& model,
                                                 const ProcessInstance& instance,
                                                 const ProcessState& state,
                                                 const Command& command) const {
  const StaffDirectory directory = DirectoryIn(work, staff, instance.definition());
  const bool starts = state.phase() == ProcessState::PHASE_UNSPECIFIED;
  GUANXI_ASSIGN_OR_RETURN(
      Surroundings surroundings,
      SurroundingsIn(work, model, &directory, starts ? Stage::kStarts : Stage::kRuns));
  absl::Status failed;
  surroundings.may_start = MayStartIn(work, staff, model, instance, &failed);
  auto result = Step(model, state, command, surroundings);
  GUANXI_RETURN_IF_ERROR(directory.status());
  GUANXI_RETURN_IF_ERROR(failed);
  return result;
}

absl::Status ProcessRunner::Start(UnitOfWork& work, const Staff& staff, const NewProcess& process,
                                  ProcessInstance* instance) const {
  GUANXI_ASSIGN_OR_RETURN(const auto model,
                          models_.Get(work, process.definition, process.revision));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName revision,
                          RevisionName(process.definition, process.revision));
  instance->Clear();
  instance->set_definition(process.definition);
  instance->set_revision(process.revision);
  instance->set_revision_name(resource::FormatName(parts_.revisions->type(), revision));
  instance->set_subject(process.subject);
  instance->set_policy(process.policy);
  instance->set_initiator(process.initiator);
  instance->set_department(process.department);
  if (!process.parent.IsNil()) {
    instance->set_parent_instance(
        resource::FormatName(parts_.instances->type(), NameOfId(process.parent)));
  }
  const Command command{process.initiator, false, process.start};
  GUANXI_ASSIGN_OR_RETURN(const StepResult result,
                          Decide(work, staff, *model, *instance, ProcessState(), command));
  if (!process.id.IsNil()) {
    GUANXI_RETURN_IF_ERROR(work.CheckFree(*parts_.instances, {NameOfId(process.id)}));
  }
  const Uuid id = process.id.IsNil() ? work.environment().uuids().Next() : process.id;
  instance->set_title(TitleOf(*model, result.state, staff.DisplayNameOf(process.initiator)));
  FillInstance(*model, result.state, instance);
  GUANXI_RETURN_IF_ERROR(work.Insert(*parts_.instances, NameOfId(id), instance));
  KeptProcess kept;
  KeepStart(process, &kept.process);
  GUANXI_RETURN_IF_ERROR(InsertProcess(work.tx(), work.principal().tenant, id, kept.process));
  kept.version = 1;
  const Said nothing;
  int first = 0;
  int* const started = process.started != nullptr ? process.started : &first;
  const Made made{work, staff, *model, id, instance, &kept, result, nothing, started};
  GUANXI_RETURN_IF_ERROR(StoreTasks(made));
  GUANXI_RETURN_IF_ERROR(StoreTimers(made));
  GUANXI_RETURN_IF_ERROR(DoEffects(made));
  return Keep(made, command);
}

absl::Status ProcessRunner::Run(UnitOfWork& work, const Staff& staff, const ResourceName& name,
                                const Command& command, const Said& said) const {
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(*parts_.instances, name));
  ProcessInstance instance = static_cast<const ProcessInstance&>(*row.message);
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(KeptProcess kept, ReadProcess(work.tx(), tenant, name.id));
  GUANXI_ASSIGN_OR_RETURN(const auto model,
                          models_.Get(work, instance.definition(), instance.revision()));
  Command whole = command;
  Written written;
  if (auto* const done = std::get_if<SubProcessDone>(&whole.what)) {
    GUANXI_ASSIGN_OR_RETURN(written, TakeWritten(work, *model, kept, done));
  }
  GUANXI_ASSIGN_OR_RETURN(const StepResult result,
                          Decide(work, staff, *model, instance, kept.process.state(), whole));
  FillInstance(*model, result.state, &instance);
  const bool ends = result.state.phase() != kept.process.state().phase();
  if (ends && !said.text.empty()) instance.set_reason(said.text);
  GUANXI_RETURN_IF_ERROR(work.Update(*parts_.instances, row, &instance).status());
  int started = 0;
  const auto* const fired = std::get_if<FireTimer>(&command.what);
  const Made made{work,  staff,  *model, name.id,  &instance,
                  &kept, result, said,   &started, fired != nullptr ? fired->timer : 0};
  GUANXI_RETURN_IF_ERROR(WriteSubject(made, written));
  GUANXI_RETURN_IF_ERROR(StoreTasks(made));
  GUANXI_RETURN_IF_ERROR(StoreTimers(made));
  GUANXI_RETURN_IF_ERROR(DoEffects(made));
  return Keep(made, command);
}

absl::Status ProcessRunner::Keep(const Made& made, const Command& command) const {
  const Uuid& tenant = made.work.principal().tenant;
  const TrailSeal seal(made.work.environment().blind_index_key(), tenant, made.id);
  NoteStep(
      seal,
      {command, made.said.task, made.said.text, made.work.now(), made.instance->content_hash()},
      made.result.state, &made.kept->process);
  SealWhole(seal, &made.kept->process);
  return UpdateProcess(made.work.tx(), tenant, made.id, made.kept);
}

}  // namespace guanxi::workflow
