// Leads that go back into pools because of what workflow-svc's clocks say: nobody called in time.
#ifndef GUANXI_LEAD_SVC_LEAD_BREACHES_H_
#define GUANXI_LEAD_SVC_LEAD_BREACHES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "common/pools/pool_desk.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::lead {

// Thread-safe. Owns nothing that it is given.
class LeadBreaches {
 public:
  LeadBreaches(const resource::Engine* engine, const pools::PoolDesk* desk)
      : engine_(engine), desk_(desk) {}

  // For Consumer::Options.concerns: breaches, which are few among what workflow-svc tells.
  static std::vector<bool> Concerns(absl::Span<const event::v1::LogEvent* const> events);

  // What one event of workflow-svc does: the facts `sla.breached` of clocks bring leads into pools
  // (PoolDesk::RecycleBreached), others nothing. Errors: those of common/db.
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
  const resource::Engine* const engine_;
  const pools::PoolDesk* const desk_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_LEAD_BREACHES_H_
