// Hears from workflow-svc's log what became of approvals.
#ifndef GUANXI_COMMON_APPROVALS_APPROVAL_EVENTS_H_
#define GUANXI_COMMON_APPROVALS_APPROVAL_EVENTS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/approvals/approval_outcome.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::approvals {

// Thread-safe. Owns nothing that it is given.
class ApprovalEvents {
 public:
  // `actor`: who writes it, in histories ("services/lead-svc").
  ApprovalEvents(const resource::Engine* engine, std::vector<ApprovedType> types, std::string actor)
      : engine_(engine), types_(std::move(types)), actor_(std::move(actor)) {}

  // For Consumer::Options.concerns: facts about processes.
  static std::vector<bool> Concerns(absl::Span<const event::v1::LogEvent* const> events);

  // What one event of workflow-svc does. Errors: those of HearOutcome.
  absl::Status Apply(resource::UnitOfWork& work, const event::v1::LogEvent& event) const;

  // Does without events that cannot be had: processes that have ended say how. What people wrote to
  // records with decisions is in no process's record, so that of what was approved meanwhile nobody
  // knows whether it is what the record holds: it is WITHDRAWN, and can be submitted again. Errors:
  // those of `read` and `held`, which is asked at each step, and of the database.
  absl::Status Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                       const events::StillHeld& held) const;

  // The consumer, called `name`, of workflow-svc's events at a gRPC target.
  events::Consumer::Options Consume(const std::string& name, const std::string& target,
                                    const events::AccountToken& token) const;

 private:
  const resource::Engine* const engine_;
  const std::vector<ApprovedType> types_;
  const std::string actor_;
};

}  // namespace guanxi::approvals

#endif  // GUANXI_COMMON_APPROVALS_APPROVAL_EVENTS_H_
