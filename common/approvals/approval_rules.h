// What an approval allows of its record: content, locks, and what ends it.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_COMMON_APPROVALS_APPROVAL_RULES_H_
#define GUANXI_COMMON_APPROVALS_APPROVAL_RULES_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/resource/output_only.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "guanxi/type/v1/approval.pb.h"
#include "guanxi/workflow/v1/process_model.pb.h"

namespace guanxi::approvals {

// Why an approval was WITHDRAWN here: Approval.reason.
inline constexpr char kContentChanged[] = "CONTENT_CHANGED";
inline constexpr char kWriteRefused[] = "WRITE_REFUSED";
inline constexpr char kRequestRefused[] = "REQUEST_REFUSED";

// The record's field `approval`, which it must have.
const type::v1::Approval& ApprovalOf(const google::protobuf::Message& record);
type::v1::Approval* MutableApproval(google::protobuf::Message* record);
bool HasApproval(const google::protobuf::Message& record);
void ClearApproval(google::protobuf::Message* record);

// How a type of records is approved. Immutable, thus thread-safe.
class ApprovalRules {
 public:
  struct Options {
    const google::protobuf::Descriptor* type = nullptr;
    // What the approval is asked about: paths of snapshot.h.
    std::vector<std::string> snapshot;
    // Fields that are no content: whose it is, notes. A change of them ends no approval.
    std::vector<std::string> no_content;
    // Whether the record is not in force yet: what was approved then has to stay.
    std::function<bool(const google::protobuf::Message&)> is_draft;
  };
  explicit ApprovalRules(Options options);

  const std::vector<std::string>& snapshot_paths() const { return options_.snapshot; }
  // The values of `snapshot` that there are.
  std::map<std::string, workflow::v1::ProcessValue> Snapshot(
      const google::protobuf::Message& record) const;

  // For Behavior.complete, as its last step: what a write makes of the approval, and what it may
  // not do. `old` is null on create. A write that changes the approval itself is the service's own
  // and is let through.
  //   FAILED_PRECONDITION  APPROVAL_LOCKED  the metadata name the `fields`
  absl::Status Guard(absl::Time now, const google::protobuf::Message* old,
                     google::protobuf::Message* next) const;

  // Whether both state the same, but for what is no content and what the service sets.
  bool HaveSameContent(const google::protobuf::Message& a,
                       const google::protobuf::Message& b) const;

 private:
  // Those of the locked fields that differ.
  std::vector<std::string> Touched(const google::protobuf::Message& old,
                                   const google::protobuf::Message& next) const;

  const Options options_;
  const resource::OutputOnlyFields output_only_;
};

// Ends it here, for one of the reasons above.
void WithdrawHere(const std::string& reason, absl::Time now, type::v1::Approval* approval);

}  // namespace guanxi::approvals

#endif  // GUANXI_COMMON_APPROVALS_APPROVAL_RULES_H_
