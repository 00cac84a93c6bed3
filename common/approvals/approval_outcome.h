// What an event of workflow-svc does to the record that its approval is of.
#ifndef GUANXI_COMMON_APPROVALS_APPROVAL_OUTCOME_H_
#define GUANXI_COMMON_APPROVALS_APPROVAL_OUTCOME_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/approvals/approval_rules.h"
#include "common/approvals/early_events.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::approvals {

// A type of records that are approved. Nothing is owned.
struct ApprovedType {
  const resource::Resource* resource = nullptr;
  const ApprovalRules* rules = nullptr;
  // Whether it may be submitted, as far as the record itself says; null: always.
  absl::Status (*check)(const google::protobuf::Message& record) = nullptr;
};

// The facts by which workflow-svc tells of approvals.
inline constexpr char kApproved[] = "approval.approved";
inline constexpr char kRejected[] = "approval.rejected";
inline constexpr char kWithdrawn[] = "approval.withdrawn";
inline constexpr char kSubjectWritten[] = "approval.subject_written";

// Has the record, which this unit of work holds, be what the event makes of it: it ends the
// approval, or has fields of the record written. Nothing happens to one whose `approval` is not
// SUBMITTED, or another one. What cannot be written withdraws the approval. Errors: those of
// UnitOfWork::Update that pass, and of common/db.
absl::Status ApplyOutcome(resource::UnitOfWork& work, const ApprovedType& type,
                          const resource::ResourceName& name, const ApprovalEvent& event);

// An event that came in: kept, if the record does not know its approval yet; else ApplyOutcome. Of
// a record that is gone, or was never submitted, nothing happens.
absl::Status HearOutcome(resource::UnitOfWork& work, const std::vector<ApprovedType>& types,
                         const ApprovalEvent& event);

}  // namespace guanxi::approvals

#endif  // GUANXI_COMMON_APPROVALS_APPROVAL_OUTCOME_H_
