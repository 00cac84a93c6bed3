// Clocks of service levels as they are stored: what events, people and timers do to them, within a
// unit of work.
#ifndef GUANXI_WORKFLOW_SVC_SLA_SLA_CLOCKS_H_
#define GUANXI_WORKFLOW_SVC_SLA_SLA_CLOCKS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/query.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/timers.h"
#include "guanxi/workflow/v1/sla_clock.pb.h"
#include "guanxi/workflow/v1/sla_policy.pb.h"
#include "workflow-svc/sla/sla_clock_rules.h"
#include "workflow-svc/sla/sla_time.h"

namespace guanxi::workflow {

// When a clock comes to a stage, or its target; the key is its name.
inline constexpr char kSlaClockTimer[] = "sla_clock";

// What a clock is about, and whose it is.
struct SlaSubject {
  std::string name;
  std::string owner;
  std::string department;
};

// Immutable, thus thread-safe. Nothing is owned. Errors of all methods: those of the unit of work,
// and as stated.
class SlaClocks {
 public:
  SlaClocks(const resource::Resource* policies, const resource::Resource* clocks,
            const resource::Resource* calendars, timers::Timers* timers)
      : policies_(policies), clocks_(clocks), calendars_(calendars), timers_(timers) {}

  const resource::Resource& clocks() const { return *clocks_; }
  const resource::Resource& policies() const { return *policies_; }

  // The last one of the policy for a record, held until the end; nothing if there was none.
  //   FAILED_PRECONDITION  SLA_CLOCK_OPEN  the principal does not see it
  absl::StatusOr<std::optional<resource::Stored>> FindLast(resource::UnitOfWork& work,
                                                           const std::string& policy,
                                                           const std::string& subject) const;

  // Starts one, `round` after the last; `*clock` becomes what was stored.
  absl::Status Start(resource::UnitOfWork& work, const v1::SlaPolicy& policy,
                     const SlaSubject& subject, int round, absl::Time at,
                     v1::SlaClock* clock) const;

  // Changes a clock that the unit of work has read: notes what it has come to by `at`, tells of
  // that, then moves it, arms its timer, and `*next` becomes what was stored. `move` may refuse.
  using Move = absl::FunctionRef<absl::Status(const SlaTime&, v1::SlaClock*)>;
  absl::Status Change(resource::UnitOfWork& work, const resource::Stored& row, absl::Time at,
                      Move move, v1::SlaClock* next) const;

 private:
  // What the clock is reckoned by, held as it is until the end.
  absl::StatusOr<SlaTime> TimeFor(resource::UnitOfWork& work, const std::string& calendar) const;
  absl::Status Arm(resource::UnitOfWork& work, const SlaTime& time,
                   const v1::SlaClock& clock) const;
  absl::Status Tell(resource::UnitOfWork& work, const resource::Stored& row,
                    const v1::SlaClock& clock, const Reached& reached) const;

  const resource::Resource* const policies_;
  const resource::Resource* const clocks_;
  const resource::Resource* const calendars_;
  timers::Timers* const timers_;
};

// The statements, for the linter.
std::vector<db::Query> SlaClockQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_SLA_SLA_CLOCKS_H_
