// What was done in a process, and whether it is still what was written: a part of
// ProcessInstanceServiceImpl.
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "workflow-svc/approval/process_instance_service.h"
#include "workflow-svc/approval/process_rows.h"
#include "workflow-svc/approval/process_trail.h"

namespace guanxi::workflow {
namespace {

using approval::StoredProcess;
using approval::TrailStep;
using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::ProcessInstance;
using v1::ProcessTask;

void Show(const StoredProcess& process, v1::ProcessTrail* trail) {
  for (const TrailStep& step : process.trail()) {
    v1::ProcessTrail::Step& shown = *trail->add_steps();
    *shown.mutable_time() = TimeUtil::MicrosecondsToTimestamp(step.time_micros());
    shown.set_actor(step.actor());
    shown.set_command(step.command());
    if (step.task() != 0) shown.set_task(absl::StrCat(step.task()));
    shown.set_outcome(step.outcome());
    shown.set_content_hash(step.content_hash());
  }
}

bool SaysOtherwise(const Model& model, const process::ProcessState& state,
                   const ProcessInstance& row) {
  ProcessInstance expected = row;
  FillInstance(model, state, &expected);
  return expected.state() != row.state() || expected.content_hash() != row.content_hash();
}

bool SaysOtherwise(const Model& model, const process::ProcessState& state,
                   const process::Task& task, const ProcessTask& row) {
  ProcessTask expected = row;
  FillTask(model, state, &task, &expected);
  return expected.state() != row.state() || expected.outcome() != row.outcome() ||
         expected.assignee() != row.assignee() ||
         expected.complete_time().seconds() != row.complete_time().seconds();
}

// What was said last with each task, sealed.
std::map<int64_t, std::string> TextSeals(const StoredProcess& process) {
  std::map<int64_t, std::string> seals;
  for (const TrailStep& step : process.trail()) {
    if (!step.text_seal().empty()) seals[step.task()] = step.text_seal();
  }
  return seals;
}

}  // namespace

absl::StatusOr<std::string> ProcessInstanceServiceImpl::FaultInRows(UnitOfWork& work,
                                                                    const Standing& standing,
                                                                    const TrailSeal& seal) const {
  const StoredProcess& process = standing.kept.process;
  if (SaysOtherwise(*standing.model, process.state(), standing.instance)) {
    return std::string("the instance was changed");
  }
  std::map<int64_t, Uuid> ids;
  std::vector<Uuid> all;
  for (const auto& [key, bytes] : process.task_rows()) {
    GUANXI_ASSIGN_OR_RETURN(ids[key], Uuid::FromBytes(bytes));
    all.push_back(ids[key]);
  }
  GUANXI_ASSIGN_OR_RETURN(const auto rows,
                          work.GetMany(*calls_->parts().tasks, all, resource::Lock::kNone));
  const std::map<int64_t, std::string> texts = TextSeals(process);
  for (const process::Task& task : process.state().tasks()) {
    const auto id = ids.find(task.id());
    if (id == ids.end()) continue;
    const auto row = rows.find(id->second);
    if (row == rows.end()) return absl::StrCat("task ", task.id(), " is gone");
    const auto& there = static_cast<const ProcessTask&>(*row->second.message);
    const auto text = texts.find(task.id());
    const std::string said = there.opinion().empty() ? "" : seal.OfText(task.id(), there.opinion());
    const bool differs = said != (text == texts.end() ? "" : text->second);
    if (differs || SaysOtherwise(*standing.model, process.state(), task, there)) {
      return absl::StrCat("task ", task.id(), " was changed");
    }
  }
  return std::string();
}

absl::StatusOr<v1::ProcessTrail> ProcessInstanceServiceImpl::GetProcessTrail(
    const rpc::Call& call, const v1::GetProcessTrailRequest& request) {
  const ProcessParts& parts = calls_->parts();
  GUANXI_RETURN_IF_ERROR(calls_->CheckTasksSeen(call));
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(parts.tasks->type(), call.principal, {"complete_time"}));
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(parts.instances->type(), call.principal, {"content_hash"}));
  GUANXI_ASSIGN_OR_RETURN(const ProcessInstance seen, calls_->SeenInstance(call, request.name()));
  v1::ProcessTrail trail;
  GUANXI_RETURN_IF_ERROR(Look(call, [&](UnitOfWork& work) -> absl::Status {
    trail.Clear();
    GUANXI_ASSIGN_OR_RETURN(const Standing standing, StandingIn(work, seen.name()));
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                            resource::ParseName(parts.instances->type(), seen.name(), "name"));
    const TrailSeal seal(work.environment().blind_index_key(), work.principal().tenant, name.id);
    Show(standing.kept.process, &trail);
    std::string fault = FaultOf(seal, standing.kept.process);
    if (fault.empty()) {
      GUANXI_ASSIGN_OR_RETURN(fault, FaultInRows(work, standing, seal));
    }
    trail.set_intact(fault.empty());
    trail.set_fault(fault);
    return absl::OkStatus();
  }));
  return trail;
}

}  // namespace guanxi::workflow
