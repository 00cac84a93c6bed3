#include "workflow-svc/approval/process_definition_service.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/message_differencer.h"
#include "guanxi/workflow/v1/process_definition_service.pb.h"
#include "workflow-svc/approval/model_book.h"
#include "workflow-svc/approval/stored_catalog.h"
#include "workflow-svc/process/diff.h"
#include "workflow-svc/process/validate.h"

namespace guanxi::workflow {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::ProcessDefinition;
using v1::ProcessFinding;
using v1::ProcessModel;

absl::StatusOr<ProcessDefinition> ProcessDefinitionServiceImpl::Seen(
    const rpc::Call& call, const std::string& name) const {
  GUANXI_RETURN_IF_ERROR(calls_->CheckDefinitionsSeen(call));
  v1::GetProcessDefinitionRequest request;
  request.set_name(name);
  return calls_->catalog().Of<ProcessDefinition>().Get<ProcessDefinition>(call, request);
}

absl::StatusOr<std::vector<ProcessFinding>> ProcessDefinitionServiceImpl::FindingsOf(
    const rpc::Call& call, const ProcessDefinition& definition) const {
  GUANXI_ASSIGN_OR_RETURN(const auto staff, calls_->StaffFor(call));
  // Who is away at present says nothing of a model.
  const StaffDirectory directory(staff.get(), definition.name(),
                                 [](const std::string&) { return std::vector<v1::Delegation>(); });
  const StoredCatalog catalog(calls_, call);
  std::vector<ProcessFinding> findings =
      Validate(definition.draft(), definition.name(), directory, catalog);
  GUANXI_RETURN_IF_ERROR(catalog.status());
  return findings;
}

absl::StatusOr<v1::ValidateProcessDefinitionResponse>
ProcessDefinitionServiceImpl::ValidateProcessDefinition(
    const rpc::Call& call, const v1::ValidateProcessDefinitionRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const ProcessDefinition definition, Seen(call, request.name()));
  GUANXI_ASSIGN_OR_RETURN(const auto findings, FindingsOf(call, definition));
  v1::ValidateProcessDefinitionResponse response;
  response.mutable_findings()->Assign(findings.begin(), findings.end());
  return response;
}

absl::StatusOr<ProcessDefinition> ProcessDefinitionServiceImpl::PublishProcessDefinition(
    const rpc::Call& call, const v1::PublishProcessDefinitionRequest& request) {
  const ProcessParts& parts = calls_->parts();
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  GUANXI_ASSIGN_OR_RETURN(const ProcessDefinition seen, Seen(call, request.name()));
  GUANXI_ASSIGN_OR_RETURN(const auto findings, FindingsOf(call, seen));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(parts.definitions->type(), seen.name(), "name"));
  ProcessDefinition answer;
  GUANXI_RETURN_IF_ERROR(
      calls_->Mutate(call, request, &answer, [&](UnitOfWork& work, const Staff&) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(*parts.definitions, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(*parts.definitions, etag, row));
        ProcessDefinition next = static_cast<const ProcessDefinition&>(*row.message);
        // What was looked at is what is published.
        if (!google::protobuf::util::MessageDifferencer::Equals(next.draft(), seen.draft())) {
          return StaleEtag(next.name());
        }
        for (const ProcessFinding& finding : findings) {
          if (finding.severity() != ProcessFinding::ERROR) continue;
          return FailedPrecondition(
              "PROCESS_INVALID", next.name(),
              absl::StrCat(finding.node(), ": ", finding.code(), ": ", finding.message()));
        }
        next.set_revision(next.revision() + 1);
        next.set_state(ProcessDefinition::ACTIVE);
        v1::ProcessRevision revision;
        revision.set_number(next.revision());
        *revision.mutable_model() = next.draft();
        if (absl::StartsWith(work.principal().subject, "users/")) {
          revision.set_publisher(work.principal().subject);
        }
        GUANXI_ASSIGN_OR_RETURN(const ResourceName published,
                                RevisionName(next.name(), next.revision()));
        GUANXI_RETURN_IF_ERROR(work.Insert(*parts.revisions, published, &revision));
        GUANXI_RETURN_IF_ERROR(work.Update(*parts.definitions, row, &next).status());
        work.Answer(*parts.definitions, name.id, next, &answer);
        return absl::OkStatus();
      }));
  return answer;
}

