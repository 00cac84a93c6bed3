// What is only looked at: the part of ProcessInstanceServiceImpl that reads.
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/name_fields.h"
#include "common/resource/resource_name.h"
#include "guanxi/workflow/v1/process_definition.pb.h"
#include "workflow-svc/approval/process_definitions.h"
#include "workflow-svc/approval/process_instance_service.h"
#include "workflow-svc/process/content_rights.h"
#include "workflow-svc/process/drawing.h"
#include "workflow-svc/process/preview.h"

namespace guanxi::workflow {

using resource::ResourceName;
using resource::UnitOfWork;
using v1::ProcessInstance;

namespace {

// What a form may be supposed to hold, what it shows of a record included.
absl::StatusOr<ProcessContent> Supposed(const Model& model, const ProcessContent& stated) {
  for (const auto& [id, value] : stated) {
    if (model.content().Find(id) != nullptr) continue;
    return InvalidField(absl::StrCat("content[", id, "]"), "is no field of the model");
  }
  ProcessContent content = stated;
  Violations violations;
  model.content().Normalize("content", &content, &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return content;
}

}  // namespace

absl::Status ProcessInstanceServiceImpl::Look(
    const rpc::Call& call, absl::FunctionRef<absl::Status(UnitOfWork&)> body) const {
  return calls_->engine().Write(WithAllRights(call).principal, resource::TxOptionsOf(call),
                                resource::WriteContext(), body);
}

absl::StatusOr<ProcessInstanceServiceImpl::Standing> ProcessInstanceServiceImpl::StandingIn(
    UnitOfWork& work, const std::string& name) const {
  const resource::Resource& instances = *calls_->parts().instances;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                          resource::ParseName(instances.type(), name, "name"));
  GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(instances, parsed));
  if (!row.has_value()) return NotFound("PROCESS_INSTANCE", name);
  Standing standing;
  standing.instance = static_cast<const ProcessInstance&>(*row->message);
  GUANXI_ASSIGN_OR_RETURN(standing.kept,
                          ReadProcess(work.tx(), work.principal().tenant, parsed.id));
  GUANXI_ASSIGN_OR_RETURN(standing.model,
                          calls_->runner().models().Get(work, standing.instance.definition(),
                                                        standing.instance.revision()));
  return standing;
}

ProcessInstanceServiceImpl::Preview ProcessInstanceServiceImpl::PreviewProcess(
    const rpc::Call& call, const v1::PreviewProcessRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckDefinitionsSeen(call));
  if (request.definition().empty()) return InvalidField("definition", "is required");
  StartProcess start;
  GUANXI_ASSIGN_OR_RETURN(start.picks, PicksOf(request.picks()));
  GUANXI_ASSIGN_OR_RETURN(const auto staff, calls_->StaffFor(call));
  v1::ProcessPreview preview;
  GUANXI_RETURN_IF_ERROR(Look(call, [&](UnitOfWork& work) {
    return WithActive(
        work, *staff, request.definition(),
        [&](UnitOfWork&, const Staff&, const v1::ProcessDefinition& definition,
            const Model& model) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(start.content, Supposed(model, ContentOf(request.content())));
          const ProcessRunner& runner = calls_->runner();
          const StaffDirectory directory = runner.DirectoryIn(work, *staff, definition.name());
          GUANXI_ASSIGN_OR_RETURN(
              Surroundings surroundings,
              runner.SurroundingsIn(work, model, &directory, ProcessRunner::Stage::kStarts));
          ProcessInstance started;
          started.set_initiator(call.principal.subject);
          started.set_department(DepartmentOf(call));
          // What starts within it shows the record, whichever that will be.
          started.set_subject(definition.subject_type());
          absl::Status failed;
          surroundings.may_start = runner.MayStartIn(work, *staff, model, started, &failed);
          GUANXI_ASSIGN_OR_RETURN(preview,
                                  PreviewStart(model, started.initiator(), start, surroundings));
          GUANXI_RETURN_IF_ERROR(failed);
          return directory.status();
        });
  }));
  return preview;
}

