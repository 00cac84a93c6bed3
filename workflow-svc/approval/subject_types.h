// Types of records whose services ask for approvals of them, and keep them as they were asked
// about.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_SUBJECT_TYPES_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_SUBJECT_TYPES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::workflow {

// A type of records that have a guanxi.type.v1.Approval in their field `approval`.
struct SubjectType {
  std::string singular;  // "quote"
  const google::protobuf::Descriptor* descriptor = nullptr;
};

// Those that a service has.
std::vector<SubjectType> SubjectTypesOf(const std::string& service);

// Whether an approval of such a record ("guanxi.dev/Quote") binds: its service locks what was asked
// about and goes by the outcome.
bool IsApproved(absl::string_view type);
// All of which that is true, for people.
std::string ApprovedTypeNames();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_SUBJECT_TYPES_H_