absl::StatusOr<ProcessModel> ProcessDefinitionServiceImpl::ModelOf(
    const rpc::Call& call, const ProcessDefinition& definition, int number) const {
  if (number == 0) return definition.draft();
  return ReadRevision(*calls_, call, definition.name(), number);
}

absl::StatusOr<v1::DiffProcessDefinitionResponse>
ProcessDefinitionServiceImpl::DiffProcessDefinition(
    const rpc::Call& call, const v1::DiffProcessDefinitionRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckDefinitionsSeen(call));
  if (request.from_revision() < 0) return InvalidField("from_revision", "is negative");
  if (request.to_revision() < 0) return InvalidField("to_revision", "is negative");
  GUANXI_ASSIGN_OR_RETURN(const ProcessDefinition definition, Seen(call, request.name()));
  const int from = request.from_revision() != 0 ? request.from_revision() : definition.revision();
  // Before the first revision there was nothing.
  ProcessModel before;
  if (from != 0) {
    GUANXI_ASSIGN_OR_RETURN(before, ModelOf(call, definition, from));
  }
  GUANXI_ASSIGN_OR_RETURN(const ProcessModel after,
                          ModelOf(call, definition, request.to_revision()));
  const auto differences = Diff(before, after);
  v1::DiffProcessDefinitionResponse response;
  response.mutable_differences()->Assign(differences.begin(), differences.end());
  return response;
}

absl::StatusOr<ProcessDefinition> ProcessDefinitionServiceImpl::CopyProcessDefinition(
    const rpc::Call& call, const v1::CopyProcessDefinitionRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckDefinitionsSeen(call));
  const ProcessParts& parts = calls_->parts();
  if (request.display_name().empty()) return InvalidField("display_name", "is required");
  GUANXI_ASSIGN_OR_RETURN(const ProcessDefinition seen, Seen(call, request.name()));
  ProcessDefinition answer;
  GUANXI_RETURN_IF_ERROR(calls_->engine().Mutate(
      call, request, resource::WriteContext(), &answer, [&](UnitOfWork& work) -> absl::Status {
        answer.set_display_name(request.display_name());
        answer.set_description(seen.description());
        answer.set_subject_type(seen.subject_type());
        *answer.mutable_draft() = seen.draft();
        const ResourceName name{Uuid(), work.environment().uuids().Next()};
        return work.Insert(*parts.definitions, name, &answer);
      }));
  return answer;
}

absl::StatusOr<ProcessDefinition> ProcessDefinitionServiceImpl::RetireProcessDefinition(
    const rpc::Call& call, const v1::RetireProcessDefinitionRequest& request) {
  const ProcessParts& parts = calls_->parts();
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  GUANXI_ASSIGN_OR_RETURN(const ProcessDefinition seen, Seen(call, request.name()));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(parts.definitions->type(), seen.name(), "name"));
  ProcessDefinition answer;
  GUANXI_RETURN_IF_ERROR(
      calls_->Mutate(call, request, &answer, [&](UnitOfWork& work, const Staff&) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(*parts.definitions, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(*parts.definitions, etag, row));
        ProcessDefinition next = static_cast<const ProcessDefinition&>(*row.message);
        if (next.state() != ProcessDefinition::ACTIVE) {
          return FailedPrecondition("PROCESS_NOT_ACTIVE", next.name(), "it is not active");
        }
        next.set_state(ProcessDefinition::RETIRED);
        GUANXI_RETURN_IF_ERROR(work.Update(*parts.definitions, row, &next).status());
        work.Answer(*parts.definitions, name.id, next, &answer);
        return absl::OkStatus();
      }));
  return answer;
}

}  // namespace guanxi::workflow
