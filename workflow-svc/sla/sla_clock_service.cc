#include "workflow-svc/sla/sla_clock_service.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/field_rights.h"
#include "common/resource/name_fields.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"

namespace guanxi::workflow {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::SlaClock;
using v1::SlaPolicy;

constexpr size_t kMaxReason = 512;

absl::StatusOr<std::string> ReasonIn(const std::string& stated) {
  std::string reason = stated;
  rules::NormalizeNote(&reason);
  if (reason.size() > kMaxReason) return InvalidField("reason", "want at most 512 bytes");
  return reason;
}

}  // namespace

absl::StatusOr<SlaClock> SlaClockServiceImpl::StartSlaClock(
    const rpc::Call& call, const v1::StartSlaClockRequest& request) {
  // Why none is started would tell of the policy, and of the clock that is open.
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(clocks_->policies().type(), call.principal,
                                             {"resource_type", "enabled"}));
  GUANXI_RETURN_IF_ERROR(CheckStateSeen(call));
  if (request.policy().empty()) return InvalidField("policy", "is required");
  if (request.subject().empty()) return InvalidField("subject", "is required");
  v1::StartSlaClockRequest normal = request;
  normal.set_subject(resource::CanonicalName(request.subject()));
  normal.set_owner(resource::CanonicalName(request.owner()));
  if (normal.department().empty() && call.principal.rights != nullptr && !normal.owner().empty()) {
    const Uuid own = call.principal.rights->DepartmentOf(normal.owner());
    if (!own.IsNil()) normal.set_department(absl::StrCat("departments/", own.ToString()));
  }
  const RecordKind* const kind = FindRecordKindOf(normal.subject());
  if (kind == nullptr) return InvalidField("subject", "is no name of a record");
  GUANXI_RETURN_IF_ERROR(CheckSubject(call, *kind, normal.subject()));
  SlaClock answer;
  GUANXI_RETURN_IF_ERROR(
      engine_->Mutate(call, request, resource::WriteContext(), &answer,
                      [&](UnitOfWork& work) { return StartIn(work, normal, *kind, &answer); }));
  return answer;
}

absl::Status SlaClockServiceImpl::CheckSubject(const rpc::Call& call, const RecordKind& kind,
                                               const std::string& subject) const {
  if (kind.service.empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const resource::Faults faults, subjects_->Ask(call, {subject}));
  const auto fault = faults.find(subject);
  if (fault == faults.end() || fault->second.empty()) return absl::OkStatus();
  return InvalidField("subject", fault->second);
}

absl::Status SlaClockServiceImpl::StartIn(UnitOfWork& work, const v1::StartSlaClockRequest& request,
                                          const RecordKind& kind, SlaClock* clock) const {
  const resource::Resource& policies = clocks_->policies();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(policies.type(), request.policy(), "policy"));
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row, work.Peek(policies, name));
  if (!row.has_value()) return NotFound("SLA_POLICY", request.policy());
  const auto& policy = static_cast<const SlaPolicy&>(*row->message);
  if (policy.resource_type() != kind.type->full_type()) {
    return InvalidField("subject", absl::StrCat("want the name of a ", policy.resource_type()));
  }
  if (kind.service.empty()) {
    GUANXI_ASSIGN_OR_RETURN(const ResourceName todo,
                            resource::ParseName(todos_->type(), request.subject(), "subject"));
    const auto found = work.GetLive(*todos_, todo);
    if (absl::IsNotFound(found.status())) {
      return InvalidField("subject", "names nothing that exists");
    }
    GUANXI_RETURN_IF_ERROR(found.status());
  }
  if (!policy.enabled()) {
    return FailedPrecondition("SLA_POLICY_DISABLED", policy.name(), "the policy is not enabled");
  }
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> last,
                          clocks_->FindLast(work, policy.name(), request.subject()));
  int round = 1;
  if (last.has_value()) {
    const auto& before = static_cast<const SlaClock&>(*last->message);
    if (IsOpen(before)) {
      return FailedPrecondition("SLA_CLOCK_OPEN", before.name(),
                                absl::StrCat(before.name(), " is open for the record"));
    }
    round = before.round() + 1;
  }
  return clocks_->Start(work, policy, {request.subject(), request.owner(), request.department()},
                        round, work.now(), clock);
}

absl::Status SlaClockServiceImpl::CheckStateSeen(const rpc::Call& call) const {
  return resource::CheckSeen(clocks_->clocks().type(), call.principal, {"state"});
}

template <typename Request, typename Change>
absl::StatusOr<SlaClock> SlaClockServiceImpl::Move(const rpc::Call& call, const Request& request,
                                                   Change move) const {
  const resource::Resource& clocks = clocks_->clocks();
  GUANXI_RETURN_IF_ERROR(CheckStateSeen(call));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(clocks.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  SlaClock answer;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &answer, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(clocks, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(clocks, etag, row));
        return clocks_->Change(
            work, row, work.now(),
            [&](const SlaTime& time, SlaClock* clock) { return move(time, work.now(), clock); },
            &answer);
      }));
  return answer;
}

absl::StatusOr<SlaClock> SlaClockServiceImpl::PauseSlaClock(
    const rpc::Call& call, const v1::PauseSlaClockRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const std::string reason, ReasonIn(request.reason()));
  return Move(call, request, [&](const SlaTime& time, absl::Time now, SlaClock* clock) {
    clock->set_reason(reason);
    return Pause(time, now, clock);
  });
}

absl::StatusOr<SlaClock> SlaClockServiceImpl::ResumeSlaClock(
    const rpc::Call& call, const v1::ResumeSlaClockRequest& request) {
  return Move(call, request, [](const SlaTime& time, absl::Time now, SlaClock* clock) {
    return Resume(time, now, clock);
  });
}

absl::StatusOr<SlaClock> SlaClockServiceImpl::StopSlaClock(const rpc::Call& call,
                                                           const v1::StopSlaClockRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const std::string reason, ReasonIn(request.reason()));
  return Move(call, request, [&](const SlaTime& time, absl::Time now, SlaClock* clock) {
    clock->set_reason(reason);
    clock->set_stopped_by_hand(true);
    return End(SlaClock::STOPPED, time, now, clock);
  });
}

}  // namespace guanxi::workflow
