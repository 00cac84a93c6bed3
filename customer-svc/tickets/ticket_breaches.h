// Tickets that are escalated because of what workflow-svc's clocks say: nobody did in time what a
// policy of service levels wants.
#ifndef GUANXI_CUSTOMER_SVC_TICKETS_TICKET_BREACHES_H_
#define GUANXI_CUSTOMER_SVC_TICKETS_TICKET_BREACHES_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/tickets/ticket_resources.h"
#include "guanxi/event/v1/log.pb.h"
#include "guanxi/workflow/v1/sla_clock.pb.h"

namespace guanxi::customer {

// Thread-safe. Owns nothing that it is given.
class TicketBreaches {
 public:
  // The department (`departments/{uuid}`, or "") of somebody (`users/{uuid}`) who is active;
  // nothing if he is not, or not there. Errors hold up the partition.
  using FindUser = std::function<absl::StatusOr<std::optional<std::string>>(
      const Uuid& tenant, const std::string& user)>;

  TicketBreaches(const resource::Engine* engine, const TicketResources* resources,
                 FindUser find_user)
      : engine_(engine), resources_(resources), find_user_(std::move(find_user)) {}

  // For Consumer::Options.concerns: breaches, which are few among what workflow-svc tells.
  static std::vector<bool> Concerns(absl::Span<const event::v1::LogEvent* const> events);

  // What one event of workflow-svc does: the facts `sla.breached` of clocks escalate the tickets
  // that they are about, once for each clock, unless those are resolved by now; others do nothing.
  // Errors: those of common/db, and of FindUser.
  absl::Status Apply(resource::UnitOfWork& work, const event::v1::LogEvent& event) const;

  // Does without events that cannot be had: the clocks of the partition that are open and breached
  // say the same. Errors: those of `read` and `held`, which is asked at each step, and of the
  // database.
  absl::Status Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                       const events::StillHeld& held) const;

  // The consumer of workflow-svc's events at a gRPC target.
  events::Consumer::Options Consume(const std::string& target,
                                    const events::AccountToken& token) const;

 private:
  absl::Status Escalate(resource::UnitOfWork& work, const workflow::v1::SlaClock& clock) const;

  const resource::Engine* const engine_;
  const TicketResources* const resources_;
  const FindUser find_user_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TICKETS_TICKET_BREACHES_H_
