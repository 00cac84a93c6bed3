// Rules over a schema of their own on a real MariaDB, for tests: to-dos are the records, and events
// are made by hand.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULE_WORLD_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULE_WORLD_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/uuid.h"
#include "common/policy/authorizer.h"
#include "guanxi/event/v1/log.pb.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "guanxi/workflow/v1/rule_execution.pb.h"
#include "guanxi/workflow/v1/todo.pb.h"
#include "workflow-svc/rules/rule_part.h"
#include "workflow-svc/test_service.h"

namespace guanxi::workflow {

// One for each test. Ends the process on an error of its own.
struct RuleWorld {
  // Owners of rules may do what `rights` says; null: everything. Not owned.
  explicit RuleWorld(const policy::Authorizer* rights = nullptr);

  std::string me() const { return service.call().principal.subject; }
  // Creates and enables it, as its owner.
  v1::AutomationRule Enabled(v1::AutomationRule rule);
  v1::AutomationRule Get(const std::string& rule) const;

  // That `before` became `after`, which was stored; the first of a chain.
  event::v1::LogEvent Updated(const v1::Todo& before, const v1::Todo& after);
  // That something happened to a record of any service, by its name; without values, and the first
  // of a chain.
  event::v1::LogEvent Happened(const std::string& name, metadata::v1::Change::Kind kind);
  // One that follows from `cause`.
  event::v1::LogEvent Caused(const event::v1::LogEvent& cause, event::v1::LogEvent event) const;
  // A to-do that became urgent, and the event of that.
  event::v1::LogEvent BecameUrgent(const std::string& title = "旧");

  absl::Status Apply(const std::vector<event::v1::LogEvent>& events);
  // Does all that is due.
  void Work();

  std::vector<v1::Todo> TodosTitled(const std::string& title) const;
  // Of one rule, the first first.
  std::vector<v1::RuleExecution> Executions(const std::string& rule) const;

  TestService service;
  UuidSource ids;
  policy::Authorizer authorizer;
  std::unique_ptr<RulePart> part;
  int64_t applied = 0;
};

// A rule about to-dos that became urgent, which makes one titled `跟进`.
v1::AutomationRule UrgentRule(const std::string& owner);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RULE_WORLD_H_