ProcessInstanceServiceImpl::Preview ProcessInstanceServiceImpl::PreviewProcessInstance(
    const rpc::Call& call, const v1::PreviewProcessInstanceRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const ProcessInstance seen, calls_->SeenInstance(call, request.name()));
  GUANXI_ASSIGN_OR_RETURN(const auto staff, calls_->StaffFor(call));
  v1::ProcessPreview preview;
  GUANXI_RETURN_IF_ERROR(Look(call, [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Standing standing, StandingIn(work, seen.name()));
    const ProcessRunner& runner = calls_->runner();
    const StaffDirectory directory =
        runner.DirectoryIn(work, *staff, standing.instance.definition());
    GUANXI_ASSIGN_OR_RETURN(
        Surroundings surroundings,
        runner.SurroundingsIn(work, *standing.model, &directory, ProcessRunner::Stage::kRuns));
    absl::Status failed;
    surroundings.may_start =
        runner.MayStartIn(work, *staff, *standing.model, standing.instance, &failed);
    preview = workflow::Preview(*standing.model, standing.kept.process.state(), surroundings);
    GUANXI_RETURN_IF_ERROR(failed);
    return directory.status();
  }));
  return preview;
}

absl::StatusOr<google::api::HttpBody> ProcessInstanceServiceImpl::DrawProcessInstance(
    const rpc::Call& call, const v1::DrawProcessInstanceRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const ProcessInstance seen, calls_->SeenInstance(call, request.name()));
  google::api::HttpBody body;
  body.set_content_type("image/svg+xml");
  GUANXI_RETURN_IF_ERROR(Look(call, [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Standing standing, StandingIn(work, seen.name()));
    body.set_data(DrawSvg(*standing.model, &standing.kept.process.state()));
    return absl::OkStatus();
  }));
  return body;
}

absl::StatusOr<v1::ApprovalLock> ProcessInstanceServiceImpl::LockIn(UnitOfWork& work,
                                                                    const std::string& subject,
                                                                    const std::string& user) const {
  v1::ApprovalLock lock;
  GUANXI_ASSIGN_OR_RETURN(const auto all, RunningOf(work.tx(), work.principal().tenant, subject));
  std::set<std::string> shown, writable;
  for (const std::string& running : all) {
    GUANXI_ASSIGN_OR_RETURN(const Standing standing, StandingIn(work, running));
    // As this unit of work leaves it, which the tables do not say yet.
    const auto state = standing.instance.state();
    if (state != ProcessInstance::RUNNING && state != ProcessInstance::STOPPED) continue;
    const bool goes_on = standing.model->proto().subject_change() == v1::ProcessModel::GOES_ON;
    // With several about it all must go on.
    lock.set_goes_on(goes_on && (lock.instance().empty() || lock.goes_on()));
    if (lock.instance().empty()) lock.set_instance(running);
    const std::set<std::string> fields =
        WritableFields(*standing.model, standing.kept.process.state(), user);
    for (const v1::ProcessField& field : standing.model->proto().fields()) {
      if (field.subject_path().empty()) continue;
      shown.insert(field.subject_path());
      if (fields.count(field.id()) != 0) writable.insert(field.subject_path());
    }
  }
  for (const std::string& path : shown) {
    if (writable.count(path) != 0) {
      lock.add_writable_paths(path);
    } else {
      lock.add_locked_paths(path);
    }
  }
  return lock;
}

absl::StatusOr<v1::ApprovalLock> ProcessInstanceServiceImpl::GetApprovalLock(
    const rpc::Call& call, const v1::GetApprovalLockRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckInstancesSeen(call));
  GUANXI_RETURN_IF_ERROR(CheckService(call));
  if (request.subject().empty()) return InvalidField("subject", "is required");
  const std::string subject = resource::CanonicalName(request.subject());
  v1::ApprovalLock lock;
  GUANXI_RETURN_IF_ERROR(Look(call, [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(lock, LockIn(work, subject, call.principal.subject));
    return absl::OkStatus();
  }));
  return lock;
}

}  // namespace guanxi::workflow
