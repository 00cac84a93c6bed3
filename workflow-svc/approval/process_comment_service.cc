#include "workflow-svc/approval/process_comment_service.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "guanxi/workflow/v1/process_comment.pb.h"
#include "workflow-svc/approval/process_notices.h"
#include "workflow-svc/approval/process_rows.h"

namespace guanxi::workflow {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::ProcessComment;
using v1::ProcessInstance;

constexpr int kMaxMentions = 20;

absl::StatusOr<std::vector<std::string>> MentionsIn(const v1::AddProcessCommentRequest& request,
                                                    const Directory& directory) {
  if (request.mentions_size() > kMaxMentions) {
    return InvalidField("mentions", absl::StrCat("want at most ", kMaxMentions));
  }
  std::vector<std::string> mentions;
  for (int i = 0; i < request.mentions_size(); ++i) {
    const std::string path = absl::StrCat("mentions[", i, "]");
    GUANXI_ASSIGN_OR_RETURN(std::string user, UserIn(path, request.mentions(i)));
    if (!directory.IsActive(user)) return InvalidField(path, "is no active user");
    if (std::find(mentions.begin(), mentions.end(), user) == mentions.end()) {
      mentions.push_back(std::move(user));
    }
  }
  return mentions;
}

// Whoever is mentioned sees the process from then on.
absl::Status LetSee(UnitOfWork& work, const resource::Resource& instances, const Stored& row,
                    const std::vector<std::string>& users, ProcessInstance* next) {
  *next = static_cast<const ProcessInstance&>(*row.message);
  for (const std::string& user : users) {
    const auto& known = next->participants();
    if (std::find(known.begin(), known.end(), user) != known.end()) continue;
    if (next->participants_size() >= kMaxParticipants) {
      return FailedPrecondition("TOO_MANY_PARTICIPANTS", next->name(),
                                "mentions: no more people can take part in the process");
    }
    next->add_participants(user);
  }
  return work.Update(instances, row, next).status();
}

}  // namespace

absl::StatusOr<ProcessComment> ProcessCommentServiceImpl::AddProcessComment(
    const rpc::Call& call, const v1::AddProcessCommentRequest& request) {
  const ProcessParts& parts = calls_->parts();
  const auto seen = calls_->SeenInstance(call, request.parent());
  if (!seen.ok())
    return IsAboutFields(seen.status()) ? UnderPath("parent", seen.status()) : seen.status();
  GUANXI_ASSIGN_OR_RETURN(const std::string text, OpinionIn("text", request.text()));
  if (text.empty()) return InvalidField("text", "is required");
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(parts.instances->type(), seen->name(), "parent"));
  ProcessComment answer;
  GUANXI_RETURN_IF_ERROR(calls_->Mutate(
      call, request, &answer, [&](UnitOfWork& work, const Staff& staff) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(*parts.instances, name));
        const StaffDirectory directory =
            calls_->runner().DirectoryIn(work, staff, seen->definition());
        GUANXI_ASSIGN_OR_RETURN(const auto mentions, MentionsIn(request, directory));
        ProcessInstance next;
        GUANXI_RETURN_IF_ERROR(LetSee(work, *parts.instances, row, mentions, &next));
        if (absl::StartsWith(work.principal().subject, "users/")) {
          answer.set_author(work.principal().subject);
        }
        answer.set_text(text);
        for (const std::string& user : mentions) answer.add_mentions(user);
        const ResourceName comment = resource::ChildOf(name, work.environment().uuids().Next());
        GUANXI_RETURN_IF_ERROR(work.Insert(*parts.comments, comment, &answer));
        return TellUsers(work, v1::Notification::PROCESS_COMMENT, next, mentions);
      }));
  return answer;
}

}  // namespace guanxi::workflow
