// What people see of a process's content: the part of ProcessInstanceServiceImpl that shows its
// form.
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "guanxi/workflow/v1/process_task_service.pb.h"
#include "workflow-svc/approval/process_instance_service.h"
#include "workflow-svc/process/content_rights.h"

namespace guanxi::workflow {

using resource::UnitOfWork;
using v1::ProcessFieldRight;
using v1::ProcessInstance;

namespace {

// Of one person in one process.
constexpr int kMostTasks = 1000;

}  // namespace

absl::StatusOr<std::set<std::string>> ProcessInstanceServiceImpl::NodesHad(
    const rpc::Call& call, const std::string& instance) const {
  v1::ListProcessTasksRequest request;
  request.set_filter(absl::StrCat("instance = \"", instance, "\" AND assignee = \"",
                                  call.principal.subject, "\""));
  request.set_page_size(kMostTasks);
  GUANXI_ASSIGN_OR_RETURN(
      const auto page, calls_->catalog().Of<v1::ProcessTask>().List<v1::ListProcessTasksResponse>(
                           WithAllRights(call), request));
  std::set<std::string> nodes;
  for (const v1::ProcessTask& task : page.process_tasks()) nodes.insert(task.node());
  return nodes;
}

absl::StatusOr<v1::ProcessForm> ProcessInstanceServiceImpl::GetProcessForm(
    const rpc::Call& call, const v1::GetProcessFormRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const ProcessInstance seen, calls_->SeenInstance(call, request.name()));
  GUANXI_ASSIGN_OR_RETURN(const std::set<std::string> had, NodesHad(call, seen.name()));
  v1::ProcessForm form;
  GUANXI_RETURN_IF_ERROR(Look(call, [&](UnitOfWork& work) -> absl::Status {
    form.Clear();
    GUANXI_ASSIGN_OR_RETURN(const Standing standing, StandingIn(work, seen.name()));
    const process::ProcessState& state = standing.kept.process.state();
    const std::string& user = call.principal.subject;
    const std::set<std::string> hidden = HiddenFields(*standing.model, state, user, had);
    const std::set<std::string> writable = WritableFields(*standing.model, state, user);
    for (const v1::ProcessField& field : standing.model->proto().fields()) {
      if (hidden.count(field.id()) != 0) continue;
      auto& shown = *form.add_fields();
      *shown.mutable_field() = field;
      const auto value = state.content().find(field.id());
      if (value != state.content().end()) *shown.mutable_value() = value->second;
      shown.set_right(writable.count(field.id()) != 0 ? ProcessFieldRight::WRITE
                                                      : ProcessFieldRight::READ);
    }
    return absl::OkStatus();
  }));
  return form;
}

}  // namespace guanxi::workflow
