#include "workflow-svc/approval/process_calls.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/field_rights.h"
#include "common/resource/name_fields.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"
#include "guanxi/workflow/v1/process_instance_service.pb.h"
#include "guanxi/workflow/v1/process_task_service.pb.h"

namespace guanxi::workflow {

using v1::ProcessInstance;
using v1::ProcessTask;

rpc::Call WithAllRights(const rpc::Call& call) {
  rpc::Call all = call;
  const auto& rights = call.principal.rights;
  all.principal.rights = policy::AllRights(rights != nullptr ? rights->permission() : "*");
  return all;
}

absl::StatusOr<std::string> OpinionIn(absl::string_view path, const std::string& stated) {
  std::string text = stated;
  rules::NormalizeNote(&text);
  if (text.size() > kMaxOpinion) {
    return InvalidField(path, absl::StrCat("want at most ", kMaxOpinion, " bytes"));
  }
  return text;
}

ProcessContent ContentOf(const google::protobuf::Map<std::string, v1::ProcessValue>& stated) {
  return ProcessContent(stated.begin(), stated.end());
}

absl::Status CheckPerson(const rpc::Call& call) {
  if (absl::StartsWith(call.principal.subject, "users/")) return absl::OkStatus();
  return FailedPrecondition("PEOPLE_ONLY", call.principal.subject,
                            "a process is started by a person, or on somebody's behalf");
}

absl::Status CheckService(const rpc::Call& call) {
  if (!call.principal.actor.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "SERVICES_ONLY",
               "the service that has the record asks, on somebody's behalf: submit the record");
}

std::string DepartmentOf(const rpc::Call& call) {
  if (call.principal.rights == nullptr) return "";
  const Uuid own = call.principal.rights->DepartmentOf(call.principal.subject);
  return own.IsNil() ? "" : absl::StrCat("departments/", own.ToString());
}

absl::StatusOr<std::string> UserIn(absl::string_view path, const std::string& stated) {
  if (stated.empty()) return InvalidField(path, "is required");
  std::string name = resource::CanonicalName(stated);
  if (!resource::ParseReference("users", name).ok()) {
    return InvalidField(path, "want users/{uuid}");
  }
  return name;
}

absl::StatusOr<Picks> PicksOf(const google::protobuf::RepeatedPtrField<v1::ProcessPicked>& stated) {
  Picks picks;
  for (int i = 0; i < stated.size(); ++i) {
    const std::string path = absl::StrCat("picks[", i, "]");
    const auto [place, is_new] = picks.try_emplace(stated[i].node());
    if (!is_new) return InvalidField(absl::StrCat(path, ".node"), "stands twice");
    for (int k = 0; k < stated[i].users_size(); ++k) {
      GUANXI_ASSIGN_OR_RETURN(std::string user,
                              UserIn(absl::StrCat(path, ".users[", k, "]"), stated[i].users(k)));
      place->second.push_back(std::move(user));
    }
  }
  return picks;
}

absl::Status ProcessCalls::CheckTasksSeen(const rpc::Call& call) const {
  return resource::CheckSeen(
      parts().tasks->type(), call.principal,
      {"instance", "assignee", "candidates", "state", "outcome", "node", "due_time", "read_time"});
}

absl::Status ProcessCalls::CheckInstancesSeen(const rpc::Call& call) const {
  return resource::CheckSeen(parts().instances->type(), call.principal,
                             {"definition", "initiator", "state", "subject", "participants"});
}

absl::Status ProcessCalls::CheckDefinitionsSeen(const rpc::Call& call) const {
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(parts().definitions->type(), call.principal,
                          {"draft", "revision", "state", "subject_type", "description"}));
  return resource::CheckSeen(parts().revisions->type(), call.principal, {"number", "model"});
}

absl::StatusOr<ProcessTask> ProcessCalls::SeenTask(const rpc::Call& call,
                                                   const std::string& name) const {
  GUANXI_RETURN_IF_ERROR(CheckTasksSeen(call));
  v1::GetProcessTaskRequest request;
  request.set_name(name);
  return catalog_->Of<ProcessTask>().Get<ProcessTask>(call, request);
}

absl::StatusOr<ProcessTask> ProcessCalls::TaskInReach(const rpc::Call& call,
                                                      const std::string& name) const {
  auto seen = SeenTask(call, name);
  if (!absl::IsNotFound(seen.status())) return seen;
  seen = SeenTask(WithAllRights(call), name);
  GUANXI_RETURN_IF_ERROR(seen.status());
  const auto instance = SeenInstance(call, seen->instance());
  if (absl::IsNotFound(instance.status())) return NotFound("PROCESS_TASK", name);
  GUANXI_RETURN_IF_ERROR(instance.status());
  return seen;
}

absl::StatusOr<ProcessInstance> ProcessCalls::SeenInstance(const rpc::Call& call,
                                                           const std::string& name) const {
  GUANXI_RETURN_IF_ERROR(CheckInstancesSeen(call));
  v1::GetProcessInstanceRequest request;
  request.set_name(name);
  return catalog_->Of<ProcessInstance>().Get<ProcessInstance>(call, request);
}

absl::Status ProcessCalls::Mutate(const rpc::Call& call, const google::protobuf::Message& request,
                                  google::protobuf::Message* answer, Body body) const {
  GUANXI_ASSIGN_OR_RETURN(const auto staff, StaffFor(call));
  return engine_->Mutate(WithAllRights(call), request, resource::WriteContext(), answer,
                         [&](resource::UnitOfWork& work) { return body(work, *staff); });
}

}  // namespace guanxi::workflow
