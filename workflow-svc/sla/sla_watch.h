// What policies of service levels do when records change.
#ifndef GUANXI_WORKFLOW_SVC_SLA_SLA_WATCH_H_
#define GUANXI_WORKFLOW_SVC_SLA_SLA_WATCH_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/sla_policy.pb.h"
#include "workflow-svc/rules/condition.h"
#include "workflow-svc/rules/record_kind.h"
#include "workflow-svc/sla/sla_clocks.h"
#include "workflow-svc/sla/sla_policy_rules.h"

namespace guanxi::workflow {

// An event of a record, of whichever service. Nothing is owned.
struct SlaEvent {
  const RecordKind* kind = nullptr;
  std::string name;      // the record's
  bool is_gone = false;  // it was deleted: `facts` are not looked at
  Facts facts;
  absl::Time time;  // of the change
};

// Thread-safe. Owns nothing that it is given.
class SlaWatch {
 public:
  // Compiled policies that are kept at most.
  static constexpr size_t kMaxKept = 1000;

  explicit SlaWatch(const SlaClocks* clocks) : clocks_(clocks) {}

  // Lets the enabled policies of the record's type act: clocks start, pause, resume and stop; those
  // of a record that is gone are cancelled. For the consumers of event logs, in the unit of work
  // that moves their cursor: once for each event, those of a record in their order. It costs one
  // look-up by index where there is no policy of the type. Errors: those of the unit of work.
  absl::Status Act(resource::UnitOfWork& work, const SlaEvent& event) const;

  // Whether the tenant has a policy about records of the type, enabled or not.
  static absl::StatusOr<bool> HasPolicies(db::Transaction& tx, const Uuid& tenant,
                                          const std::string& type);

 private:
  absl::StatusOr<std::vector<v1::SlaPolicy>> PoliciesFor(resource::UnitOfWork& work,
                                                         const SlaEvent& event) const;
  std::shared_ptr<const SlaConditions> ConditionsOf(const v1::SlaPolicy& policy) const;
  absl::Status ActBy(resource::UnitOfWork& work, const v1::SlaPolicy& policy,
                     const SlaEvent& event) const;
  absl::Status Cancel(resource::UnitOfWork& work, const SlaEvent& event) const;

  const SlaClocks* const clocks_;
  mutable Mutex mutex_;
  // By name and etag.
  mutable std::map<std::string, std::shared_ptr<const SlaConditions>> kept_ ABSL_GUARDED_BY(mutex_);
};

// The statements, for the linter.
std::vector<db::Query> SlaWatchQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_SLA_SLA_WATCH_H_
