#include "workflow-svc/approval/process_instance_service.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/name_fields.h"
#include "common/resource/resource_name.h"
#include "guanxi/workflow/v1/process_definition.pb.h"
#include "workflow-svc/approval/process_definitions.h"

namespace guanxi::workflow {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::ProcessDefinition;
using v1::ProcessInstance;

namespace {

const db::Query kSelectRunning{
    "process_instance.select_running",
    "SELECT id FROM process_instances FORCE INDEX (idx_subject_create_time) WHERE tenant_id = ? "
    "AND live = 1 AND subject = ? AND state IN (1, 5) ORDER BY create_time DESC LIMIT 1"};

constexpr size_t kMaxSubject = 192;

// A process is somebody's: programs start none of their own.
absl::Status CheckPerson(const rpc::Call& call) {
  if (absl::StartsWith(call.principal.subject, "users/")) return absl::OkStatus();
  return FailedPrecondition("PEOPLE_ONLY", call.principal.subject,
                            "a process is started by a person, or on somebody's behalf");
}

std::string DepartmentOf(const rpc::Call& call) {
  if (call.principal.rights == nullptr) return "";
  const Uuid own = call.principal.rights->DepartmentOf(call.principal.subject);
  return own.IsNil() ? "" : absl::StrCat("departments/", own.ToString());
}

absl::StatusOr<std::string> SubjectIn(const std::string& stated) {
  if (stated.empty()) return InvalidField("subject", "is required");
  std::string subject = resource::CanonicalName(stated);
  if (subject.size() > kMaxSubject) {
    return InvalidField("subject", absl::StrCat("want at most ", kMaxSubject, " bytes"));
  }
  return subject;
}

}  // namespace

absl::Status ProcessInstanceServiceImpl::WithActive(UnitOfWork& work, const Staff& staff,
                                                    const std::string& name,
                                                    OnDefinition body) const {
  const resource::Resource& definitions = *calls_->parts().definitions;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                          resource::ParseName(definitions.type(), name, "definition"));
  GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(definitions, parsed));
  if (!row.has_value()) return NotFound("PROCESS_DEFINITION", name);
  const auto& definition = static_cast<const ProcessDefinition&>(*row->message);
  if (definition.state() != ProcessDefinition::ACTIVE) {
    return FailedPrecondition("PROCESS_NOT_ACTIVE", name,
                              "nothing was published yet, or it is retired");
  }
  GUANXI_ASSIGN_OR_RETURN(const auto model, calls_->runner().models().Get(work, definition.name(),
                                                                          definition.revision()));
  return body(work, staff, definition, *model);
}

ProcessInstanceServiceImpl::Instance ProcessInstanceServiceImpl::StartProcessInstance(
    const rpc::Call& call, const v1::StartProcessInstanceRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckDefinitionsSeen(call));
  GUANXI_RETURN_IF_ERROR(calls_->CheckInstancesSeen(call));
  GUANXI_RETURN_IF_ERROR(CheckPerson(call));
  if (request.definition().empty()) return InvalidField("definition", "is required");
  NewProcess process;
  GUANXI_ASSIGN_OR_RETURN(process.start.picks, PicksOf(request.picks()));
  process.initiator = call.principal.subject;
  process.department = DepartmentOf(call);
  ProcessInstance answer;
  GUANXI_RETURN_IF_ERROR(calls_->Mutate(
      call, request, &answer, [&](UnitOfWork& work, const Staff& staff) -> absl::Status {
        return WithActive(work, staff, request.definition(),
                          [&](UnitOfWork&, const Staff&, const ProcessDefinition& definition,
                              const Model& model) -> absl::Status {
                            GUANXI_ASSIGN_OR_RETURN(
                                process.start.content,
                                ContentFor(model, {}, ContentOf(request.content())));
                            process.definition = definition.name();
                            process.revision = definition.revision();
                            return calls_->runner().Start(work, staff, process, &answer);
                          });
      }));
  return answer;
}

absl::StatusOr<std::string> ProcessInstanceServiceImpl::RunningOf(
    db::Transaction& tx, const Uuid& tenant, const std::string& subject) const {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectRunning, {tenant.bytes(), subject}));
  if (rows.empty()) return std::string();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(rows[0].String(0)));
  return resource::FormatName(calls_->parts().instances->type(), ResourceName{Uuid(), id});
}

