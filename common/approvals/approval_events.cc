#include "common/approvals/approval_events.h"

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/events/unit_consumer.h"
#include "common/events/unit_effects.h"
#include "common/resource/row_codec.h"
#include "guanxi/metadata/v1/change.pb.h"
#include "guanxi/workflow/v1/process_content.pb.h"
#include "guanxi/workflow/v1/process_instance.pb.h"

namespace guanxi::approvals {
namespace {

using event::v1::LogEvent;
using metadata::v1::Change;
using resource::UnitOfWork;
using workflow::v1::ProcessInstance;

constexpr char kInstanceType[] = "process_instance";

bool IsOfApproval(const LogEvent& event) {
  return event.resource_type() == kInstanceType && event.kind() == Change::EMITTED &&
         event.changed_fields_size() == 1 && absl::StartsWith(event.changed_fields(0), "approval.");
}

// The record that the payload is about.
absl::StatusOr<std::string> SubjectOf(const LogEvent& event) {
  if (event.changed_fields(0) == kSubjectWritten) {
    workflow::v1::ProcessSubjectWrite write;
    if (write.ParseFromString(event.after_body())) return write.subject();
  } else {
    ProcessInstance instance;
    if (instance.ParseFromString(event.after_body())) return instance.subject();
  }
  return absl::InternalError("the fact of a process cannot be read");
}

// How a process that was missed has ended; "": it has not.
const char* FactOf(const ProcessInstance& instance) {
  switch (instance.state()) {
    case ProcessInstance::REJECTED:
      return kRejected;
    case ProcessInstance::APPROVED:
    case ProcessInstance::WITHDRAWN:
    case ProcessInstance::TERMINATED:
      return kWithdrawn;
    default:
      return "";
  }
}

}  // namespace

std::vector<bool> ApprovalEvents::Concerns(absl::Span<const LogEvent* const> some) {
  return events::Which(some, IsOfApproval);
}

absl::Status ApprovalEvents::Apply(UnitOfWork& work, const LogEvent& event) const {
  if (!IsOfApproval(event)) return absl::OkStatus();
  ApprovalEvent heard;
  GUANXI_ASSIGN_OR_RETURN(heard.subject, SubjectOf(event));
  // About a form of its own.
  if (heard.subject.empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(heard.instance, Uuid::FromBytes(event.resource_id()));
  heard.position = event.position();
  heard.fact = event.changed_fields(0);
  heard.payload = event.after_body();
  return HearOutcome(work, types_, heard);
}

absl::Status ApprovalEvents::Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                                     const events::StillHeld& held) const {
  const auto take = [&](const Uuid& tenant, absl::Span<const LogEvent> records) -> absl::Status {
    if (records[0].kind() == Change::DELETED) return absl::OkStatus();
    ProcessInstance instance;
    resource::Rest unused;
    GUANXI_RETURN_IF_ERROR(resource::DecodeBlobs(records[0].after_body(),
                                                 records[0].after_personal(), &instance, &unused));
    ApprovalEvent heard;
    heard.subject = instance.subject();
    heard.fact = FactOf(instance);
    if (heard.subject.empty() || heard.fact.empty()) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(heard.instance, Uuid::FromBytes(records[0].resource_id()));
    heard.position = records[0].position();
    return engine_->Write(events::WriterIn(tenant, actor_), {db::Lane::kJob},
                          resource::WriteContext(),
                          [&](UnitOfWork& work) { return HearOutcome(work, types_, heard); });
  };
  return events::ReadAllRecords(read, kInstanceType, loss.partition, /*at_once=*/1, held, take);
}

events::Consumer::Options ApprovalEvents::Consume(const std::string& name,
                                                  const std::string& target,
                                                  const events::AccountToken& token) const {
  return events::HearAt(target, token,
                        {name, "workflow-svc", engine_, actor_, &ApprovalEvents::Concerns}, this);
}

}  // namespace guanxi::approvals
