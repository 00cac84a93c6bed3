// How a submission ends: a part of ApprovalDesk.
#include <memory>
#include <string>
#include <vector>

#include "common/approvals/approval_desk.h"
#include "common/approvals/submission.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"

namespace guanxi::approvals {

using google::protobuf::Message;
using resource::Stored;
using resource::UnitOfWork;
using type::v1::Approval;

absl::Status ApprovalDesk::Undo(const rpc::Call& call, const ApprovedType& type, const Asked& asked,
                                const Begun& begun) const {
  std::unique_ptr<Message> next(begun.record->New());
  const std::unique_ptr<Message> step = Unrecorded(asked.request, false);
  return engine_->Mutate(call, *step, {}, next.get(), [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(*type.resource, begun.name));
    next->CopyFrom(*row.message);
    if (!IsOpen(ApprovalOf(*next), ApprovalOf(*begun.record))) return absl::OkStatus();
    if (begun.is_resumed) {
      WithdrawHere(kRequestRefused, work.now(), MutableApproval(next.get()));
    } else if (begun.before.has_value()) {
      *MutableApproval(next.get()) = *begun.before;
    } else {
      ClearApproval(next.get());
    }
    GUANXI_RETURN_IF_ERROR(
        TakeEarly(work.tx(), call.principal.tenant, NameOf(*row.message), Uuid()).status());
    return work.Update(*type.resource, row, next.get()).status();
  });
}

absl::Status ApprovalDesk::Finish(const rpc::Call& call, const ApprovedType& type,
                                  const Asked& asked, const Begun& begun, const Approval& known,
                                  Message* record) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid instance,
                          resource::ParseReference("processInstances", known.instance()));
  return engine_->Mutate(call, asked.request, {}, record, [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(*type.resource, begun.name));
    record->CopyFrom(*row.message);
    if (!IsOpen(ApprovalOf(*record), known)) {
      return Running(NameOf(*record), ApprovalOf(*record).instance());
    }
    *MutableApproval(record) = known;
    GUANXI_RETURN_IF_ERROR(work.Update(*type.resource, row, record).status());
    GUANXI_ASSIGN_OR_RETURN(const std::vector<ApprovalEvent> early,
                            TakeEarly(work.tx(), call.principal.tenant, NameOf(*record), instance));
    // What was decided meanwhile is not the caller's doing.
    GUANXI_RETURN_IF_ERROR(work.WithoutScope([&]() -> absl::Status {
      for (const ApprovalEvent& event : early) {
        GUANXI_RETURN_IF_ERROR(ApplyOutcome(work, type, begun.name, event));
      }
      return absl::OkStatus();
    }));
    work.Answer(*type.resource, begun.name.id, *record, record);
    return absl::OkStatus();
  });
}

}  // namespace guanxi::approvals
