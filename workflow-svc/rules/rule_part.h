// All that rules are made of, wired.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULE_PART_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULE_PART_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/consumer.h"
#include "common/events/event_log.h"
#include "common/events/log_service.h"
#include "common/events/remote_log.h"
#include "common/policy/authorizer.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "workflow-svc/rules/automation_rule_service.h"
#include "workflow-svc/rules/custom_field_book.h"
#include "workflow-svc/rules/firing_worker.h"
#include "workflow-svc/rules/record_access.h"
#include "workflow-svc/rules/rule_book.h"
#include "workflow-svc/rules/rule_events.h"
#include "workflow-svc/rules/rule_looks.h"

namespace guanxi::workflow {

// What they stand on. Nothing is owned.
struct RulePartOptions {
  Clock* system_clock = nullptr;
  UuidSource* ids = nullptr;
  db::Database* database = nullptr;
  const resource::Engine* engine = nullptr;
  const policy::Authorizer* authorizer = nullptr;
  const resource::Catalog* catalog = nullptr;
  const resource::Resource* rules = nullptr;
  const resource::Resource* executions = nullptr;
  CustomFieldBook* custom_fields = nullptr;    // null: no condition may read custom fields
  std::map<std::string, std::string> targets;  // gRPC targets by service
  TokenFor token_for;
  StartProcessHere start_process;  // null: no rule starts a process
  FiringWorker::Options worker = {};
};

// Lives as long as the process.
struct RulePart {
  explicit RulePart(const RulePartOptions& options);

  // The consumers of the logs of the services in `targets`, as `account` reads them, and of this
  // one's own.
  std::vector<events::Consumer::Options> Consumers(
      const std::map<std::string, std::string>& targets, const events::AccountToken& account);

  CustomFieldBook* const custom_fields;
  RecordAccess access;
  RuleBook book;
  RuleLooks looks;
  RuleEvents events;
  FiringWorker worker;
  AutomationRuleServiceImpl service;

 private:
  events::EventLog log_;
  events::LogServiceImpl own_log_;
};

// When a rule looks, by the tenant's clocks and the rule's calendar. Errors: those of reading that.
RuleLooks::MomentOf MomentOfRules(const resource::Engine* engine, const resource::Catalog* catalog);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RULE_PART_H_
