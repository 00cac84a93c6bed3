// What the steps of a submission share: for the files of ApprovalDesk alone.
#ifndef GUANXI_COMMON_APPROVALS_SUBMISSION_H_
#define GUANXI_COMMON_APPROVALS_SUBMISSION_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "guanxi/type/v1/approval.pb.h"

namespace guanxi::approvals {

// The request as a step of our own: its id is for the answer, which the last step records.
std::unique_ptr<google::protobuf::Message> Unrecorded(const google::protobuf::Message& request,
                                                      bool validate_only);
// ALREADY_EXISTS, APPROVAL_RUNNING.
absl::Status Running(const std::string& subject, const std::string& instance);
std::string NameOf(const google::protobuf::Message& record);
// Whether the approval is still the attempt that was begun, and nobody knows its instance.
bool IsOpen(const type::v1::Approval& approval, const type::v1::Approval& begun);

}  // namespace guanxi::approvals

#endif  // GUANXI_COMMON_APPROVALS_SUBMISSION_H_
