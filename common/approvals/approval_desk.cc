#include "common/approvals/approval_desk.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/approvals/submission.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::approvals {
namespace {

using google::protobuf::Message;
using google::protobuf::util::TimeUtil;
using resource::Stored;
using resource::UnitOfWork;
using type::v1::Approval;
using type::v1::ApprovalForm;

bool StatesValidateOnly(const Message& request) {
  const auto* const field = request.GetDescriptor()->FindFieldByName("validate_only");
  return request.GetReflection()->GetBool(request, field);
}

void Fill(const ApprovalForm& form, workflow::v1::RequestApprovalRequest* request) {
  for (const auto& [field, value] : form.content()) {
    *(*request->mutable_content())[field].mutable_values() = value.values();
  }
  for (const type::v1::ApprovalPick& pick : form.picks()) {
    auto& picked = *request->add_picks();
    picked.set_node(pick.node());
    *picked.mutable_users() = pick.users();
  }
}

}  // namespace

absl::Status ApprovalDesk::SubmitAsked(const rpc::Call& call, const ApprovedType& type,
                                       const Asked& asked, Message* record) const {
  const bool validate_only = StatesValidateOnly(asked.request);
  Begun begun;
  begun.record.reset(record->New());
  const absl::Status first = Begin(call, type, asked, validate_only, &begun);
  if (validate_only) {
    if (first.ok()) record->CopyFrom(*begun.record);
    return first;
  }
  // A request that is repeated gets its first answer, though there is nothing left to do.
  if (!first.ok()) {
    return engine_->Mutate(call, asked.request, {}, record, [&](UnitOfWork&) { return first; });
  }
  const auto instance = Ask(call, type, asked, begun);
  if (!instance.ok()) {
    if (CameToNothing(call, begun, instance.status())) {
      GUANXI_RETURN_IF_ERROR(Undo(call, type, asked, begun));
    }
    return instance.status();
  }
  Approval known = ApprovalOf(*begun.record);
  known.set_instance(instance->name());
  // Who goes on with what another one has begun is not its initiator.
  known.set_requester(instance->initiator());
  GUANXI_RETURN_IF_ERROR(LearnLock(call, type, NameOf(*begun.record), &known));
  return Finish(call, type, asked, begun, known, record);
}

absl::Status ApprovalDesk::Begin(const rpc::Call& call, const ApprovedType& type,
                                 const Asked& asked, bool validate_only, Begun* begun) const {
  GUANXI_ASSIGN_OR_RETURN(begun->name,
                          resource::ParseName(type.resource->type(), asked.name, "name"));
  const std::unique_ptr<Message> step = Unrecorded(asked.request, validate_only);
  return engine_->Mutate(call, *step, {}, begun->record.get(),
                         [&](UnitOfWork& work) { return Mark(work, call, type, asked, begun); });
}

absl::Status ApprovalDesk::Mark(UnitOfWork& work, const rpc::Call& call, const ApprovedType& type,
                                const Asked& asked, Begun* begun) const {
  GUANXI_ASSIGN_OR_RETURN(const std::string etag, resource::StatedEtag(call, asked.etag, "etag"));
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(*type.resource, begun->name));
  // Not before: whoever does not see the record learns nothing of it.
  GUANXI_RETURN_IF_ERROR(client_->CheckThere());
  if (!absl::StartsWith(call.principal.subject, "users/")) {
    return FailedPrecondition("NOT_A_USER", call.principal.subject,
                              "an approval has somebody who asks for it");
  }
  begun->record->CopyFrom(*row.message);
  const Approval& was = ApprovalOf(*row.message);
  if (was.state() == Approval::SUBMITTED && !was.instance().empty()) {
    return Running(NameOf(*row.message), was.instance());
  }
  begun->is_resumed = was.state() == Approval::SUBMITTED;
  if (begun->is_resumed) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(work.CheckEtag(*type.resource, etag, row));
  if (type.check != nullptr) GUANXI_RETURN_IF_ERROR(type.check(*row.message));
  if (was.state() == Approval::APPROVED) {
    return FailedPrecondition("ALREADY_APPROVED", NameOf(*row.message),
                              "what it holds now is approved");
  }
  begun->before.reset();
  if (HasApproval(*row.message)) begun->before = was;
  Approval* const next = MutableApproval(begun->record.get());
  next->Clear();
  next->set_state(Approval::SUBMITTED);
  next->set_requester(call.principal.subject);
  next->set_attempt(work.environment().uuids().Next().ToString());
  *next->mutable_submit_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(work.now()));
  return work.Update(*type.resource, row, begun->record.get()).status();
}

bool ApprovalDesk::CameToNothing(const rpc::Call& call, const Begun& begun,
                                 const absl::Status& refused) const {
  // Whether it was asked for is not known: it can be gone on with.
  if (IsPassing(refused) || absl::IsInternal(refused)) return false;
  if (!begun.is_resumed) return true;
  // It may have been asked for by the earlier attempt. A form or a right that is wrong is the
  // caller's, who can ask again; what nobody could be asked for would stay locked for ever.
  if (!absl::IsFailedPrecondition(refused)) return false;
  const auto lock = client_->Lock(call, NameOf(*begun.record));
  return lock.ok() && lock->instance().empty();
}

absl::StatusOr<workflow::v1::ProcessInstance> ApprovalDesk::Ask(const rpc::Call& call,
                                                                const ApprovedType& type,
                                                                const Asked& asked,
                                                                const Begun& begun) const {
  workflow::v1::RequestApprovalRequest request;
  request.set_subject(NameOf(*begun.record));
  request.set_subject_type(type.resource->type().full_type());
  for (auto& [path, value] : type.rules->Snapshot(*begun.record)) {
    (*request.mutable_snapshot())[path] = value;
  }
  Fill(asked.form, &request);
  request.set_attempt(ApprovalOf(*begun.record).attempt());
  request.set_request_id(
      DeriveUuid("approval_request",
                 absl::StrCat(ApprovalOf(*begun.record).attempt(), " ", call.principal.subject))
          .ToString());
  auto instance = client_->Request(call, request);
  const std::string reason = Reason(instance.status());
  if (reason == "REQUEST_ID_REUSED") {
    return Error(absl::StatusCode::kAlreadyExists, "APPROVAL_RUNNING",
                 "it was asked for with another `form`: submit it again with that one",
                 {{"subject", request.subject()}});
  }
  // Which one that is was told to us, and need not be the caller's to read.
  if (reason == "APPROVAL_RUNNING") {
    return Error(absl::StatusCode::kAlreadyExists, reason, instance.status().message(),
                 {{"subject", request.subject()}});
  }
  return instance;
}

absl::Status ApprovalDesk::LearnLock(const rpc::Call& call, const ApprovedType& type,
                                     const std::string& subject, Approval* known) const {
  const auto lock = client_->Lock(call, subject);
  if (!lock.ok()) {
    if (IsPassing(lock.status()) || absl::IsInternal(lock.status())) return lock.status();
    // Who may ask for approvals and see none: all that was told is locked.
    for (const std::string& path : type.rules->snapshot_paths()) known->add_locked_paths(path);
    return absl::OkStatus();
  }
  // It has ended: the record will hear.
  if (lock->instance() != known->instance()) return absl::OkStatus();
  *known->mutable_locked_paths() = lock->locked_paths();
  // Who has a task there writes with his decision, and not past it.
  known->mutable_locked_paths()->MergeFrom(lock->writable_paths());
  known->set_goes_on(lock->goes_on());
  return absl::OkStatus();
}

}  // namespace guanxi::approvals
