// The rows in which thresholds count.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_THRESHOLD_COUNTS_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_THRESHOLD_COUNTS_H_

#include <vector>

#include "common/db/query.h"
#include "workflow-svc/rules/rule_events.h"

namespace guanxi::workflow {

// For RuleEvents::SetCounter: counts the event in a row of the rule and the record, or its parent,
// that is written, so that of those who count at the same time one goes on at a time.
CountEvent CountInRows();

// The statements, for the linter.
std::vector<db::Query> ThresholdQueries();
std::vector<db::InsertQuery> ThresholdInserts();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_THRESHOLD_COUNTS_H_
