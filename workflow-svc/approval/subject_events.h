// Hears from the logs of other services that a record is not what its approval is about any more.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_SUBJECT_EVENTS_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_SUBJECT_EVENTS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "common/resource/engine.h"
#include "guanxi/event/v1/log.pb.h"
#include "workflow-svc/approval/process_runner.h"
#include "workflow-svc/approval/staff.h"
#include "workflow-svc/approval/subject_types.h"

namespace guanxi::workflow {

// A record's service withdraws an approval by writing so into the record; that its process ends
// then follows from the event. Thread-safe. Owns nothing that it is given.
class SubjectEvents {
 public:
  SubjectEvents(const resource::Engine* engine, const ProcessRunner* runner, StaffBook* staff,
                std::vector<SubjectType> types)
      : engine_(engine), runner_(runner), staff_(staff), types_(std::move(types)) {}

  // For Consumer::Options.concerns: changes of `approval`.
  std::vector<bool> Concerns(absl::Span<const event::v1::LogEvent* const> events) const;

  // For Consumer::Options.apply: events of one tenant, in one transaction with the cursor. Of a
  // process that has ended already nothing happens. Errors: those of StaffBook, the runner and the
  // database.
  absl::Status Apply(absl::Span<const event::v1::LogEvent> events, const events::Done& done) const;

  // Does without events that cannot be had: the records say the same. Errors: those of `read`,
  // `held` and the database.
  absl::Status Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                       const events::StillHeld& held) const;

  // The consumer of a service's events at a gRPC target.
  events::Consumer::Options Consume(const std::string& service, const std::string& target,
                                    const events::AccountToken& token) const;

 private:
  // The process that the event's record does not stand for any more; "": none.
  std::string EndedBy(const event::v1::LogEvent& event) const;
  absl::Status End(resource::UnitOfWork& work, const Staff& staff,
                   const std::string& instance) const;

  const resource::Engine* const engine_;
  const ProcessRunner* const runner_;
  StaffBook* const staff_;
  const std::vector<SubjectType> types_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_SUBJECT_EVENTS_H_
