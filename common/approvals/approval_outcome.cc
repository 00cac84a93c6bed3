#include "common/approvals/approval_outcome.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "common/approvals/snapshot.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/workflow/v1/process_content.pb.h"

namespace guanxi::approvals {
namespace {

using google::protobuf::Message;
using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using type::v1::Approval;

Approval::State EndOf(const std::string& fact) {
  if (fact == kApproved) return Approval::APPROVED;
  if (fact == kRejected) return Approval::REJECTED;
  return fact == kWithdrawn ? Approval::WITHDRAWN : Approval::STATE_UNSPECIFIED;
}

// Sets what was written to the record.
absl::Status Write(const ApprovalEvent& event, Message* record) {
  workflow::v1::ProcessSubjectWrite write;
  if (!write.ParseFromString(event.payload)) {
    return absl::InternalError("what was written to a record cannot be read");
  }
  for (const auto& [path, value] : write.values()) {
    const std::vector<std::string> texts(value.values().begin(), value.values().end());
    GUANXI_RETURN_IF_ERROR(SetTextsAt(path, texts, record));
  }
  Approval* const approval = MutableApproval(record);
  approval->set_write_count(approval->write_count() + 1);
  return absl::OkStatus();
}

// A refusal is for good: to try again would hold up all that follows in the log.
bool IsRefusal(const absl::Status& status) {
  return !status.ok() && !IsPassing(status) && !absl::IsInternal(status);
}

absl::Status WriteTo(UnitOfWork& work, const ApprovedType& type, const Stored& row,
                     const ApprovalEvent& event) {
  std::unique_ptr<Message> next(row.message->New());
  next->CopyFrom(*row.message);
  absl::Status done = Write(event, next.get());
  if (done.ok()) done = work.Update(*type.resource, row, next.get()).status();
  if (!IsRefusal(done)) return done;
  next->CopyFrom(*row.message);
  WithdrawHere(kWriteRefused, work.now(), MutableApproval(next.get()));
  return work.Update(*type.resource, row, next.get()).status();
}

}  // namespace

absl::Status ApplyOutcome(UnitOfWork& work, const ApprovedType& type, const ResourceName& name,
                          const ApprovalEvent& event) {
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(*type.resource, name));
  const Approval& approval = ApprovalOf(*row.message);
  const std::string instance = absl::StrCat("processInstances/", event.instance.ToString());
  if (approval.state() != Approval::SUBMITTED || approval.instance() != instance) {
    return absl::OkStatus();
  }
  if (event.fact == kSubjectWritten) return WriteTo(work, type, row, event);
  const Approval::State end = EndOf(event.fact);
  if (end == Approval::STATE_UNSPECIFIED) return absl::OkStatus();
  std::unique_ptr<Message> next(row.message->New());
  next->CopyFrom(*row.message);
  Approval* const ended = MutableApproval(next.get());
  ended->set_state(end);
  *ended->mutable_end_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(work.now()));
  return work.Update(*type.resource, row, next.get()).status();
}

absl::Status HearOutcome(UnitOfWork& work, const std::vector<ApprovedType>& types,
                         const ApprovalEvent& event) {
  for (const ApprovedType& type : types) {
    const auto name = resource::ParseName(type.resource->type(), event.subject, "subject");
    if (!name.ok()) continue;
    const auto row = work.Get(*type.resource, *name);
    if (absl::IsNotFound(row.status())) return absl::OkStatus();
    GUANXI_RETURN_IF_ERROR(row.status());
    const Approval& approval = ApprovalOf(*row->message);
    if (approval.state() == Approval::SUBMITTED && approval.instance().empty()) {
      return KeepEarly(work.tx(), work.principal().tenant, event);
    }
    return ApplyOutcome(work, type, *name, event);
  }
  return absl::OkStatus();
}

}  // namespace guanxi::approvals
