#include "workflow-svc/approval/process_notices.h"

#include <set>

#include "absl/strings/match.h"
#include "common/base/status_macros.h"
#include "workflow-svc/notifications/notifier.h"

namespace guanxi::workflow {
namespace {

using v1::Notification;
using v1::ProcessInstance;
using v1::ProcessTask;

const char* WordOf(ProcessInstance::State state) {
  switch (state) {
    case ProcessInstance::APPROVED:
      return "已通过 approved";
    case ProcessInstance::REJECTED:
      return "已拒绝 rejected";
    case ProcessInstance::WITHDRAWN:
      return "已撤销 withdrawn";
    case ProcessInstance::TERMINATED:
      return "已终止 terminated";
    default:
      return "";
  }
}

// In parts of as many as one notice takes.
absl::Status TellAll(resource::UnitOfWork& work, Notice notice, std::set<std::string> users) {
  users.erase(work.principal().subject);
  for (auto next = users.begin(); next != users.end();) {
    notice.recipients.clear();
    for (; next != users.end() && notice.recipients.size() < kMaxRecipients; ++next) {
      if (absl::StartsWith(*next, "users/")) notice.recipients.push_back({*next});
    }
    if (!notice.recipients.empty()) GUANXI_RETURN_IF_ERROR(Notify(work, notice));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status TellTask(resource::UnitOfWork& work, const ProcessTask& task) {
  std::set<std::string> users(task.candidates().begin(), task.candidates().end());
  if (!task.assignee().empty()) users = {task.assignee()};
  Notice notice;
  notice.kind = task.state() == ProcessTask::COPIED ? Notification::PROCESS_COPIED
                                                    : Notification::PROCESS_TASK;
  notice.text.fields["title"] = task.title();
  notice.text.fields["node"] = task.node_title();
  notice.subject = task.name();
  notice.source = task.instance();
  notice.bundle_key = task.name();
  return TellAll(work, std::move(notice), std::move(users));
}

absl::Status TellUsers(resource::UnitOfWork& work, Notification::Kind kind,
                       const ProcessInstance& instance, const std::vector<std::string>& users) {
  Notice notice;
  notice.kind = kind;
  notice.text.fields["title"] = instance.title();
  notice.text.fields["outcome"] = WordOf(instance.state());
  notice.text.fields["incident"] = instance.incident();
  notice.subject = instance.name();
  notice.source = instance.name();
  notice.bundle_key = instance.name();
  return TellAll(work, std::move(notice), {users.begin(), users.end()});
}

}  // namespace guanxi::workflow
