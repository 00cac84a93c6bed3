// People who are gone (disabled, or deleted from the directory) and still have something to decide:
// what becomes of their tasks is the step's to say (PersonLeft).
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_LEAVERS_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_LEAVERS_H_

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/resource/engine.h"
#include "workflow-svc/approval/process_runner.h"
#include "workflow-svc/approval/staff.h"

namespace guanxi::workflow {

// It keeps no list of who has left: it compares the people in running processes with the tenant's
// policy, so that nothing is missed while no replica ran, and what breaks off is done the next
// time. Several replicas do no harm to each other: an instance is held, and has nobody left who is
// gone after the first. Thread-safe. Owns nothing that it is given.
class Leavers {
 public:
  Leavers(Clock* system_clock, db::Database* database, const resource::Engine* engine,
          const ProcessRunner* runner, StaffBook* staff)
      : clock_(system_clock),
        database_(database),
        engine_(engine),
        runner_(runner),
        staff_(staff) {}

  // For service::Services::loops. Looks at each tenant whose policy is another one than when it was
  // looked at last, and at all of them once in a while: turns come to people later, too. Errors go
  // to the log (`leavers.failed`), and are tried again.
  void Run();

  // Has all running processes of the tenant go on without those whom `staff` does not have as
  // active. Returns how many were. Errors: those of the runner and of common/db; the others were
  // seen to by then.
  absl::StatusOr<int> Look(const Uuid& tenant, const Staff& staff);

  static constexpr absl::Duration kTick = absl::Seconds(1);

 private:
  absl::StatusOr<std::vector<Uuid>> Tenants() const;
  // Whose policy has changed since, or who was not looked at for long.
  bool IsDue(const Uuid& tenant, const std::shared_ptr<const Staff>& staff);
  // All who have, or had, something to do with processes, and are gone.
  absl::StatusOr<std::set<std::string>> Gone(const Uuid& tenant, const Staff& staff) const;
  // The running processes that may wait for him.
  absl::StatusOr<std::set<Uuid>> InstancesOf(const Uuid& tenant, const std::string& user) const;
  absl::StatusOr<bool> Leave(const Uuid& tenant, const Staff& staff, const Uuid& instance,
                             const std::string& user) const;

  struct Looked {
    std::shared_ptr<const Staff> staff;
    absl::Time at;
  };

  Clock* const clock_;
  db::Database* const database_;
  const resource::Engine* const engine_;
  const ProcessRunner* const runner_;
  StaffBook* const staff_;
  Mutex mutex_;
  absl::flat_hash_map<Uuid, Looked> looked_ ABSL_GUARDED_BY(mutex_);
};

// The statements, for the linter.
std::vector<db::Query> LeaverQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_LEAVERS_H_
