// Lets policies of service levels hear what rules hear.
#ifndef GUANXI_WORKFLOW_SVC_SLA_SLA_EVENTS_H_
#define GUANXI_WORKFLOW_SVC_SLA_SLA_EVENTS_H_

#include "common/db/database.h"
#include "workflow-svc/rules/record_access.h"
#include "workflow-svc/rules/rule_events.h"
#include "workflow-svc/sla/sla_watch.h"

namespace guanxi::workflow {

// For RuleEvents, before the first event: the record of an event about which the tenant has a
// policy is read, by the role that the tenant gives services, before the transaction; in that the
// policies act. A record that this role does not reach is looked at by none. Nothing is owned.
void HearForSla(db::Database* database, const RecordAccess* access, const SlaWatch* watch,
                RuleEvents* events);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_SLA_SLA_EVENTS_H_
