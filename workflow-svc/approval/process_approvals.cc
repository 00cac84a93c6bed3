// Approvals of records: a part of ProcessInstanceServiceImpl.
#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/errors/errors.h"
#include "common/resource/name_fields.h"
#include "common/resource/request_log.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/approval/process_definitions.h"
#include "workflow-svc/approval/process_instance_service.h"

namespace guanxi::workflow {

using resource::ResourceName;
using resource::UnitOfWork;
using v1::ProcessInstance;

namespace {

const db::Query kSelectRunning{
    "process_instance.select_running",
    "SELECT id FROM process_instances FORCE INDEX (idx_subject_create_time) WHERE tenant_id = ? "
    "AND live = 1 AND subject = ? AND state IN (1, 5) ORDER BY create_time, id LIMIT 51"};

constexpr size_t kMaxSubject = 192;

absl::StatusOr<std::string> SubjectIn(const std::string& stated) {
  if (stated.empty()) return InvalidField("subject", "is required");
  std::string subject = resource::CanonicalName(stated);
  if (subject.size() > kMaxSubject) {
    return InvalidField("subject", absl::StrCat("want at most ", kMaxSubject, " bytes"));
  }
  return subject;
}

// What the form says, by which those who ask for the same are known.
std::string HashOfForm(const v1::RequestApprovalRequest& request) {
  v1::RequestApprovalRequest form;
  *form.mutable_content() = request.content();
  *form.mutable_picks() = request.picks();
  return crypto::Sha256(resource::SerializeInOrder(form));
}

absl::Status InTheWay(const std::string& instance, absl::string_view why) {
  return Error(absl::StatusCode::kAlreadyExists, "APPROVAL_RUNNING", why, {{"instance", instance}});
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ProcessInstanceServiceImpl::RunningOf(
    db::Transaction& tx, const Uuid& tenant, const std::string& subject) const {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectRunning, {tenant.bytes(), subject}));
  std::vector<std::string> running;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    running.push_back(
        resource::FormatName(calls_->parts().instances->type(), ResourceName{Uuid(), id}));
  }
  return running;
}

ProcessInstanceServiceImpl::Instance ProcessInstanceServiceImpl::RequestApproval(
    const rpc::Call& call, const v1::RequestApprovalRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckDefinitionsSeen(call));
  GUANXI_RETURN_IF_ERROR(calls_->CheckInstancesSeen(call));
  const ProcessParts& parts = calls_->parts();
  GUANXI_RETURN_IF_ERROR(CheckPerson(call));
  GUANXI_RETURN_IF_ERROR(CheckService(call));
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
        GUANXI_ASSIGN_OR_RETURN(const auto running, RunningOf(work.tx(), tenant, subject));
        if (!running.empty()) return Join(work, running[0], request, &answer);
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
        process.attempt = request.attempt();
        process.form_hash = HashOfForm(request);
        return calls_->runner().Start(work, staff, process, &answer);
      }));
  return answer;
}

absl::Status ProcessInstanceServiceImpl::Join(UnitOfWork& work, const std::string& instance,
                                              const v1::RequestApprovalRequest& request,
                                              ProcessInstance* answer) const {
  GUANXI_ASSIGN_OR_RETURN(const Standing standing, StandingIn(work, instance));
  const approval::StoredProcess& kept = standing.kept.process;
  if (request.attempt().empty() || kept.attempt() != request.attempt()) {
    return InTheWay(instance, "an approval of it runs");
  }
  if (kept.form_hash() != HashOfForm(request)) {
    return InTheWay(instance, "it was asked for with another form: ask again with that one");
  }
  *answer = standing.instance;
  return absl::OkStatus();
}

absl::StatusOr<std::set<std::string>> ProcessInstanceServiceImpl::RunningKnownTo(
    const rpc::Call& call, const std::string& subject) const {
  std::vector<std::string> running;
  GUANXI_RETURN_IF_ERROR(calls_->engine().Read(call, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(running, RunningOf(tx, call.principal.tenant, subject));
    return absl::OkStatus();
  }));
  std::set<std::string> known;
  for (const std::string& instance : running) {
    const absl::Status seen = calls_->SeenInstance(call, instance).status();
    if (absl::IsNotFound(seen)) continue;
    GUANXI_RETURN_IF_ERROR(seen);
    known.insert(instance);
  }
  return known;
}

absl::Status ProcessInstanceServiceImpl::TellChange(UnitOfWork& work, const Staff& staff,
                                                    const std::string& instance,
                                                    const v1::ReportSubjectChangeRequest& request,
                                                    const v1::ApprovalLock& before) const {
  const resource::Resource& instances = *calls_->parts().instances;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(instances.type(), instance, "subject"));
  GUANXI_RETURN_IF_ERROR(work.Get(instances, name).status());
  GUANXI_ASSIGN_OR_RETURN(const Standing standing, StandingIn(work, instance));
  GUANXI_ASSIGN_OR_RETURN(ProcessContent changed,
                          ContentFor(*standing.model, ContentOf(request.snapshot()), {}));
  const std::set<std::string> paths(before.writable_paths().begin(), before.writable_paths().end());
  SubjectChanged what{std::move(changed)};
  for (const v1::ProcessField& field : standing.model->proto().fields()) {
    if (paths.count(field.subject_path()) != 0) what.writable_elsewhere.insert(field.id());
  }
  const Command command{work.principal().subject, false, std::move(what)};
  const absl::Status done = calls_->runner().Run(work, staff, name, command);
  // It has ended while this was on its way.
  return Reason(done) == "NOT_RUNNING" ? absl::OkStatus() : done;
}

absl::StatusOr<v1::ApprovalLock> ProcessInstanceServiceImpl::ReportSubjectChange(
    const rpc::Call& call, const v1::ReportSubjectChangeRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckInstancesSeen(call));
  GUANXI_RETURN_IF_ERROR(CheckService(call));
  GUANXI_ASSIGN_OR_RETURN(const std::string subject, SubjectIn(request.subject()));
  if (request.request_id().empty()) return InvalidField("request_id", "is required");
  GUANXI_ASSIGN_OR_RETURN(const std::set<std::string> known, RunningKnownTo(call, subject));
  v1::ApprovalLock answer;
  GUANXI_RETURN_IF_ERROR(calls_->Mutate(
      call, request, &answer, [&](UnitOfWork& work, const Staff& staff) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const auto running,
                                RunningOf(work.tx(), work.principal().tenant, subject));
        if (running.empty()) return absl::OkStatus();
        // A change of the record may end them: that is for those alone whose reach they are in.
        const bool is_known = std::any_of(running.begin(), running.end(),
                                          [&](const auto& one) { return known.count(one) != 0; });
        if (!is_known) return NotFound("PROCESS_INSTANCE", subject);
        GUANXI_ASSIGN_OR_RETURN(const v1::ApprovalLock before,
                                LockIn(work, subject, call.principal.subject));
        // The outer one first, as whoever starts another within it holds them.
        for (const std::string& instance : running) {
          GUANXI_RETURN_IF_ERROR(TellChange(work, staff, instance, request, before));
        }
        GUANXI_ASSIGN_OR_RETURN(answer, LockIn(work, subject, call.principal.subject));
        return absl::OkStatus();
      }));
  return answer;
}

std::vector<db::Query> ProcessInstanceQueries() { return {kSelectRunning}; }

}  // namespace guanxi::workflow