ProcessInstanceServiceImpl::Instance ProcessInstanceServiceImpl::RequestApproval(
    const rpc::Call& call, const v1::RequestApprovalRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckDefinitionsSeen(call));
  GUANXI_RETURN_IF_ERROR(calls_->CheckInstancesSeen(call));
  const ProcessParts& parts = calls_->parts();
  GUANXI_RETURN_IF_ERROR(CheckPerson(call));
  GUANXI_ASSIGN_OR_RETURN(const std::string subject, SubjectIn(request.subject()));
  if (request.subject_type().empty()) return InvalidField("subject_type", "is required");
  if (request.request_id().empty()) return InvalidField("request_id", "is required");
  GUANXI_ASSIGN_OR_RETURN(const Picks picks, PicksOf(request.picks()));
  const ApprovalQuestion question{request.subject_type(), ContentOf(request.snapshot()),
                                  ContentOf(request.content()), call.principal.subject,
                                  DepartmentOf(call)};
  ProcessInstance answer;
  GUANXI_RETURN_IF_ERROR(calls_->Mutate(
      call, request, &answer, [&](UnitOfWork& work, const Staff& staff) -> absl::Status {
        const Uuid& tenant = work.principal().tenant;
        GUANXI_RETURN_IF_ERROR(
            work.Guard("approval", DeriveUuid("approval_subject", subject).ToString()));
        GUANXI_ASSIGN_OR_RETURN(const std::string running, RunningOf(work.tx(), tenant, subject));
        if (!running.empty()) {
          return Error(absl::StatusCode::kAlreadyExists, "APPROVAL_RUNNING",
                       absl::StrCat("an approval of it runs: ", running), {{"instance", running}});
        }
        GUANXI_ASSIGN_OR_RETURN(ChosenProcess chosen,
                                ChooseProcess(work, *parts.policies, *parts.definitions,
                                              calls_->runner().models(), question));
        NewProcess process;
        process.definition = chosen.definition;
        process.revision = chosen.revision;
        process.policy = chosen.policy;
        process.subject = subject;
        process.initiator = question.initiator;
        process.department = question.department;
        process.start = {std::move(chosen.content), picks};
        return calls_->runner().Start(work, staff, process, &answer);
      }));
  return answer;
}

template <typename Request>
ProcessInstanceServiceImpl::Instance ProcessInstanceServiceImpl::Act(
    const rpc::Call& call, const Request& request, const std::string& reason, bool as_administrator,
    const Command::What& what) const {
  const resource::Resource& instances = *calls_->parts().instances;
  GUANXI_ASSIGN_OR_RETURN(const ProcessInstance seen, calls_->SeenInstance(call, request.name()));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  GUANXI_ASSIGN_OR_RETURN(const std::string text, OpinionIn("reason", reason));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(instances.type(), seen.name(), "name"));
  const Command command{call.principal.subject, as_administrator, what};
  ProcessInstance answer;
  GUANXI_RETURN_IF_ERROR(calls_->Mutate(
      call, request, &answer, [&](UnitOfWork& work, const Staff& staff) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(instances, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(instances, etag, row));
        GUANXI_RETURN_IF_ERROR(calls_->runner().Run(work, staff, name, command, {0, text}));
        work.Answer(instances, name.id, *row.message, &answer);
        answer.CopyFrom(*row.message);
        return absl::OkStatus();
      }));
  return answer;
}

ProcessInstanceServiceImpl::Instance ProcessInstanceServiceImpl::WithdrawProcessInstance(
    const rpc::Call& call, const v1::WithdrawProcessInstanceRequest& request) {
  return Act(call, request, request.reason(), false, Withdraw{});
}

ProcessInstanceServiceImpl::Instance ProcessInstanceServiceImpl::UrgeProcessInstance(
    const rpc::Call& call, const v1::UrgeProcessInstanceRequest& request) {
  return Act(call, request, "", false, Urge{});
}

ProcessInstanceServiceImpl::Instance ProcessInstanceServiceImpl::RetryProcessInstance(
    const rpc::Call& call, const v1::RetryProcessInstanceRequest& request) {
  return Act(call, request, "", true, RetryIncidents{});
}

ProcessInstanceServiceImpl::Instance ProcessInstanceServiceImpl::TerminateProcessInstance(
    const rpc::Call& call, const v1::TerminateProcessInstanceRequest& request) {
  return Act(call, request, request.reason(), true, Terminate{});
}

absl::StatusOr<v1::ApprovalLock> ProcessInstanceServiceImpl::ReportSubjectChange(
    const rpc::Call& call, const v1::ReportSubjectChangeRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckInstancesSeen(call));
  const resource::Resource& instances = *calls_->parts().instances;
  GUANXI_ASSIGN_OR_RETURN(const std::string subject, SubjectIn(request.subject()));
  if (request.request_id().empty()) return InvalidField("request_id", "is required");
  v1::ApprovalLock answer;
  GUANXI_RETURN_IF_ERROR(calls_->Mutate(
      call, request, &answer, [&](UnitOfWork& work, const Staff& staff) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const std::string running,
                                RunningOf(work.tx(), work.principal().tenant, subject));
        if (running.empty()) return absl::OkStatus();
        GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                                resource::ParseName(instances.type(), running, "subject"));
        GUANXI_RETURN_IF_ERROR(work.Get(instances, name).status());
        GUANXI_ASSIGN_OR_RETURN(const Standing standing, StandingIn(work, running));
        GUANXI_ASSIGN_OR_RETURN(ProcessContent changed,
                                ContentFor(*standing.model, ContentOf(request.snapshot()), {}));
        const Command command{call.principal.subject, false, SubjectChanged{std::move(changed)}};
        const absl::Status done = calls_->runner().Run(work, staff, name, command);
        // It has ended while this was on its way.
        if (!done.ok() && Reason(done) != "NOT_RUNNING") return done;
        GUANXI_ASSIGN_OR_RETURN(answer, LockIn(work, subject, call.principal.subject));
        return absl::OkStatus();
      }));
  return answer;
}

std::vector<db::Query> ProcessInstanceQueries() { return {kSelectRunning}; }

}  // namespace guanxi::workflow
