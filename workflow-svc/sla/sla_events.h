// Lets policies of service levels hear what rules hear.
#ifndef GUANXI_WORKFLOW_SVC_SLA_SLA_EVENTS_H_
#define GUANXI_WORKFLOW_SVC_SLA_SLA_EVENTS_H_

#include "common/db/database.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "workflow-svc/rules/record_access.h"
#include "workflow-svc/rules/rule_events.h"
#include "workflow-svc/sla/sla_watch.h"

namespace guanxi::workflow {

// What it stands on. Nothing is owned.
struct SlaHearing {
  db::Database* database = nullptr;
  const resource::Engine* engine = nullptr;
  const resource::Resource* todos = nullptr;
  const RecordAccess* access = nullptr;
  const SlaWatch* watch = nullptr;
};

// Before the first event: the record of an event about which the tenant has a policy is read before
// the transaction, one of another service by the role that the tenant gives services; in that the
// policies act. A record that this role does not reach, or that is gone by now, is looked at by
// none.
void HearForSla(const SlaHearing& hearing, RuleEvents* events);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_SLA_SLA_EVENTS_H_
