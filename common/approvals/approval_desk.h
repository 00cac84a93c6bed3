// Asks workflow-svc for approvals of a service's own records.
#ifndef GUANXI_COMMON_APPROVALS_APPROVAL_DESK_H_
#define GUANXI_COMMON_APPROVALS_APPROVAL_DESK_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "common/approvals/approval_client.h"
#include "common/approvals/approval_outcome.h"
#include "common/resource/engine.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"
#include "guanxi/type/v1/approval.pb.h"
#include "guanxi/workflow/v1/process_instance.pb.h"

namespace guanxi::approvals {

// A submission has steps, each a transaction or a call of its own, so that whoever dies in between
// leaves what the next attempt goes on with, by whomever:
//   1. the record is SUBMITTED under a new `attempt`, its content locked;
//   2. workflow-svc is asked, under an id that follows from the attempt and who asks; whoever asks
//      for the same attempt by the same form gets the same approval;
//   3. the record knows its instance, and the request is answered.
// What workflow-svc refuses undoes the first: the approval is again what it was, a rejection too.
// Of an attempt that an earlier one has begun nobody knows any more what it was: where nothing runs
// it is WITHDRAWN. Between 2 and 3 the approval may have ended already: see early_events.h.
//
// Thread-safe. Owns nothing that it is given.
class ApprovalDesk {
 public:
  ApprovalDesk(const resource::Engine* engine, const ApprovalClient* client)
      : engine_(engine), client_(client) {}

  // For a method whose request has `name`, `form`, `etag`, `request_id` and `validate_only`, and
  // whose response is the record. Errors: as those methods say, and those of `type.check`.
  template <typename M, typename Request>
  absl::Status Submit(const rpc::Call& call, const ApprovedType& type, const Request& request,
                      M* record) const {
    return SubmitAsked(call, type, Asked{request.name(), request.etag(), request.form(), request},
                       record);
  }

 private:
  struct Asked {
    const std::string& name;
    const std::string& etag;
    const type::v1::ApprovalForm& form;
    const google::protobuf::Message& request;
  };
  // What was begun.
  struct Begun {
    std::unique_ptr<google::protobuf::Message> record;
    resource::ResourceName name;
    bool is_resumed = false;                   // by an earlier attempt
    std::optional<type::v1::Approval> before;  // nothing: there was none
  };

  absl::Status SubmitAsked(const rpc::Call& call, const ApprovedType& type, const Asked& asked,
                           google::protobuf::Message* record) const;
  absl::Status Begin(const rpc::Call& call, const ApprovedType& type, const Asked& asked,
                     bool validate_only, Begun* begun) const;
  absl::Status Mark(resource::UnitOfWork& work, const rpc::Call& call, const ApprovedType& type,
                    const Asked& asked, Begun* begun) const;
  absl::StatusOr<workflow::v1::ProcessInstance> Ask(const rpc::Call& call, const ApprovedType& type,
                                                    const Asked& asked, const Begun& begun) const;
  // Sets what the process locks.
  absl::Status LearnLock(const rpc::Call& call, const ApprovedType& type,
                         const std::string& subject, type::v1::Approval* known) const;
  // Whether nothing comes of what was begun, now that the request was refused.
  bool CameToNothing(const rpc::Call& call, const Begun& begun, const absl::Status& refused) const;
  // Takes back what was begun, unless somebody else has gone on with it.
  absl::Status Undo(const rpc::Call& call, const ApprovedType& type, const Asked& asked,
                    const Begun& begun) const;
  absl::Status Finish(const rpc::Call& call, const ApprovedType& type, const Asked& asked,
                      const Begun& begun, const type::v1::Approval& known,
                      google::protobuf::Message* record) const;

  const resource::Engine* const engine_;
  const ApprovalClient* const client_;
};

}  // namespace guanxi::approvals

#endif  // GUANXI_COMMON_APPROVALS_APPROVAL_DESK_H_
