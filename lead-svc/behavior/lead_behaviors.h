// What people do on our pages and in our products counts for the leads that they are: the behaviour
// events and visitors of customer-svc, heard and joined.
//
//   lead_behaviors     the events that count, once for each lead
//   behavior_visitors  who visitors are known to be
//   behavior_joins     leads that were tied to somebody of whom events may have told before
//
// What makes it exact: a tie is committed before the events of the past are read. One of before has
// counted for nobody, and what is read has it; one of after finds the tie. Whichever comes first,
// an event counts once, since who counts it holds the lead.
#ifndef GUANXI_LEAD_SVC_BEHAVIOR_LEAD_BEHAVIORS_H_
#define GUANXI_LEAD_SVC_BEHAVIOR_LEAD_BEHAVIORS_H_

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/customer/v1/behavior_event.pb.h"
#include "guanxi/event/v1/log.pb.h"
#include "lead-svc/behavior/behavior_rows.h"
#include "lead-svc/behavior/behavior_ties.h"
#include "lead-svc/scorer.h"

namespace guanxi::lead {

// The last behaviour events of a tenant that a filter holds for, kMostBehaviors at most.
using ListBehaviors = std::function<absl::StatusOr<std::vector<customer::v1::BehaviorEvent>>(
    const Uuid& tenant, const std::string& filter)>;

// Thread-safe. Owns nothing.
class LeadBehaviors {
 public:
  // How customer-svc is asked.
  struct Source {
    events::GetRecords get;
    ListBehaviors list;
  };
  LeadBehaviors(db::Database* database, const resource::Engine* engine, const Scorer::Types& types,
                Source source)
      : database_(database), engine_(engine), types_(types), source_(std::move(source)) {}

  // For Consumer::Options.concerns: what happens to behaviour events and visitors.
  static std::vector<bool> Concerns(absl::Span<const event::v1::LogEvent* const> events);

  // For Consumer::Options.apply: events that are InOneUnit. The records are read as they are now,
  // before the transaction: what a visitor has become since is heard of again, and changes nothing.
  // Errors: those of `get` and of the database.
  absl::Status Apply(absl::Span<const event::v1::LogEvent> events, const events::Done& done) const;

  // Joins the next lead that is to be: what belongs to it, as customer-svc has it, is what counts.
  // False: there is none. Each time it is another's turn, so that one that fails holds nobody up.
  // Errors: those of `list` and of the database.
  absl::StatusOr<bool> GoOn() const;

  // Does without events that cannot be had: hears of all visitors and behaviour events of the
  // partition. Errors: those of `read` and `held`, which is asked at each step, and of the
  // database.
  absl::Status Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                       const events::StillHeld& held) const;

  // The consumer of customer-svc's events at a gRPC target.
  events::Consumer::Options Consume(const std::string& target,
                                    const events::AccountToken& token) const;

 private:
  using Records = std::vector<event::v1::LogEvent>;
  absl::StatusOr<Records> Read(const Uuid& tenant, const char* type,
                               std::vector<std::string> ids) const;
  // Takes records as LogService tells of them.
  absl::Status TakeVisitors(resource::UnitOfWork& work,
                            absl::Span<const event::v1::LogEvent> records) const;
  absl::Status TakeBehaviors(resource::UnitOfWork& work,
                             absl::Span<const event::v1::LogEvent> records) const;
  // Has what is new of these count for the lead, if it is there.
  absl::Status Count(resource::UnitOfWork& work, const Uuid& lead,
                     const std::vector<LeadEvent>& behaviors) const;
  // Has an event that was deleted count no longer.
  absl::Status Forget(resource::UnitOfWork& work, const Uuid& event) const;
  absl::Status Rescore(resource::UnitOfWork& work, const Uuid& lead) const;

  // What a lead has and is to have.
  struct Joining {
    std::set<Uuid> counted;  // before anything was listed
    std::vector<std::string> filters;
    std::vector<LeadEvent> listed;  // the last first
  };
  absl::StatusOr<Joining> List(const Join& join) const;
  absl::Status Settle(resource::UnitOfWork& work, const Join& join, const Joining& joining) const;

  db::Database* const database_;
  const resource::Engine* const engine_;
  const Scorer::Types types_;
  const Source source_;
  mutable Mutex mutex_;
  mutable std::pair<Uuid, Uuid> last_turn_ ABSL_GUARDED_BY(mutex_);  // tenant, lead
};

// Asks customer-svc at a gRPC target. `token` is one for a tenant.
using TenantToken = std::function<absl::StatusOr<std::string>(const Uuid& tenant)>;
ListBehaviors ListBehaviorsAt(const std::string& target, TenantToken token);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_BEHAVIOR_LEAD_BEHAVIORS_H_
