// The custom methods of guanxi.workflow.v1.SlaClockService: the moves.
#ifndef GUANXI_WORKFLOW_SVC_SLA_SLA_CLOCK_SERVICE_H_
#define GUANXI_WORKFLOW_SVC_SLA_SLA_CLOCK_SERVICE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/foreign/foreign_names.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/sla_clock_service.adapter.h"
#include "workflow-svc/rules/record_kind.h"
#include "workflow-svc/sla/sla_clocks.h"

namespace guanxi::workflow {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class SlaClockServiceImpl : public v1::SlaClockServiceMethods {
 public:
  // `subjects` says whether other services' records are there, `todos` has those of this one.
  SlaClockServiceImpl(const resource::Engine* engine, const SlaClocks* clocks,
                      const foreign::ForeignNames* subjects, const resource::Resource* todos)
      : engine_(engine), clocks_(clocks), subjects_(subjects), todos_(todos) {}

  absl::StatusOr<v1::SlaClock> StartSlaClock(const rpc::Call& call,
                                             const v1::StartSlaClockRequest& request) override;
  absl::StatusOr<v1::SlaClock> PauseSlaClock(const rpc::Call& call,
                                             const v1::PauseSlaClockRequest& request) override;
  absl::StatusOr<v1::SlaClock> ResumeSlaClock(const rpc::Call& call,
                                              const v1::ResumeSlaClockRequest& request) override;
  absl::StatusOr<v1::SlaClock> StopSlaClock(const rpc::Call& call,
                                            const v1::StopSlaClockRequest& request) override;

 private:
  absl::Status CheckSubject(const rpc::Call& call, const RecordKind& kind,
                            const std::string& subject) const;
  // Whether a call is refused, or changes anything, tells what a clock does. Errors: those of
  // resource::CheckSeen.
  absl::Status CheckStateSeen(const rpc::Call& call) const;
  absl::Status StartIn(resource::UnitOfWork& work, const v1::StartSlaClockRequest& request,
                       const RecordKind& kind, v1::SlaClock* clock) const;
  // Runs `move` on the clock that the request names, if its etag is current.
  template <typename Request, typename Change>
  absl::StatusOr<v1::SlaClock> Move(const rpc::Call& call, const Request& request,
                                    Change move) const;

  const resource::Engine* const engine_;
  const SlaClocks* const clocks_;
  const foreign::ForeignNames* const subjects_;
  const resource::Resource* const todos_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_SLA_SLA_CLOCK_SERVICE_H_
