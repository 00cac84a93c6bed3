// The side of rules that acts on time, wired.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_PART_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_PART_H_

#include "common/resource/catalog.h"
#include "common/service/services.h"
#include "common/timers/timers.h"
#include "workflow-svc/rules/rule_part.h"
#include "workflow-svc/rules/time/backtest.h"
#include "workflow-svc/rules/time/record_lister.h"
#include "workflow-svc/rules/time/time_index.h"
#include "workflow-svc/rules/time/time_looks.h"

namespace guanxi::workflow {

// Lives as long as the process. Nothing that it is given is owned.
class TimePart {
 public:
  // Has rules hear what arms their timers, and count; before the first event.
  TimePart(RulePart* rules, const service::Parts& parts, const resource::Catalog* catalog,
           const resource::Resource* rule_resource, timers::Timers* timers);

  // Its kinds of timers, its purge, and backtests where the service has operations.
  void AddTo(service::Services* made) const;

 private:
  const service::Parts parts_;
  TimeBook times_;
  const TimeParts time_;
  const TimeLooks looks_;
  const ListRecords list_;
  RulePart* const rules_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_PART_H_
